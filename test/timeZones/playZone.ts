import { SECOND } from '../../src/duration.ts';
import { BotProcess } from '../support/botProcess.ts';
import { MovableClock } from '../support/movableClock.ts';

const NOWHERE = 'http://127.0.0.1:9';

/** What a bot needs to start; neither Discord nor Threads is there. */
export const ALONE = {
  STORE_URL: 'memory:',
  DISCORD_TOKEN: 'unused',
  DISCORD_GUILD_IDS: '1200000000000000001',
  DISCORD_API_URL: NOWHERE,
  THREADS_API_URL: NOWHERE,
  THREADS_ACCESS_TOKEN: 'unused',
  LOG_LEVEL: 'trace',
} as const;

/** When each job began, ms since the epoch, by the job's name. */
export type Runs = ReadonlyMap<string, readonly number[]>;

/** The job that a line of the log says begins. */
export function readBeginning(message: string): string | undefined {
  return /^the job "(\w+)" begins$/.exec(message)?.[1];
}

/** Plays so much time from a moment on, in a process of that zone; exact, however busy the machine is. */
export async function playZone(
  zone: string,
  from: number,
  duration: string,
): Promise<{ readonly runs: Runs; readonly warnings: readonly string[]; readonly to: number }> {
  const clock = new MovableClock();
  clock.move(from - clock.now());
  await using bot = new BotProcess({ TZ: zone, ...ALONE }, clock);
  bot.start();
  await bot.says('the job "round" begins');
  await bot.pass(duration, 30 * SECOND);
  const to = clock.now();
  // All that it wrote has been read once it has ended.
  bot.kill('SIGKILL');
  await bot.ended();
  const runs = new Map<string, number[]>();
  for (const { msg, time } of bot.log) {
    const job = readBeginning(msg);
    if (job !== undefined) runs.set(job, [...(runs.get(job) ?? []), Date.parse(time)]);
  }
  const warnings = bot.log.map(({ msg }) => msg).filter((message) => message.startsWith('The job'));
  return { runs, warnings, to };
}

/** The longest time between two runs, and from the last one to the end; ms. */
export function longestGap(runs: readonly number[], to: number): number {
  const times = [...runs, to];
  return Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at)));
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ALONE, type Runs, readBeginning } from './playZone.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const INSTALL = 'libfaketime is not installed. The tests of time zones need it: apt-get install faketime';

/** Where Debian and Ubuntu put it, by architecture. */
const LIBRARIES = ['x86_64', 'aarch64'].map(
  (machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`,
);

export interface FakeTime {
  /** The machine's zone (`TZ`). */
  readonly zone: string;
  /** When it starts and ends, ms since the epoch. */
  readonly from: number;
  readonly to: number;
  /** How many seconds of its time pass in one of ours. */
  readonly speed: number;
}

/** Runs `src/main.ts` on a machine of another time, which passes fast. */
export async function playFakeTime({ zone, from, to, speed }: FakeTime): Promise<Runs> {
  const library = LIBRARIES.find((path) => existsSync(path));
  if (library === undefined) throw new Error(INSTALL);
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [MAIN], {
    cwd: tmpdir(),
    env: {
      PATH,
      TZ: zone,
      LD_PRELOAD: library,
      FAKETIME: `@${from / 1_000} x${speed}`,
      FAKETIME_FMT: '%s',
      // Read once: the process changes its zone, and would read the moment anew in that.
      FAKETIME_CACHE_DURATION: '1000000000',
      ...ALONE,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const runs = new Map<string, number[]>();
  const ended = once(child, 'close');
  for await (const line of createInterface({ input: child.stdout })) {
    const { time, msg } = JSON.parse(line) as { time: string; msg: string };
    const at = Date.parse(time);
    if (at > to) break;
    const job = readBeginning(msg);
    if (job !== undefined) runs.set(job, [...(runs.get(job) ?? []), at]);
  }
  kill();
  await ended;
  process.off('exit', kill);
  return runs;
}

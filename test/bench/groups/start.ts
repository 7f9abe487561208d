import { setTimeout as delay } from 'node:timers/promises';
import { DiscordDouble } from '../../chat/discord/double/discordDouble.ts';
import { SlackDouble } from '../../chat/slack/double/slackDouble.ts';
import type { Figure, Group } from '../figure.ts';
import { build } from '../support/build.ts';
import { Child } from '../support/child.ts';
import { percentile } from '../support/percentile.ts';
import { readMemory } from '../support/readMemory.ts';
import { startBot } from '../support/startBot.ts';
import { TemporaryFolder } from '../support/temporaryFolder.ts';
import { ThreadsServer } from '../support/threadsServer.ts';

const TIMES = 5;

/** In ms: enough for the garbage of the start to be collected. */
const IDLE_TIME = 4_000;

const BARE_PARTS = new URL('../bare/bareParts.ts', import.meta.url);

/** Starts a program on an empty store; resolves once it is ready. */
type Start = (storeFile: string) => Promise<AsyncDisposable & { readonly pid: number | undefined }>;

/** The starts of one program. */
class Starts {
  readonly #start: Start;
  readonly #times: number[] = [];
  /** Resident memory of the last one once it is idle, MB. */
  memory = Number.NaN;

  constructor(start: Start) {
    this.#start = start;
  }

  /** The median, from the start of the process to ready, s. */
  get ready(): number {
    return percentile(this.#times, 0.5) / 1_000;
  }

  /** @param time how many there were before; the first one only fills the compile cache */
  async measure(time: number): Promise<void> {
    using folder = new TemporaryFolder();
    const startedAt = performance.now();
    await using program = await this.#start(folder.file('store.db'));
    if (time > 0) this.#times.push(performance.now() - startedAt);
    if (time < TIMES) return;
    await delay(IDLE_TIME);
    this.memory = readMemory(program.pid);
  }
}

export const start: Group = {
  name: 'start',
  measures: 'from the start of the process to ready, and its memory afterwards, beside the bare parts',
  async run() {
    await using stack = new AsyncDisposableStack();
    const discord = stack.use(await DiscordDouble.start({ judges: false }));
    const slack = await SlackDouble.start();
    stack.defer(() => slack.close());
    const threads = stack.use(await ThreadsServer.start({ statusOf: () => ({ status: 'IN_PROGRESS' }) }));
    const cache = stack.use(new TemporaryFolder());
    const toStart =
      (program?: readonly string[]): Start =>
      async (storeFile) => {
        const parts = { discord, threads, storeUrl: `sqlite:${storeFile}`, more: slack.environment };
        const bot = startBot(program === undefined ? parts : { ...parts, program });
        await bot.ready();
        return bot;
      };
    const sources = new Starts(toStart());
    const built = new Starts(toStart(build()));
    const environment = { ...discord.environment, ...slack.environment, THREADS_API_URL: threads.url };
    const bare = new Starts(async (storeFile) => {
      const bot = new Child(BARE_PARTS, {
        ...environment,
        STORE_FILE: storeFile,
        NODE_COMPILE_CACHE: cache.path,
      });
      await bot.receive();
      return bot;
    });
    // In turn, so that a machine that gets slower slows both.
    for (let time = 0; time <= TIMES; time += 1)
      for (const starts of [built, sources, bare]) await starts.measure(time);
    return describe(built, sources, bare);
  },
};

function describe(built: Starts, sources: Starts, bare: Starts): Figure[] {
  const parts = 'discord.js, Bolt, node-cron, Keyv and undici with the same connections, and nothing else';
  const ready = `from the start of the process to ready, with Discord, Slack (Socket Mode) and an empty store; median of ${TIMES}`;
  const memory = `resident memory ${IDLE_TIME / 1_000} s later, with nothing to do (1 MB is 1,000,000 bytes)`;
  const divided = (a: number, b: number) => ({
    value: a / b,
    unit: 'times',
    how: 'divided by the bare parts',
  });
  return [
    { name: 'ready', value: built.ready, unit: 's', how: `as \`npm run build\` makes it, ${ready}` },
    { name: 'ready.ratio', ...divided(built.ready, bare.ready) },
    { name: 'ready[sources]', value: sources.ready, unit: 's', how: `the same by npm start` },
    { name: 'ready.ratio[sources]', ...divided(sources.ready, bare.ready) },
    { name: 'ready[bare parts]', value: bare.ready, unit: 's', how: `the same of ${parts}` },
    { name: 'rss.idle', value: built.memory, unit: 'MB', how: memory },
    { name: 'rss.idle.ratio', ...divided(built.memory, bare.memory) },
    { name: 'rss.idle[sources]', value: sources.memory, unit: 'MB', how: 'the same by npm start' },
    { name: 'rss.idle[bare parts]', value: bare.memory, unit: 'MB', how: 'the same of the bare parts' },
  ];
}

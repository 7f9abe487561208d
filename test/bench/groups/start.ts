import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { DiscordDouble } from '../../chat/discord/double/discordDouble.ts';
import { SlackDouble } from '../../chat/slack/double/slackDouble.ts';
import type { Figure, Group } from '../figure.ts';
import { percentile } from '../support/percentile.ts';
import { startBot } from '../support/startBot.ts';
import { TemporaryFolder } from '../support/temporaryFolder.ts';
import { ThreadsServer } from '../support/threadsServer.ts';

const TIMES = 3;

/** In ms: enough for the garbage of the start to be collected. */
const IDLE_TIME = 4_000;

export const start: Group = {
  name: 'start',
  measures: 'from the start of the process to ready, and its memory afterwards',
  async run() {
    await using stack = new AsyncDisposableStack();
    const discord = stack.use(await DiscordDouble.start({ judges: false }));
    const slack = await SlackDouble.start();
    stack.defer(() => slack.close());
    const threads = stack.use(await ThreadsServer.start({ statusOf: () => ({ status: 'IN_PROGRESS' }) }));
    const times: number[] = [];
    const memory: Figure[] = [];
    for (let time = 1; time <= TIMES; time += 1) {
      using folder = new TemporaryFolder();
      const storeUrl = `sqlite:${folder.file('store.db')}`;
      const startedAt = performance.now();
      await using bot = startBot({ discord, threads, storeUrl, more: slack.environment });
      await bot.ready();
      times.push(performance.now() - startedAt);
      if (time < TIMES) continue;
      await delay(IDLE_TIME);
      memory.push(describeMemory(bot.pid));
    }
    return [
      {
        name: 'ready',
        value: percentile(times, 0.5) / 1_000,
        unit: 's',
        how: `from the start of the process to ready, with Discord, Slack (Socket Mode) and an empty store; median of ${TIMES}`,
      },
      ...memory,
    ];
  },
};

/** Reads the resident memory of another process; only Linux shows it in a file. */
function describeMemory(pid: number | undefined): Figure {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
  return {
    name: 'rss.idle',
    value: (kilobytes * 1_024) / 1e6,
    unit: 'MB',
    how: `resident memory ${IDLE_TIME / 1_000} s later, with nothing to do (1 MB is 1,000,000 bytes)`,
  };
}

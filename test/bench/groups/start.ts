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

/** What the start leaves behind has been collected by then, or never will be. */
const IDLE = 4_000;

export const start: Group = {
  name: 'start',
  measures: 'from the start of the process to ready, and the memory that it then holds',
  async run() {
    await using deferred = new AsyncDisposableStack();
    const discord = deferred.use(await DiscordDouble.start({ judges: false }));
    const slack = await SlackDouble.start();
    deferred.defer(() => slack.close());
    const threads = deferred.use(await ThreadsServer.start({ show: () => ({ status: 'IN_PROGRESS' }) }));
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
      await delay(IDLE);
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

/** Linux alone says it of another process without further ado. */
function describeMemory(pid: number | undefined): Figure {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
  return {
    name: 'rss.idle',
    value: (kilobytes * 1_024) / 1e6,
    unit: 'MB',
    how: `resident memory ${IDLE / 1_000} s later, with nothing to do (1 MB is 1,000,000 bytes)`,
  };
}

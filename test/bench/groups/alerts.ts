import { setTimeout as delay } from 'node:timers/promises';
import { type Call, DiscordDouble } from '../../chat/discord/double/discordDouble.ts';
import { BURST, BURST_CHANNEL, createOutbreak, PER_MESSAGE } from '../alerts/outbreak.ts';
import type { Figure, Group } from '../figure.ts';
import { percentile } from '../support/percentile.ts';
import { type SeededWatch, seedWatches } from '../support/seedWatches.ts';
import { startBot } from '../support/startBot.ts';
import { TemporaryFolder } from '../support/temporaryFolder.ts';
import { ThreadsServer } from '../support/threadsServer.ts';

/** In ms from the start: enough for two rounds, the burst, and the message that counts the burst. */
const TIMEOUT = 18_000;
const POLL_INTERVAL = 50;

/** In ms after the message that counts the whole burst, to see whether more calls follow. */
const EXTRA_WAIT = 1_000;

const COUNTS_ALL = /\b1,?000\b/;

export const alerts: Group = {
  name: 'alerts',
  measures: 'how soon an alert reaches Discord, and what 1,000 failures in one channel lead to',
  async run() {
    await using discord = await DiscordDouble.start({ judges: false, limits: true });
    const checkedAt = new Map<string, number>();
    await using threads = await ThreadsServer.start({
      statusOf: () => ({ status: 'ERROR', errorMessage: 'FAILED_DOWNLOADING_VIDEO' }),
      onCheck: (container) => void checkedAt.set(container, performance.now()),
    });
    using folder = new TemporaryFolder();
    const storeUrl = `sqlite:${folder.file('store.db')}`;
    const watches = createOutbreak(Date.now());
    for (const { channel, messageId } of await seedWatches(storeUrl, watches, PER_MESSAGE))
      discord.messages.set(messageId, { channel: channel.id, body: {} });
    await using bot = startBot({ discord, threads, storeUrl });
    await bot.ready();
    const countsAll = ({ parts: [channel], body }: Call): boolean =>
      channel === BURST_CHANNEL && COUNTS_ALL.test(JSON.stringify(body));
    const deadline = performance.now() + TIMEOUT;
    const accepted = (): Call[] => discord.calls.entries.filter(isAccepted);
    while (!accepted().some(countsAll) && performance.now() < deadline) await delay(POLL_INTERVAL);
    await delay(EXTRA_WAIT);
    const observations: Observations = {
      watches,
      seenAt: checkedAt,
      accepted: accepted(),
      until: performance.now(),
    };
    return [
      ...describeDwell(observations),
      ...describeBurst(observations, countsAll),
      {
        name: 'burst.429',
        value: discord.calls.entries.filter(({ status }) => status === 429).length,
        unit: 'calls',
        how: "calls refused by Discord's rate limits (50 a second, 5 in 5 s per channel), in the whole group",
      },
    ];
  },
};

/** When checks were answered, and which calls Discord accepted. Times are in ms since this process started. */
interface Observations {
  readonly watches: readonly SeededWatch[];
  readonly seenAt: ReadonlyMap<string, number>;
  readonly accepted: readonly Call[];
  /** The end of the measurement. A message that had not arrived by then counts as if it arrived now. */
  readonly until: number;
}

function describeDwell({ watches, seenAt, accepted, until }: Observations): Figure[] {
  const posts = accepted.filter(({ route }) => route === 'post');
  const dwell = watches
    .filter(({ channel }) => channel.id !== BURST_CHANNEL)
    .map(({ container, channel }) => {
      const post = posts.find(({ parts }) => parts[0] === channel.id);
      return (post?.at ?? until) - (seenAt.get(container) ?? 0);
    });
  return Object.entries({ 'dwell.p50': 0.5, 'dwell.p99': 0.99 }).map(([name, share]) => ({
    name,
    value: percentile(dwell, share),
    unit: 'ms',
    how: 'from the answer of the check to the message at Discord, with 40 alerts within a second in 40 channels; the first alert does not wait for a group window',
  }));
}

function describeBurst(
  { watches, seenAt, accepted, until }: Observations,
  countsAll: (call: Call) => boolean,
): Figure[] {
  const burst = watches.filter(({ channel }) => channel.id === BURST_CHANNEL);
  const lastSeen = Math.max(...burst.map(({ container }) => seenAt.get(container) ?? 0));
  const message = accepted.find(countsAll);
  return [
    {
      name: 'burst.messages',
      value: accepted.filter(({ route, parts }) => route === 'post' && parts[0] === BURST_CHANNEL).length,
      unit: 'messages',
      how: `${BURST.toLocaleString('en-US')} containers fail at once in one channel: number of new messages there`,
    },
    {
      name: 'burst.seconds',
      value: ((message?.at ?? until) - lastSeen) / 1_000,
      unit: 's',
      how:
        message === undefined
          ? 'from the check of the last one to the end of the measurement: no message counted them all'
          : 'from the check of the last one to the message at Discord that counts them all',
    },
  ];
}

function isAccepted({ route, status }: Call): boolean {
  return (route === 'post' || route === 'edit') && status === 200;
}

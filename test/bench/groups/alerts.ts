import { setTimeout as delay } from 'node:timers/promises';
import { type Call, DiscordDouble } from '../../chat/discord/double/discordDouble.ts';
import { BURST, BURST_CHANNEL, createOutbreak, PER_MESSAGE } from '../alerts/outbreak.ts';
import type { Figure, Group } from '../figure.ts';
import { percentile } from '../support/percentile.ts';
import { type SeededWatch, seedWatches } from '../support/seedWatches.ts';
import { startBot } from '../support/startBot.ts';
import { TemporaryFolder } from '../support/temporaryFolder.ts';
import { ThreadsServer } from '../support/threadsServer.ts';

/** From the start: two rounds, the burst, and this long for the message that counts it. */
const PATIENCE = 18_000;
const CHECK_EVERY = 50;

/** After the message that counts them all, to see what else comes. */
const AFTERMATH = 1_000;

const COUNTS_ALL = /\b1,?000\b/;

export const alerts: Group = {
  name: 'alerts',
  measures: 'how soon an alert is with Discord, and what becomes of 1,000 failures in one channel',
  async run() {
    await using discord = await DiscordDouble.start({ judges: false, limits: true });
    const seenAt = new Map<string, number>();
    await using threads = await ThreadsServer.start({
      show: () => ({ status: 'ERROR', errorMessage: 'FAILED_DOWNLOADING_VIDEO' }),
      onCheck: (container) => void seenAt.set(container, performance.now()),
    });
    using folder = new TemporaryFolder();
    const storeUrl = `sqlite:${folder.file('store.db')}`;
    const watches = createOutbreak(Date.now());
    for (const { channel, messageId } of await seedWatches(storeUrl, watches, PER_MESSAGE))
      discord.messages.set(messageId, { channel: channel.id, body: {} });
    await using bot = startBot({ discord, threads, storeUrl });
    await bot.ready();
    const counts = ({ parts: [channel], body }: Call): boolean =>
      channel === BURST_CHANNEL && COUNTS_ALL.test(JSON.stringify(body));
    const last = performance.now() + PATIENCE;
    const accepted = (): Call[] => discord.calls.entries.filter(isAccepted);
    while (!accepted().some(counts) && performance.now() < last) await delay(CHECK_EVERY);
    await delay(AFTERMATH);
    const found: Found = { watches, seenAt, accepted: accepted(), until: performance.now() };
    return [
      ...describeDwell(found),
      ...describeBurst(found, counts),
      {
        name: 'burst.429',
        value: discord.calls.entries.filter(({ status }) => status === 429).length,
        unit: 'calls',
        how: "calls that Discord's limits (50 a second, 5 in 5 s per channel) refused, in all of it",
      },
    ];
  },
};

/** What was seen, and what came of it; times are ms since this process began. */
interface Found {
  readonly watches: readonly SeededWatch[];
  readonly seenAt: ReadonlyMap<string, number>;
  readonly accepted: readonly Call[];
  /** What had not come by then was not waited for any longer: it counts as come now. */
  readonly until: number;
}

function describeDwell({ watches, seenAt, accepted, until }: Found): Figure[] {
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
    how: 'from the answer of the check to the message with Discord, 40 alerts within a second in 40 channels; the first waits for no window',
  }));
}

function describeBurst(
  { watches, seenAt, accepted, until }: Found,
  counts: (call: Call) => boolean,
): Figure[] {
  const burst = watches.filter(({ channel }) => channel.id === BURST_CHANNEL);
  const lastSeen = Math.max(...burst.map(({ container }) => seenAt.get(container) ?? 0));
  const whole = accepted.find(counts);
  return [
    {
      name: 'burst.messages',
      value: accepted.filter(({ route, parts }) => route === 'post' && parts[0] === BURST_CHANNEL).length,
      unit: 'messages',
      how: `${BURST.toLocaleString('en-US')} containers fail at once in one channel: messages newly posted there`,
    },
    {
      name: 'burst.seconds',
      value: ((whole?.at ?? until) - lastSeen) / 1_000,
      unit: 's',
      how:
        whole === undefined
          ? 'from the last of them seen until nobody waited any longer: no message counted them all'
          : 'from the last of them seen to the message that counts them all, with Discord',
    },
  ];
}

function isAccepted({ route, status }: Call): boolean {
  return (route === 'post' || route === 'edit') && status === 200;
}

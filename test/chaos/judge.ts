import { HOUR, MINUTE } from '../../src/duration.ts';
import type { PostedMessage } from '../support/storyChat.ts';
import { type Fate, type History, LEVEL } from './history.ts';
import type { SureWatch, Transcript } from './playHistory.ts';
import { channelName, idOf, TOTAL } from './world.ts';

/** What was wrong with what the channels were told. */
export interface Verdict {
  /** What a channel should have been told and was not. */
  readonly missed: readonly string[];
  /** What a channel was told that is not so, or that it had been told and no crash explains. */
  readonly wrong: readonly string[];
  /** Messages that came again after a crash. */
  readonly duplicates: number;
}

type AlertKind = 'failed' | 'expired' | 'unfinished' | 'not-found' | 'refused' | 'delayed' | 'expiring';

/** How each alert begins; these words are the judge's own, and no part of the product is asked for them. */
const BEGINNINGS: readonly (readonly [AlertKind, RegExp])[] = [
  ['failed', /^❌/u],
  ['expired', /^⌛.* expired: /u],
  ['unfinished', /^⌛|^🔷/u],
  ['not-found', /^❔/u],
  ['refused', /^🚫/u],
  ['delayed', /^🐢/u],
  ['expiring', /^⏰/u],
];

const BLIND = /^(🌩️|🚦|🔑)/u;
const ENDS: readonly AlertKind[] = ['failed', 'expired', 'unfinished', 'not-found', 'refused'];

/** How the watch of a container must end, by its fate; published ones end in silence. */
const END_OF: Readonly<Record<Fate, AlertKind | 'published'>> = {
  fails: 'failed',
  'is published': 'published',
  'is published late': 'published',
  expires: 'expired',
  'stays ready': 'unfinished',
  'stays in progress': 'unfinished',
  'is never seen': 'not-found',
  'is refused': 'refused',
  'is seen after 20 s and fails': 'failed',
};

/** What should each channel have been told? Judged from the history alone, and held against what was told. */
export function judge(history: History, transcript: Transcript): Verdict {
  const missed: string[] = [];
  const wrong: string[] = [];
  let duplicates = 0;
  for (let channel = 0; channel < history.channels; channel += 1) {
    const told = transcript.told.filter((each) => each.channel === channelName(channel));
    const isLost = history.events.some((each) => each.kind === 'channel lost' && each.channel === channel);
    if (!isLost) {
      for (const watch of transcript.watches.filter((each) => each.channel === channel)) {
        missed.push(...findMissed(history, watch, told));
        wrong.push(...findUntrue(history, watch, told));
      }
      missed.push(...findMissedQuotas(history, channel, transcript, told));
      // What was not known to stand can't be edited.
      const unhealed = findUnhealed(channel, told);
      if (unhealed.length > transcript.deaths + transcript.denied) missed.push(...unhealed);
      if (!transcript.lists[channel]?.includes('watches nothing'))
        wrong.push(`${channelName(channel)} still watches: ${transcript.lists[channel]}`);
    }
    const repeated = countRepeated(told);
    duplicates += repeated;
    if (repeated > transcript.deaths + transcript.denied)
      wrong.push(
        `${channelName(channel)}: ${repeated} messages came again, for ${transcript.deaths} crashes`,
      );
  }
  return { missed, wrong, duplicates };
}

function findMissed(history: History, watch: SureWatch, told: readonly PostedMessage[]): string[] {
  const { fate } = planOf(history, watch);
  const id = idOf(watch.container);
  const name = `${channelName(watch.channel)}: ${id} ${fate}`;
  const kinds = kindsOf(told, id);
  const end = END_OF[fate];
  const missed: string[] = [];
  if (end === 'published') {
    const live = told.findLast(({ first }) => /^(👀|☑️)/u.test(first) && first.includes(id));
    if (live !== undefined && !lineOf(live.now, id).includes('published'))
      missed.push(`${name}: its live message reads “${lineOf(live.now, id)}”`);
  } else if (!kinds.has(end))
    missed.push(`${name}: ${end} was not told, but ${[...kinds].join() || 'nothing'}`);
  if (fate === 'stays in progress' && isCalm(history, watch, 0, HOUR) && !kinds.has('delayed'))
    missed.push(`${name}: parked was not told`);
  if ((fate === 'expires' || fate === 'stays ready') && isCalm(history, watch, 22 * HOUR, 25 * HOUR))
    if (!kinds.has('expiring')) missed.push(`${name}: expiring was not told`);
  return missed;
}

function findUntrue(history: History, watch: SureWatch, told: readonly PostedMessage[]): string[] {
  const { fate } = planOf(history, watch);
  const id = idOf(watch.container);
  const allowed = new Set<AlertKind>(['delayed', 'expiring', ...ENDS.filter((end) => end === END_OF[fate])]);
  return [...kindsOf(told, id)]
    .filter((kind) => !allowed.has(kind))
    .map((kind) => `${channelName(watch.channel)}: ${id} ${fate}, and ${kind} was told`);
}

/** Whether nobody else asked for the container, and nothing happened from outside that could delay or hold back what is due then, counted from the watch. */
function isCalm(
  { events, threadsFaults }: History,
  { at, channel, container }: SureWatch,
  from: number,
  to: number,
): boolean {
  const [first, last] = [at + from, at + to];
  // Whoever asks of it first begins its life.
  const callers = events.filter(
    (event) =>
      (event.kind === 'watch' && event.containers.includes(container)) ||
      (event.kind === 'ask' && event.container === container),
  );
  const isNear = (start: number, end: number): boolean => start < last && end > first - HOUR;
  return (
    callers.length === 1 &&
    threadsFaults.every((fault) => !isNear(fault.from, fault.to + HOUR)) &&
    events.every((event) => {
      if (event.kind === 'watch' || event.kind === 'alerts on') return true;
      if (event.kind === 'snooze')
        return event.channel !== channel || !isNear(event.at, event.at + event.hours * HOUR);
      return !isNear(event.at, event.at + ('span' in event ? event.span : 10 * MINUTE) + HOUR);
    })
  );
}

/** Each threshold once on the way up, armed again five points below: walked through the levels by hand. */
function findMissedQuotas(
  history: History,
  channel: number,
  { subscriptions }: Transcript,
  told: readonly PostedMessage[],
): string[] {
  const since = subscriptions.get(channel);
  const isSnoozed = history.events.some(
    (each) => each.kind === 'snooze' && each.channel === channel && typeof each.what === 'string',
  );
  const unread = [...history.threadsFaults.map(({ from, to }) => to - from)].concat(
    history.events.map((each) => ('span' in each && each.kind !== 'chat fails' ? each.span : 0)),
  );
  const isAlwaysRead = unread.reduce((sum, span) => sum + span + HOUR / 2, 0) < LEVEL - 1.5 * HOUR;
  if (since === undefined || isSnoozed || !isAlwaysRead) return [];
  const heads = told.map(({ first }) => first.split('\n')[0] ?? '');
  return expectedQuotaHeads(history.usage)
    .filter((head) => !heads.some((each) => each.includes(head)))
    .map((head) => `${channelName(channel)}: “${head}” was not told`);
}

function expectedQuotaHeads(usage: readonly number[]): string[] {
  const armed = new Set([80, 95, 100]);
  return usage.flatMap((used) => {
    const share = (used / TOTAL) * 100;
    const crossed = [80, 95, 100].filter((threshold) => armed.has(threshold) && share >= threshold);
    for (const threshold of crossed) armed.delete(threshold);
    for (const threshold of [80, 95, 100]) if (share < threshold - 5) armed.add(threshold);
    const highest = crossed.at(-1);
    if (highest === undefined) return [];
    const what = used >= TOTAL ? 'has used up its posts' : `is past ${highest} % of its posts`;
    return [`${what}: ${used} / ${TOTAL} posts`];
  });
}

/** Whoever was told that nothing can be seen was told too that it is over. */
function findUnhealed(channel: number, told: readonly PostedMessage[]): string[] {
  // A message that came twice is known to us once; the other stays as it was.
  const heads = new Map(told.filter(({ first }) => BLIND.test(first)).map(({ first, now }) => [first, now]));
  return [...heads.values()]
    .filter((now) => BLIND.test(now))
    .map((now) => `${channelName(channel)}: never healed: ${now.split('\n')[0]}`);
}

/** Messages that tell of something that the channel had been told. */
function countRepeated(told: readonly PostedMessage[]): number {
  const seen = new Set<string>();
  return told.filter(({ first, now }) => {
    const kind = kindOf(first);
    const subjects = kind === undefined ? [] : (now.match(/\b179\d{14}\b/g) ?? []);
    const keys = subjects.map((id) => `${kind} ${id}`);
    const isRepeated = keys.some((key) => seen.has(key));
    for (const key of keys) seen.add(key);
    return isRepeated;
  }).length;
}

function kindsOf(told: readonly PostedMessage[], id: string): ReadonlySet<AlertKind> {
  const kinds = told.filter(({ now }) => now.includes(id)).map(({ first }) => kindOf(first));
  return new Set(kinds.filter((kind) => kind !== undefined));
}

function kindOf(words: string): AlertKind | undefined {
  const [first = ''] = words.split('\n');
  return BEGINNINGS.find(([, beginning]) => beginning.test(first))?.[0];
}

function lineOf(words: string, id: string): string {
  return words.split('\n').find((line) => line.includes(id)) ?? '';
}

function planOf({ containers }: History, { container }: SureWatch): { readonly fate: Fate } {
  const plan = containers[container];
  if (plan === undefined) throw new RangeError(`there is no container ${container}`);
  return plan;
}

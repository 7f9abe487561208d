import type { ToldMessage } from '../chaosChat.ts';
import { END, type History } from '../history.ts';
import type { Span, Transcript, Typed } from '../transcript.ts';
import { accountOf, TOTAL } from '../world.ts';
import { chatDelays, countDoubts, meets, ownDelays, putOff, TOLERANCE, threadsDelays } from './delays.ts';
import { forgottenAt, isSaidLost } from './forgotten.ts';
import { findQuiet, join } from './quietHours.ts';
import { headOf } from './readMessage.ts';
import { findSnoozes, isWithin, type Snoozes } from './snoozes.ts';
import { clock, fulfil, type Obligation, type Verdict } from './verdict.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How often the quotas are read in a history; per cent at which channels are told; points below which it counts anew. */
const READ_EVERY = 30 * MINUTE;
const THRESHOLDS = [80, 95, 100] as const;
const REARMED_BELOW = 5;

/** A time for which a channel's alerts were on. */
interface Subscription extends Span {
  readonly isRead: boolean;
}

/** What is known of a threshold. `fired` with the latest moment at which that can have been. */
type Armed = 'armed' | 'unknown' | { readonly fired: number };

interface Expected {
  readonly head: string;
  readonly owed: Obligation | undefined;
  /** Since when it can have been told. */
  readonly from: number;
  /** When it stopped being so, as far as that is read; infinity where it never does. */
  readonly freedAt: number;
}

/** Judges what a channel was told of an account's quotas, by walking through the levels by hand. */
export function judgeQuotas(
  history: History,
  transcript: Transcript,
  channel: number,
  account: number,
): Partial<Verdict>[] {
  const subscriptions = findSubscriptions(history, transcript, channel, account);
  if (subscriptions === undefined) return [];
  const { name } = accountOf(account);
  const told = transcript.told.filter(
    (each) => each.channel === `c${channel + 1}` && isQuotaAlert(each.first, name),
  );
  const snoozes = findSnoozes(history, transcript, channel, ['channel', { quotasOf: account }]);
  const context: Context = {
    name: `c${channel + 1}: ${name}`,
    account: name,
    levels: history.usage,
    unread: [...threadsDelays(history, [account]), ...ownDelays(history, transcript)],
    unsent: [...ownDelays(history, transcript), ...chatDelays(history, transcript, channel)],
    snoozes,
    holds: join(snoozes, findQuiet(history, transcript, channel)),
  };
  const expected = subscriptions.flatMap((subscription) =>
    walk(context, subscription).map((each) => ({ ...each, subscription })),
  );
  const momentsOf = (head: string): number[] =>
    told.filter(({ first }) => headOf(first).includes(head)).map(({ at }) => at);
  return [
    ...expected.flatMap(({ owed, head, subscription }) =>
      owed === undefined ||
      owed.until >= subscription.to ||
      isSaidLost(transcript, channel, { from: owed.from, to: owed.until })
        ? []
        : fulfil(owed, momentsOf(head)),
    ),
    ...told.map((message) => ({ wrong: findWrong(context, message, expected, subscriptions) })),
    judgeRepeated(transcript, told, expected, context.name),
  ];
}

interface Context {
  readonly name: string;
  readonly account: string;
  readonly levels: History['usage'];
  readonly unread: readonly Span[];
  readonly unsent: readonly Span[];
  readonly snoozes: Snoozes;
  /** What holds back what is not urgent: the quiet hours too. */
  readonly holds: Snoozes;
}

/** When the channel's alerts were on; `undefined` where an answer left that open. */
export function findSubscriptions(
  history: History,
  transcript: Transcript,
  channel: number,
  account: number,
): Subscription[] | undefined {
  const { typed } = transcript;
  const commands = typed.filter(
    ({ command, outcome }) =>
      command.kind === 'alerts' &&
      command.channel === channel &&
      command.account === account &&
      outcome !== 'refused',
  );
  const forgotten = forgottenAt(history, transcript).findLast((at) => commands.some((each) => each.at <= at));
  // What was told before is known to be true; whether it is on after, nobody can say where a part was put back.
  if (forgotten !== undefined || commands.some(({ outcome }) => outcome === 'unsure')) return undefined;
  const subscriptions: Subscription[] = [];
  let open: Typed | undefined;
  const close = (to: number): void => {
    if (open !== undefined)
      subscriptions.push({ from: open.at, to, isRead: open.answer.includes(`/ ${TOTAL} posts`) });
    open = undefined;
  };
  for (const each of commands) {
    if (each.command.kind === 'alerts' && each.command.isOn) open ??= each;
    else close(each.at);
  }
  close(Number.POSITIVE_INFINITY);
  return subscriptions;
}

/** What a channel is told while its alerts are on. */
function walk(context: Context, subscription: Subscription): Expected[] {
  const state = new Map<number, Armed>(THRESHOLDS.map((threshold) => [threshold, 'armed']));
  return context.levels.flatMap(({ from, used }, index) => {
    const begins = Math.max(from, subscription.from);
    const ends = Math.min(context.levels[index + 1]?.from ?? END, subscription.to);
    // Whoever turns alerts off in the same second may have been told something before.
    const isInstant = subscription.from === subscription.to;
    if (ends < begins || (ends === begins && !isInstant)) return [];
    const readAt = findReading(context, subscription, { from: begins, to: ends });
    const share = (used / TOTAL) * 100;
    const crossed = THRESHOLDS.filter((each) => share >= each && typeof state.get(each) === 'string');
    const isOwed = readAt !== undefined && crossed.some((each) => state.get(each) === 'armed');
    const room = judgeRoom(context, { used, share, readAt, from: begins, fired: state.get(100) });
    for (const threshold of crossed)
      state.set(threshold, readAt === undefined ? 'unknown' : { fired: readAt });
    for (const threshold of THRESHOLDS) rearm(state, { threshold, share, isRead: readAt !== undefined });
    const reached = crossed.map((threshold) => ({
      head: headFor(used, threshold),
      from: begins,
      freedAt: findFreed(context, index, crossed.at(-1) ?? 0),
      owed: undefined,
    }));
    const highest = reached.at(-1);
    const owed = isOwed && highest ? [{ ...highest, ...owe(context, readAt, highest) }] : [];
    return [...reached.slice(0, owed.length > 0 ? -1 : undefined), ...owed, ...room];
  });
}

function rearm(
  state: Map<number, Armed>,
  { threshold, share, isRead }: { threshold: number; share: number; isRead: boolean },
): void {
  if (share >= threshold - REARMED_BELOW) return;
  if (isRead) state.set(threshold, 'armed');
  else if (typeof state.get(threshold) === 'object') state.set(threshold, 'unknown');
}

/** When a level is sure to be read first; `undefined` where it may not be. */
function findReading(
  { unread }: Context,
  subscription: Subscription,
  { from, to }: Span,
): number | undefined {
  if (subscription.isRead && subscription.from === from) return from;
  for (let at = Math.ceil(from / READ_EVERY) * READ_EVERY; at < to; at += READ_EVERY)
    if (at > subscription.from && !meets(unread, at - 2 * MINUTE, at + 2 * MINUTE)) return at;
  return undefined;
}

function headFor(used: number, threshold: number): string {
  const what = used >= TOTAL ? 'has used up its posts' : `is past ${threshold} % of its posts`;
  return `${what}: ${used} / ${TOTAL} posts`;
}

/** Nobody can post any more. */
function isUrgent(head: string): boolean {
  return head.includes('has used up its posts');
}

/** From when on a later level has room again below the threshold. */
function findFreed({ levels }: Context, index: number, threshold: number): number {
  const later = levels.slice(index + 1).find(({ used }) => (used / TOTAL) * 100 < threshold - REARMED_BELOW);
  return later?.from ?? Number.POSITIVE_INFINITY;
}

/** What is due once it is read; nothing where it can be sent only when it is not so any more. */
function owe(
  { name, unsent, snoozes, holds }: Context,
  readAt: number,
  { head, from, freedAt }: Pick<Expected, 'head' | 'from' | 'freedAt'>,
): Pick<Expected, 'owed'> {
  const held = isUrgent(head) ? snoozes : holds;
  if (held.isDoubtful) return { owed: undefined };
  const sent = putOff(readAt, [...unsent, ...held.sure]);
  const isHeld = sent > readAt;
  if (isHeld && freedAt <= sent + TOLERANCE) return { owed: undefined };
  return { owed: { what: `${name}: “${head}” was to be told`, from, until: sent + TOLERANCE } };
}

/** What was used up for an hour or longer is told in a new message when there is room. */
function judgeRoom(
  context: Context,
  level: { used: number; share: number; readAt: number | undefined; from: number; fired: Armed | undefined },
): Expected[] {
  const { used, share, readAt, from, fired } = level;
  if (share >= 100 - REARMED_BELOW || fired === 'armed' || fired === undefined) return [];
  const head = `has room for posts again: ${used} / ${TOTAL} posts`;
  const freedAt = Number.POSITIVE_INFINITY;
  const isSure = readAt !== undefined && typeof fired === 'object' && from - fired.fired > HOUR;
  const owed = isSure ? owe(context, readAt, { head, from, freedAt }).owed : undefined;
  return [{ head, from, freedAt, owed }];
}

function isQuotaAlert(words: string, account: string): boolean {
  const head = headOf(words);
  return /^(📈|🛑|✅)/u.test(head) && head.includes(`${account} `) && head.includes(`/ ${TOTAL} posts`);
}

function findWrong(
  { name, snoozes, holds }: Context,
  { first, at }: ToldMessage,
  expected: readonly Expected[],
  subscriptions: readonly Subscription[],
): string[] {
  const head = headOf(first);
  const said = `${name}: “${head}” was told at ${clock(at)}`;
  const wrong: string[] = [];
  if (!subscriptions.some(({ from, to }) => at >= from && at <= to))
    wrong.push(`${said}, where alerts were off`);
  else if (
    !expected.some((each) => at >= each.from && (head.includes(each.head) || isAllOver(head, each, at)))
  )
    wrong.push(`${said}, which is not so`);
  const held = isUrgent(head) ? snoozes : holds;
  if (!held.isDoubtful && isWithin(held.sure, at)) wrong.push(`${said}, in a snooze or in quiet hours`);
  return wrong;
}

/** What could not be sent until there was room again is told as that. */
function isAllOver(head: string, { freedAt }: Expected, at: number): boolean {
  return head.includes(' has room again: ') && freedAt <= at;
}

function judgeRepeated(
  transcript: Transcript,
  told: readonly ToldMessage[],
  expected: readonly Expected[],
  name: string,
): Partial<Verdict> {
  const byHead = Map.groupBy(
    told.filter(({ first }) => !first.includes(' has room again: ')),
    ({ first }) => headOf(first),
  );
  const excess = [...byHead].map(([head, messages]) => {
    const crossings = expected.filter((each) => head.includes(each.head));
    return Math.max(0, messages.length - new Set(crossings.map(({ from }) => from)).size);
  });
  const duplicates = excess.reduce((sum, each) => sum + each, 0);
  const isExplained = duplicates <= countDoubts(transcript);
  return { duplicates, ...(!isExplained && { wrong: [`${name}: ${duplicates} quota alerts came again`] }) };
}

import type { ToldMessage } from '../chaosChat.ts';
import type { History, ThreadsFault } from '../history.ts';
import type { Span, Transcript, Typed } from '../transcript.ts';
import { ACCOUNTS, accountOf, accountsOf } from '../world.ts';
import { chatDelays, countDoubts, meets, ownDelays, putOff, TOLERANCE, threadsDelays } from './delays.ts';
import { findQuiet, join } from './quietHours.ts';
import { headOf } from './readMessage.ts';
import { findSnoozes, isWithin } from './snoozes.ts';
import { clock, fulfil, type Verdict } from './verdict.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The quotas of an account with alerts are read so often, and so its outage is found. */
const READ_EVERY = 30 * MINUTE;

/** An outage that passes by itself is told once it lasts so long; one that was told is told to be over. */
const TOLD_AFTER = 10 * MINUTE;

const OUTAGE = /^(🌩️|🚦|🔑)/u;
const OVER = /^✅ (Threads answers for|The containers of)/u;

/** Whether a channel was told of the outages of its accounts, and that each is over. */
export function judgeOutages(history: History, transcript: Transcript, channel: number): Partial<Verdict>[] {
  const told = transcript.told.filter((each) => each.channel === `c${channel + 1}`);
  return [
    ...told.map((message) => ({ wrong: findWrong(history, transcript, channel, message) })),
    judgeHealed(transcript, channel, told),
    ...history.threadsFaults.flatMap((fault) =>
      accountsOf(channel).flatMap((account) =>
        judgeTold(history, transcript, { channel, account, fault }, told),
      ),
    ),
  ];
}

function findWrong(
  history: History,
  transcript: Transcript,
  channel: number,
  { first, at }: ToldMessage,
): string[] {
  const head = headOf(first);
  if (!OUTAGE.test(head) && !OVER.test(head)) return [];
  const said = `c${channel + 1}: “${head}” was told at ${clock(at)}`;
  // A message that was refused is sent again without names.
  const named = ACCOUNTS.flatMap(({ name }, index) =>
    head.includes(name) || head.includes('an account') ? [index] : [],
  );
  const faults = history.threadsFaults.filter(
    ({ account, from }) => from <= at && (account === undefined || named.includes(account)),
  );
  const snoozes = findSnoozes(history, transcript, channel, ['channel']);
  // What is over is nothing urgent.
  const held = OUTAGE.test(head) ? snoozes : join(snoozes, findQuiet(history, transcript, channel));
  return [
    ...(faults.length === 0 ? [`${said}, and there was no outage`] : []),
    ...(!held.isDoubtful && isWithin(held.sure, at) ? [`${said}, in a snooze or in quiet hours`] : []),
  ];
}

/** Whoever was told that nothing can be seen was told too that it is over. */
function judgeHealed(
  transcript: Transcript,
  channel: number,
  told: readonly ToldMessage[],
): Partial<Verdict> {
  // What was posted before a flush is not known to be ours any more.
  const isKnown = ({ at }: ToldMessage): boolean => transcript.flushes.every((flush) => flush.at < at);
  const standing = told.filter(
    (message) => OUTAGE.test(message.first) && message.deletedAt === undefined && isKnown(message),
  );
  // A message that came twice is known to us once; the other stays as it was.
  const latest = new Map(standing.map(({ first, versions }) => [first, versions.at(-1)?.words ?? '']));
  const open = [...latest.values()].filter((words) => !words.includes('✅ Over since'));
  if (open.length <= countDoubts(transcript)) return {};
  return { missed: open.map((words) => `c${channel + 1}: never healed: ${headOf(words)}`) };
}

interface Case {
  readonly channel: number;
  readonly account: number;
  readonly fault: ThreadsFault;
}

/** Owed to a channel with the account's alerts on, where nothing else happens at the time. */
function judgeTold(
  history: History,
  transcript: Transcript,
  { channel, account, fault }: Case,
  told: readonly ToldMessage[],
): Partial<Verdict>[] {
  const { from, to, how } = fault;
  const isOfAccount = fault.account === undefined || fault.account === account;
  const needsPerson = how === 'token';
  if (!isOfAccount || how === 'limited' || how === 'status only') return [];
  const found = Math.ceil(from / READ_EVERY) * READ_EVERY;
  const dueBy = found + (needsPerson ? 0 : TOLD_AFTER + 2 * MINUTE);
  const others = { ...history, threadsFaults: history.threadsFaults.filter((each) => each !== fault) };
  const snoozes = findSnoozes(history, transcript, channel, ['channel']);
  // A subscription may be gone with the store.
  if (transcript.flushes.some(({ at }) => at <= to + 2 * HOUR)) return [];
  const delays: Span[] = [
    ...threadsDelays(others, [account]),
    ...ownDelays(history, transcript),
    ...chatDelays(history, transcript, channel),
    ...snoozes.sure,
  ];
  const isCalm = !snoozes.isDoubtful && !meets(delays, from - HOUR, to + 2 * HOUR);
  if (!isCalm || to <= dueBy + TOLERANCE || !isSubscribed(transcript.typed, channel, account, fault))
    return [];
  const { name } = accountOf(account);
  const momentsOf = (sign: RegExp): number[] =>
    told.filter(({ first }) => sign.test(first) && headOf(first).includes(name)).map(({ at }) => at);
  const [over] = threadsDelays({ ...history, threadsFaults: [fault] }, [account]);
  const what = `c${channel + 1}: the outage of ${name}`;
  const isLong = to - found >= TOLD_AFTER;
  const quiet = findQuiet(history, transcript, channel);
  return [
    fulfil({ what: `${what} was to be told`, from, until: dueBy + TOLERANCE }, momentsOf(OUTAGE)),
    isLong && !quiet.isDoubtful
      ? fulfil(
          {
            what: `${what} was to be told to be over`,
            from: to,
            until: putOff(over?.to ?? to, quiet.sure) + TOLERANCE,
          },
          momentsOf(OVER),
        )
      : {},
  ];
}

/** Whether the account's alerts were on in the channel all the while, without a doubt. */
function isSubscribed(
  typed: readonly Typed[],
  channel: number,
  account: number,
  { from, to }: Span,
): boolean {
  const commands = typed.filter(
    ({ command }) => command.kind === 'alerts' && command.channel === channel && command.account === account,
  );
  const before = commands.filter(({ at }) => at < from).at(-1);
  const isOn = before?.outcome === 'done' && before.command.kind === 'alerts' && before.command.isOn;
  return isOn && !commands.some(({ at }) => at >= from && at <= to + HOUR);
}

import type { History } from '../history.ts';
import type { Span, Transcript, Typed } from '../transcript.ts';
import { accountsOf, idOf } from '../world.ts';
import { chatDelays, meets, ownDelays, threadsDelays } from './delays.ts';
import { forgottenAt, isSaidLost } from './forgotten.ts';
import { type lifeOf, lifeOf as readLife, unseenLife } from './life.ts';
import { findQuiet, join } from './quietHours.ts';
import { findSnoozes, type Snoozes } from './snoozes.ts';

/** A `watch` that was answered, or may have been carried out. */
export interface Start {
  readonly at: number;
  /** When the answer came, with what the first check had found by then. */
  readonly answeredAt: number;
  readonly isSure: boolean;
  /** Whether the answer said that the channel watched the container before. */
  readonly isAgain: boolean;
  readonly note: string | undefined;
  /** When the channel stopped watching, or may have; infinity where nobody stopped it. */
  readonly until: number;
  /** Whether an account that does not own the container is asked first. */
  readonly moves: boolean;
}

/** All that the judge knows of a channel and a container. */
export interface ChannelWatch {
  readonly channel: number;
  readonly container: number;
  readonly id: string;
  readonly name: string;
  readonly bornAt: number;
  /** As the channel's workspace can see it. */
  readonly life: ReturnType<typeof lifeOf>;
  readonly starts: readonly Start[];
  /** The starts, and each time that the watch was put back into a store that had lost it. */
  readonly startsAnew: readonly Start[];
  /** When the store lost all that it held. */
  readonly flushes: readonly number[];
  /** Whether the store lost between two moments what waited in it, and nobody puts it back or the channel was told so. */
  readonly isLost: (from: number, to: number) => boolean;
  /** When each `unwatch` was answered as done. */
  readonly stops: readonly number[];
  readonly threadsDelays: readonly Span[];
  readonly otherDelays: readonly Span[];
  /** What holds back an alert about it. */
  readonly snoozes: Snoozes;
  /** What holds back what is not urgent: the quiet hours too. */
  readonly holds: Snoozes;
  /** Whether a process died or was paused, which may have shown an end that it did not store. */
  readonly hasDied: boolean;
  /** Whether Threads failed for containers alone: then each container is on its own, and its checks are few. */
  readonly isRough: boolean;
  /** Whether checks were used up by people or by faults, so that only those are sure that no other makes up for. */
  readonly isHurried: boolean;
}

/** What a channel's people did about a container; `undefined` where it does not exist yet. */
export function findChannelWatch(
  history: History,
  transcript: Transcript,
  channel: number,
  container: number,
): ChannelWatch | undefined {
  const plan = history.containers[container];
  const bornAt = transcript.bornAt.get(container);
  if (plan === undefined || bornAt === undefined) return undefined;
  const reachable = accountsOf(channel);
  const isSeen = reachable.includes(plan.account);
  const accounts = [...new Set([isSeen ? plan.account : (reachable[0] ?? 0), reachable[0] ?? 0])];
  const faults = threadsDelays(history, accounts);
  const calls = transcript.typed.filter(
    ({ command, containers }) =>
      (command.kind === 'watch' || command.kind === 'ask') && containers.includes(container),
  );
  const id = idOf(container);
  const mayMove = isSeen && plan.account !== reachable[0];
  const flushes = transcript.flushes.map(({ at }) => at);
  const commands = findCommands(transcript.typed, channel, container, mayMove);
  const forgotten = forgottenAt(history, transcript);
  const starts = commands.starts.map((start) => ({
    ...start,
    until: Math.min(start.until, forgotten.find((at) => at >= start.at) ?? Number.POSITIVE_INFINITY),
  }));
  const found = findSnoozes(history, transcript, channel, ['channel', { container }]);
  const snoozes = {
    ...found,
    // Nobody can say for which account it is watched.
    isDoubtful: found.isDoubtful || (mayMove && (plan.fate === 'is never seen' || faults.length > 0)),
  };
  return {
    channel,
    container,
    id,
    name: `c${channel + 1}: ${id} ${isSeen ? plan.fate : "is another workspace's"}`,
    bornAt,
    life: isSeen ? readLife(plan, bornAt) : unseenLife(bornAt),
    starts,
    startsAnew: [...starts, ...flushes.flatMap((at) => startAnew(starts, at))],
    flushes,
    isLost: (from, to) =>
      forgotten.some((flush) => flush >= from && flush <= to) ||
      isSaidLost(transcript, channel, { from, to }),
    stops: commands.stops,
    threadsDelays: faults,
    otherDelays: [...ownDelays(history, transcript), ...chatDelays(history, transcript, channel)],
    snoozes,
    holds: join(snoozes, findQuiet(history, transcript, channel)),
    hasDied: transcript.deaths.length > 0 || transcript.pauses.some(({ isMidway }) => isMidway),
    isRough: history.threadsFaults.some(
      ({ how, account, from, to }) =>
        how === 'status only' &&
        (account === undefined || accounts.includes(account)) &&
        from < bornAt + 26 * 3_600_000 &&
        to > bornAt,
    ),
    // What was put back is checked at once.
    isHurried:
      calls.length > 1 ||
      flushes.some((at) => at >= bornAt) ||
      meets(faults, bornAt, bornAt + 24 * 3_600_000),
  };
}

function startAnew(starts: readonly Start[], at: number): Start[] {
  const before = starts.findLast((start) => start.at <= at);
  return before === undefined ? [] : [{ ...before, at, answeredAt: at, isAgain: false }];
}

function findCommands(
  typed: readonly Typed[],
  channel: number,
  container: number,
  mayMove: boolean,
): Pick<ChannelWatch, 'starts' | 'stops'> {
  const own = typed.filter(({ command, outcome }) => command.channel === channel && outcome !== 'refused');
  const isStop = ({ command, outcome, answer }: Typed): boolean =>
    command.kind === 'unwatch' &&
    (command.container === container || command.container === 'all') &&
    // What had ended before is not on the list that the answer names.
    (outcome === 'unsure' || answer.includes(idOf(container)));
  // Whoever watches later is on the watch that there is, whichever account they name.
  const isUnnamed = typed.some(
    ({ command, containers }) =>
      command.kind === 'watch' && !command.namesOwner && containers.includes(container),
  );
  const starts = own.flatMap((each, index) => {
    const { command, containers, outcome, at, answeredAt, note, answer } = each;
    if (command.kind !== 'watch' || !containers.includes(container)) return [];
    return {
      at,
      answeredAt,
      note,
      isSure: outcome === 'done',
      // A command that was run again may find what it has begun itself.
      isAgain: outcome === 'done' && saysAgain(answer, idOf(container)),
      until: own.slice(index).find(isStop)?.at ?? Number.POSITIVE_INFINITY,
      moves: mayMove && isUnnamed,
    };
  });
  const stops = own.filter((each) => isStop(each) && each.outcome === 'done').map(({ at }) => at);
  return { starts, stops };
}

/** Whether the answer to `watch` says of a container that the channel watched it before. */
function saysAgain(answer: string, id: string): boolean {
  return answer.split('\n').some((line) => line.includes(id) && line.includes('watched it already'));
}

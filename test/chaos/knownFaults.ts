import { HOUR } from '../../src/duration.ts';
import type { History } from './history.ts';

/** A fault of the program that the harness has found, and that is not mended yet. */
interface KnownFault {
  readonly name: string;
  /** What the judge says of it. */
  readonly words: RegExp;
  /** Whether a history can meet it. */
  readonly concerns: (history: History) => boolean;
  /** Whether what else is wrong in such a history follows from it. */
  readonly isCause: boolean;
}

/** An entry that is not needed any more hides what it should not: whoever mends the fault removes it. */
const KNOWN: readonly KnownFault[] = [
  {
    name: 'a snooze that is made shorter ends, for what waits already, when the longer one would have ended',
    words: /was to be told by .* and was (at|not)/,
    concerns: ({ events }) => hasShortened(events),
    isCause: false,
  },
  {
    name: 'that there is room again is told after alerts off, where a snooze had held it back',
    words: /“✅ .* has room for posts again: .* was told at .*, where alerts were off$/u,
    concerns: ({ events }) => events.some(({ kind }) => kind === 'snooze' || kind === 'chat fails'),
    isCause: false,
  },
  {
    // A container that failed first, just after its account was answered, passes for one that fails alone.
    name: 'in an outage of the whole account a container is said to fail alone',
    words: /unreadable was told at .*, which is not so$/,
    concerns: ({ threadsFaults }) => threadsFaults.length > 0,
    isCause: false,
  },
  {
    // Three ids that Threads does not find, first asked for while every status call failed: "not found" is no end.
    name: 'an outage of all containers does not end where none of them is found',
    words: /never healed: 🌩️ No container of|no check possible at present/u,
    concerns: ({ threadsFaults }) => threadsFaults.some(({ how }) => how === 'status only'),
    isCause: true,
  },
];

/** Whether somebody snoozed what is snoozed for longer already. */
function hasShortened(events: History['events']): boolean {
  const snoozes = events.filter((each) => each.kind === 'snooze');
  return snoozes.some((first, index) =>
    snoozes.slice(index + 1).some((later) => {
      const isSame =
        first.channel === later.channel && JSON.stringify(first.what) === JSON.stringify(later.what);
      return isSame && later.at + later.hours * HOUR < first.at + first.hours * HOUR;
    }),
  );
}

/** What is wrong in a history, without what is known; and the names of what is. */
export function leaveOutKnown(
  history: History,
  wrong: readonly string[],
): { readonly unknown: readonly string[]; readonly known: readonly string[] } {
  const met = KNOWN.filter(
    ({ words, concerns }) => concerns(history) && wrong.some((each) => words.test(each)),
  );
  const unknown = wrong.filter((each) => !met.some(({ words, isCause }) => isCause || words.test(each)));
  return { unknown, known: met.map(({ name }) => name) };
}

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
const KNOWN: readonly KnownFault[] = [];

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

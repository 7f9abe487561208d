import { didYouMean, type UserError } from '../../../commands/userError.ts';
import { orExample } from '../../../commands/writeLine.ts';
import type { Text } from '../../messages/text.ts';

export interface MisspellingFacts {
  /** A whole sentence. */
  readonly problem: Text;
  /** What it is near to; at least one. */
  readonly near: readonly string[];
  /** The whole line with another name in its place. */
  readonly fix: (name: string) => string;
  /** An example of the command that was meant. */
  readonly exampleOf: (name: string) => string;
}

/** A line that can't be parsed because of one name, which is near to another. */
export class Misspelling extends Error {
  override readonly name = 'Misspelling';
  readonly facts: MisspellingFacts;

  constructor(facts: MisspellingFacts) {
    super('a name is misspelt');
    this.facts = facts;
  }
}

/** More wrong names than these are mended one by one, by the person. */
const MOST_FIXES = 5;

/** The refusal, with the line to type. Its other wrong names are mended too. */
export function refuseMisspelling(misspelling: Misspelling, parse: (line: string) => unknown): UserError {
  const { problem, near, fix, exampleOf } = misspelling.facts;
  return didYouMean(problem, near, (name) => orExample(mend(fix(name), parse), exampleOf(name)));
}

function mend(line: string, parse: (line: string) => unknown): string {
  let mended = line;
  for (let count = 0; count < MOST_FIXES; count += 1) {
    try {
      parse(mended);
      return mended;
    } catch (error) {
      if (!(error instanceof Misspelling)) return mended;
      const { near, fix } = error.facts;
      mended = fix(near[0] ?? '');
    }
  }
  return mended;
}

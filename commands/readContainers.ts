import { joinText, type Text, text } from '../src/messages/text.ts';
import { type FoundIds, findContainerIds, type OtherWord } from '../src/threads/containerIds.ts';
import { quoteWords, UserError } from './userError.ts';
import { writeNote } from './writeLine.ts';

/** So many containers are taken by one line. */
export const MOST_CONTAINERS = 20;

const EXAMPLE = '17900000000000001';

/** The ids of a line that can be used, and what stands beside them and can't. */
export interface ReadContainers {
  /** Each once, in order; at least one. */
  readonly ids: readonly string[];
  readonly bad: readonly BadId[];
  /** Ids beyond the most that a line takes. */
  readonly rest: readonly string[];
}

/** A word that is no id. */
export interface BadId {
  /** A whole sentence. */
  readonly problem: Text;
  /** The id that was most likely meant. */
  readonly guess: string | undefined;
}

/** Writes the person's own line with other ids, and with a note where one is given. */
export type LineWithIds = (ids: string, note?: string) => string;

/**
 * The ids in a typed or pasted text, which may have been searched already. Words beside them that are none refuse nothing, but for those that are most likely a
 * note.
 *
 * @throws {UserError} where there is no id at all, or where a note was typed without its name
 */
export function readContainers(
  typed: string,
  lineWith: LineWithIds,
  {
    most = MOST_CONTAINERS,
    takesNote = false,
    found = findContainerIds(typed),
  }: { most?: number; takesNote?: boolean; found?: FoundIds } = {},
): ReadContainers {
  const { ids, others } = found;
  const bad = others.map((other) => new ExplainedWord(other));
  if (ids.length === 0) throw refuseAll(bad, typed, lineWith);
  if (takesNote && isNote(others, ids.length)) throw takeForNote(others, ids, lineWith);
  return { ids: ids.slice(0, most), bad, rest: ids.slice(most) };
}

/** The one id in a typed or pasted text. @param name the command @throws UserError */
export function readContainer(typed: string, name: string, lineWith: LineWithIds): string {
  const { ids, bad } = readContainers(typed, lineWith, { most: Number.POSITIVE_INFINITY });
  const [first = '', ...others] = ids;
  const [wrong] = bad;
  if (wrong !== undefined) throw new UserError(wrong.problem, lineWith(first), text`without it.`);
  if (others.length > 0)
    throw new UserError(
      text`Those are ${ids.length} containers, and ${name} takes one.`,
      lineWith(first),
      text`for the first.`,
    );
  return first;
}

function refuseAll(bad: readonly BadId[], typed: string, lineWith: LineWithIds): UserError {
  const word = typed.trim();
  const [
    first = word.length > 0 && !/^[\s,;،؛、]*$/u.test(word)
      ? new ExplainedWord({ word, kind: 'word' })
      : undefined,
  ] = bad;
  if (first === undefined)
    return new UserError(text`The container ID is missing.`, lineWith(EXAMPLE), WITH_YOURS);
  const others = bad.length - 1;
  const more =
    others <= 0 ? '' : ` Nor ${others === 1 ? 'is the other word' : `are the other ${others} words`}.`;
  const guesses = bad.slice(0, MOST_CONTAINERS).flatMap(({ guess }) => (guess === undefined ? [] : [guess]));
  return guesses.length > 0 && guesses.length === bad.length
    ? new UserError(text`${withGuess(first)}${more}`, lineWith(guesses.join(' ')))
    : new UserError(text`${first.problem}${more}`, lineWith(EXAMPLE), WITH_YOURS);
}

const WITH_YOURS = text`with the ID that Threads returned.`;

/** What is wrong with a word, and the id that it most likely stands for. */
export function withGuess({ problem, guess }: BadId): Text {
  return guess === undefined
    ? problem
    : text`${problem} Did you mean ${joinText(guess.split(' ').map(quoteWords), ' and ')}?`;
}

/** Explained only when it is asked for: of thousands of words in a pasted text, an answer shows a few. */
class ExplainedWord implements BadId {
  readonly #other: Pick<OtherWord, 'word' | 'kind'>;
  #explained: BadId | undefined;

  constructor(other: Pick<OtherWord, 'word' | 'kind'>) {
    this.#other = other;
  }

  get problem(): Text {
    return this.#explain().problem;
  }

  get guess(): string | undefined {
    return this.#explain().guess;
  }

  #explain(): BadId {
    this.#explained ??= explainOther(this.#other);
    return this.#explained;
  }
}

function explainOther({ word, kind }: Pick<OtherWord, 'word' | 'kind'>): BadId {
  const quoted = quoteWords(word);
  switch (kind) {
    case 'digits':
      return { problem: describeDigits(word), guess: splitDigits(word) };
    case 'link':
      return {
        problem: text`The link ${quoted} names no container. A post's address holds another ID: paste the container's own.`,
        guess: undefined,
      };
    case 'rounded':
      return {
        problem: text`${quoted} is a rounded number, as spreadsheets show it: its last digits are lost. Copy the ID from where Threads returned it.`,
        guess: undefined,
      };
    case 'json':
      return { problem: text`There is no container ID in ${quoted}. Paste the ID itself.`, guess: undefined };
    case 'word':
      return SHORTCODE.test(word) && /\d/.test(word) && /[a-z]/.test(word) && /[A-Z]/.test(word)
        ? {
            problem: text`${quoted} isn't a container ID, but looks like the code in a post's address.`,
            guess: undefined,
          }
        : { problem: text`${quoted} isn't a container ID: IDs are digits only.`, guess: guessDigits(word) };
  }
}

/** As in `threads.com/@brand/post/C8abcDEfgh1`. */
const SHORTCODE = /^[A-Za-z][\w-]{9,11}$/;

function describeDigits(word: string): Text {
  const count = word.replaceAll(/\D/g, '').length;
  const isRange = count >= 10 && count <= 20;
  const why = isRange
    ? 'nothing may stand between its digits'
    : `it has ${count} ${count === 1 ? 'digit' : 'digits'}, and IDs have 10 to 20`;
  return text`${quoteWords(word)} isn't a container ID: ${why}.`;
}

/** Two ids of the usual length that lost the blank between them. */
function splitDigits(word: string): string | undefined {
  const half = word.length / 2;
  return /^\d+$/.test(word) && (half === 17 || half === 18)
    ? `${word.slice(0, half)} ${word.slice(half)}`
    : undefined;
}

const LETTERS_LIKE_DIGITS: Readonly<Record<string, string>> = { O: '0', o: '0', I: '1', l: '1' };
/** More signs that don't belong make it a guess at random. */
const MOST_SIGNS = 3;
const USUAL_ID = /^\d{15,18}$/;

/** The digits of a word that is an id but for a slip. */
function guessDigits(word: string): string | undefined {
  const read = word.replaceAll(/[OoIl]/g, (letter) => LETTERS_LIKE_DIGITS[letter] ?? letter);
  const digits = read.replaceAll(/\D/g, '');
  return USUAL_ID.test(digits) && read.length - digits.length <= MOST_SIGNS ? digits : undefined;
}

/** Words of letters side by side are most likely a note, and so is one of some length after all ids. */
function isNote(others: readonly OtherWord[], ids: number): boolean {
  const [first] = others;
  if (first === undefined || !others.every(({ kind, word }) => kind === 'word' && !isAlmostId(word)))
    return false;
  if (others.some(({ idsBefore }) => idsBefore !== first.idsBefore)) return false;
  return others.length > 1 || (first.idsBefore === ids && /^\p{L}{4,}\P{L}?$/u.test(first.word));
}

function isAlmostId(word: string): boolean {
  return word.replaceAll(/\D/g, '').length >= 9;
}

function takeForNote(others: readonly OtherWord[], ids: readonly string[], lineWith: LineWithIds): UserError {
  const note = others.map(({ word }) => word).join(' ');
  return new UserError(
    text`${quoteWords(note)} isn't a container ID. A note goes after note:`,
    lineWith(ids.slice(0, MOST_CONTAINERS).join(' '), writeNote(note)),
  );
}

import type { Account } from '../src/accounts/accounts.ts';
import { DAY } from '../src/duration.ts';
import { text } from '../src/messages/text.ts';
import { toPlain, trimMarks } from '../src/plainText.ts';
import { type CommandContext, type Option, USUAL_LONGEST } from './command.ts';
import { findNear } from './findNear.ts';
import { parseTypedDuration } from './typedDuration.ts';
import { didYouMean, quoteWords, UserError } from './userError.ts';

const MOST_THRESHOLDS = 10;

/** Characters: room for 400 ids, or for one in a long answer of Threads. */
const LONGEST_IDS = 12_000;

/** The end of a connected account's name. */
const CONNECTED_ENDING = /-[0-9a-f]{4}$/;
/** `-5` is not 5, and `.5` is not 5. */
const SIGNED = /^[-−.٫]\d/;
const SEPARATORS = /[\s,;،؛、]+/u;

export const containerOption = {
  description: 'The container id, as Threads returned it',
  required: true,
  takes: 'words',
  longest: LONGEST_IDS,
  holdsIds: true,
  completes: 'watches',
} as const satisfies Option;

export const containersOption = {
  description: 'One to 20 container ids, split by space or comma',
  required: true,
  many: true,
  longest: LONGEST_IDS,
  holdsIds: true,
} as const satisfies Option;

export const accountOption = {
  description: "The Threads account; without it, this workspace's first",
  completes: 'accounts',
} as const satisfies Option;

/**
 * The named account, or the workspace's first. An account of another workspace is answered as if it did not exist, and
 * none of them is ever suggested.
 *
 * @param lineWith the line to type with another account; without it, the person's own
 */
export function readAccount(
  name: string | undefined,
  { accounts, ...context }: Pick<CommandContext, 'accounts' | 'lineWith'>,
  lineWith = (account: string): string => context.lineWith({ account }),
): Account {
  const [first] = accounts;
  if (first === undefined)
    throw new UserError(
      text`No Threads account is connected to this workspace.`,
      'connect',
      text`to connect one (managers).`,
    );
  if (name === undefined) return first;
  const account = findAccount(name, accounts) ?? findAccount(trimMarks(toPlain(name), '-_'), accounts);
  if (account !== undefined) return account;
  const near = findNearAccounts(name, accounts);
  const problem = text`There is no account ${quoteWords(name)} here`;
  if (near.length > 0) throw didYouMean(text`${problem}.`, near, lineWith);
  throw new UserError(
    text`${problem}; there is ${accounts.map((each) => each.name).join(', ')}.`,
    lineWith(first.name),
  );
}

/**
 * Capitals count only where two names differ in nothing else. A connected account's name may be typed without its end,
 * where only one account's name begins so.
 */
function findAccount(typed: string, accounts: readonly Account[]): Account | undefined {
  const exact = accounts.find(({ name }) => name === typed);
  if (exact !== undefined) return exact;
  const wanted = typed.toLowerCase();
  return (
    findOnly(accounts, ({ name }) => name.toLowerCase() === wanted) ??
    findOnly(accounts, ({ name }) => withoutEnding(name).toLowerCase() === wanted)
  );
}

function findOnly(
  accounts: readonly Account[],
  isWanted: (account: Account) => boolean,
): Account | undefined {
  const [first, ...others] = accounts.filter(isWanted);
  return others.length === 0 ? first : undefined;
}

/** Names that are near as a whole or without their end, by which people call them. */
function findNearAccounts(typed: string, accounts: readonly Account[]): string[] {
  const names = accounts.map(({ name }) => name);
  const whole = findNear(typed, names);
  if (whole.length > 0) return [...whole];
  const short = new Set(findNear(typed, names.map(withoutEnding)));
  return names.filter((name) => short.has(withoutEnding(name)));
}

function withoutEnding(name: string): string {
  return name.replace(CONNECTED_ENDING, '');
}

/** @param lineWith the person's own line, with another age @returns ms */
export function readAge(typed: string | undefined, lineWith: (age: string) => string): number {
  if (typed === undefined) return 0;
  const age = parseTypedDuration(typed);
  if (age === undefined)
    throw new UserError(
      text`${quoteWords(typed)} isn't an age. Write it like 20m or 2h10m.`,
      lineWith('20m'),
      text`for one of 20 minutes.`,
    );
  if (age > DAY)
    throw new UserError(
      text`${quoteWords(typed)} is too long ago: after 24 hours a container is published or expired.`,
      lineWith('20m'),
      text`for one of 20 minutes.`,
    );
  return age;
}

/** @returns `undefined` where the note is blank */
export function readNote(typed: string | undefined): string | undefined {
  const note = typed?.trim();
  return note === '' ? undefined : note;
}

/** @param lineWith the person's own line, with other thresholds @returns per cent, ascending, each once */
export function readThresholds(typed: string, lineWith: (thresholds: string) => string): number[] {
  const example = lineWith('80,95,100');
  const words = toPlain(typed.slice(0, USUAL_LONGEST))
    .replaceAll(/[%٪]/g, ' ')
    .split(SEPARATORS)
    .filter((word) => trimMarks(word) !== '');
  const plain = words.map((word) => (SIGNED.test(word) ? word : trimMarks(word)));
  const thresholds = plain.map((word) => (/^\d{1,3}$/.test(word) ? Number(word) : Number.NaN));
  const wrong = thresholds.findIndex((percent) => !(percent >= 1 && percent <= 100));
  if (wrong >= 0)
    throw new UserError(
      text`${quoteWords(words[wrong] ?? '')} isn't a threshold. Write whole per cents from 1 to 100.`,
      example,
    );
  if (thresholds.length === 0 || thresholds.length > MOST_THRESHOLDS)
    throw new UserError(text`Write one to ${MOST_THRESHOLDS} thresholds.`, example);
  return [...new Set(thresholds)].sort((a, b) => a - b);
}

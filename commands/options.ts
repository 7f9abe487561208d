import type { Account } from '../src/accounts/accounts.ts';
import { DAY } from '../src/duration.ts';
import { type Text, text } from '../src/messages/text.ts';
import { toPlain, trimMarks } from '../src/plainText.ts';
import { type CommandContext, type Option, USUAL_LONGEST } from './command.ts';
import { findContainerIds, type OtherWord } from './containerIds.ts';
import { parseTypedDuration } from './typedDuration.ts';
import { cutBriefly, quoteBriefly, seeHelp, UserError } from './userError.ts';

export const MOST_CONTAINERS = 20;
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
  completes: 'watches',
} as const satisfies Option;

export const containersOption = {
  description: 'One to 20 container ids, split by space or comma',
  required: true,
  many: true,
  longest: LONGEST_IDS,
} as const satisfies Option;

export const accountOption = {
  description: "The Threads account; without it, this workspace's first",
  completes: 'accounts',
} as const satisfies Option;

/** The named account, or the workspace's first. An account of another workspace is answered as if it did not exist. */
export function readAccount(
  name: string | undefined,
  { accounts }: CommandContext,
  lineWith: (account: string) => string,
): Account {
  const [first] = accounts;
  if (first === undefined) throw seeHelp(text`No Threads account is connected to this workspace.`);
  if (name === undefined) return first;
  const account =
    findAccount(name.toLowerCase(), accounts) ??
    findAccount(trimMarks(toPlain(name), '-_').toLowerCase(), accounts);
  if (account !== undefined) return account;
  const known = accounts.map((each) => each.name).join(', ');
  throw new UserError(
    text`There is no account ${quoteBriefly(name)} here; there is ${known}.`,
    lineWith(first.name),
  );
}

/** A connected account's name may be typed without its end, where only one account's name begins so. */
function findAccount(typed: string, accounts: readonly Account[]): Account | undefined {
  const exact = accounts.find(({ name }) => name.toLowerCase() === typed);
  if (exact !== undefined) return exact;
  const [first, ...others] = accounts.filter(
    ({ name }) => name.toLowerCase().replace(CONNECTED_ENDING, '') === typed,
  );
  return others.length === 0 ? first : undefined;
}

/**
 * The ids in a typed or pasted text, each once, in order.
 *
 * @param lineWith writes the line to type instead, with the ids that were found, and those words that are none
 * @throws UserError where something in the text is no id
 */
export function readContainers(
  typed: string,
  name: string,
  { most = MOST_CONTAINERS, takesNote = false }: { most?: number; takesNote?: boolean } = {},
): readonly string[] {
  const { ids, others } = findContainerIds(typed);
  const example = `${name} ${ids[0] ?? '17900000000000001'}`;
  const [other] = others;
  if (other !== undefined && takesNote && ids.length > 0 && others.every(({ kind }) => kind === 'word'))
    throw takeForNote(
      others.map(({ word }) => word),
      `${name} ${ids.slice(0, most).join(' ')}`,
    );
  if (other !== undefined) throw new UserError(explainOther(other), example);
  if (ids.length === 0) {
    const word = typed.split(SEPARATORS).find((each) => each !== '');
    if (word === undefined) throw new UserError(text`A container id is missing.`, example);
    throw new UserError(explainOther({ word, kind: 'word' }), example);
  }
  if (ids.length > most)
    throw most === 1
      ? new UserError(text`That is ${ids.length} containers, and ${name} takes one.`, `${name} ${ids[0]}`)
      : new UserError(
          text`That is ${ids.length} containers, and ${most} at a time are the most.`,
          `${name} ${ids.slice(0, most).join(' ')}`,
          text`first, then the rest.`,
        );
  return ids;
}

function explainOther({ word, kind }: OtherWord): Text {
  const quoted = quoteBriefly(word);
  switch (kind) {
    case 'digits':
      return text`${quoted} is no container id: an id has 10 to 20 digits, and nothing between them.`;
    case 'link':
      return text`The link ${quoted} names no container; paste the id itself.`;
    case 'rounded':
      return text`${quoted} is a rounded number, as spreadsheets show it: its last digits are lost. Copy the id from where Threads returned it.`;
    case 'json':
      return text`There is no container id in ${quoted}; paste the id itself.`;
    case 'word':
      return text`${quoted} is no container id: an id is digits alone.`;
  }
}

/** Words after the ids are most likely a note. */
function takeForNote(words: readonly string[], line: string): UserError {
  const note = cutBriefly(words.join(' ').replaceAll('"', "'"));
  return new UserError(
    text`${quoteBriefly(words.join(' '))} is no container id. A note goes after note:`,
    `${line} note:"${note}"`,
  );
}

/** @returns ms */
export function readAge(typed: string | undefined, example: string): number {
  if (typed === undefined) return 0;
  const age = parseTypedDuration(typed);
  if (age === undefined)
    throw new UserError(text`${quoteBriefly(typed)} is no age; write it like 20m or 2h10m.`, example);
  if (age > DAY)
    throw new UserError(
      text`A container older than 24 hours has expired or been published already.`,
      example,
    );
  return age;
}

/** @returns `undefined` where the note is blank */
export function readNote(typed: string | undefined): string | undefined {
  const note = typed?.trim();
  return note === '' ? undefined : note;
}

/** @returns per cent, ascending, each once */
export function readThresholds(typed: string): number[] {
  const example = 'alerts on thresholds:80,95,100';
  const words = toPlain(typed.slice(0, USUAL_LONGEST))
    .replaceAll(/[%٪]/g, ' ')
    .split(SEPARATORS)
    .filter((word) => trimMarks(word) !== '');
  const plain = words.map((word) => (SIGNED.test(word) ? word : trimMarks(word)));
  const thresholds = plain.map((word) => (/^\d{1,3}$/.test(word) ? Number(word) : Number.NaN));
  const wrong = thresholds.findIndex((percent) => !(percent >= 1 && percent <= 100));
  if (wrong >= 0)
    throw new UserError(
      text`${quoteBriefly(words[wrong] ?? '')} is no threshold: write whole per cents from 1 to 100.`,
      example,
    );
  if (thresholds.length === 0 || thresholds.length > MOST_THRESHOLDS)
    throw new UserError(text`Write one to ${MOST_THRESHOLDS} thresholds.`, example);
  return [...new Set(thresholds)].sort((a, b) => a - b);
}

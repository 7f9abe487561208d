import type { Account } from '../src/accounts/accounts.ts';
import { DAY, parseDuration } from '../src/duration.ts';
import { text } from '../src/messages/text.ts';
import type { CommandContext, Option } from './command.ts';
import { quoteBriefly, seeHelp, UserError } from './userError.ts';

const MOST_CONTAINERS = 20;
const LONGEST_NOTE = 500;
const MOST_THRESHOLDS = 10;

/** Ids have 17 or 18 digits today; they may grow. */
const CONTAINER_ID = /^\d{1,32}$/;
const TOO_LONG = /^\d+$/;
const LINK = /^https?:\/\//i;
/** Quotes, and what formats in a chat. */
const MARKS: ReadonlySet<string> = new Set('`"\'“”‘’*_');
/** The end of a connected account's name. */
const CONNECTED_ENDING = /-[0-9a-f]{4}$/;
const ID_IN_LINK = /\d{10,32}/g;

export const containerOption = {
  description: 'The container id, as Threads returned it',
  required: true,
  completes: 'watches',
} as const satisfies Option;

export const containersOption = {
  description: 'One to 20 container ids, split by space or comma',
  required: true,
  many: true,
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
  const account = findAccount(name.toLowerCase(), accounts);
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

/** The ids in a typed or pasted text, each once, in order. */
export function readContainers(typed: string, name: string, most = MOST_CONTAINERS): string[] {
  const example = `${name} 17900000000000001`;
  const words = typed
    .split(/[\s,;]+/)
    .map(unwrap)
    .filter((word) => word !== '');
  const ids = [...new Set(words.map((word) => readContainer(word, example)))];
  if (ids.length === 0) throw new UserError(text`A container id is missing.`, example);
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

/** Chats write a link as `<https://…|label>`; people paste an id with the quotes or code marks around it. */
function unwrap(word: string): string {
  return trimMarks(word.replace(/^<([^|>]*)(\|[^>]*)?>$/, '$1'));
}

/** Scans, since a pattern with marks at both ends takes minutes for a long word of marks alone. */
function trimMarks(word: string): string {
  let start = 0;
  while (MARKS.has(word.charAt(start))) start += 1;
  let end = word.length;
  while (end > start && MARKS.has(word.charAt(end - 1))) end -= 1;
  return start > 0 && start < end && end < word.length ? word.slice(start, end) : word;
}

function readContainer(word: string, example: string): string {
  if (CONTAINER_ID.test(word)) return word;
  if (TOO_LONG.test(word))
    throw new UserError(
      text`${quoteBriefly(word)} is no container id: an id has at most 32 digits.`,
      example,
    );
  if (!LINK.test(word))
    throw new UserError(text`${quoteBriefly(word)} is no container id: an id is digits alone.`, example);
  const [id, ...others] = word.match(ID_IN_LINK) ?? [];
  if (id === undefined || others.length > 0)
    throw new UserError(
      text`The link ${quoteBriefly(word)} names no container; paste the id itself.`,
      example,
    );
  return id;
}

/** @returns ms */
export function readAge(typed: string | undefined, example: string): number {
  if (typed === undefined) return 0;
  const age = parseDuration(typed);
  if (age === undefined)
    throw new UserError(text`${quoteBriefly(typed)} is no age; write it like 20m or 2h10m.`, example);
  if (age > DAY)
    throw new UserError(
      text`A container older than 24 hours has expired or been published already.`,
      example,
    );
  return age;
}

export function readNote(typed: string | undefined, example: string): string | undefined {
  const note = typed?.trim();
  if (note === undefined || note === '') return undefined;
  const length = [...note].length;
  if (length > LONGEST_NOTE)
    throw new UserError(
      text`The note has ${length} characters; ${LONGEST_NOTE} are the most.`,
      example,
      text`with a shorter one.`,
    );
  return note;
}

/** @returns per cent, ascending, each once */
export function readThresholds(typed: string): number[] {
  const example = 'alerts on thresholds:80,95,100';
  const words = typed.split(/[\s,;]+/).filter((word) => word !== '');
  const thresholds = words.map((word) => Number(/^(\d{1,3})%?$/.exec(word)?.[1] ?? Number.NaN));
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

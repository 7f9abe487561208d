import { endOfJson } from '../endOfJson.ts';
import { toPlain, trimMarks } from '../plainText.ts';
import { isRecord, parseJson } from './json.ts';

/** What a text holds: container ids, and the words that are neither ids nor marks around them. */
export interface FoundIds {
  /** Each once, in order. */
  readonly ids: readonly string[];
  /** As typed, in order. */
  readonly others: readonly OtherWord[];
}

/** Why a word is no id. */
export interface OtherWord {
  readonly word: string;
  readonly kind: 'word' | 'digits' | 'link' | 'rounded' | 'json';
  /** How many ids were found before it. */
  readonly idsBefore: number;
}

/** Ids have 17 or 18 digits today. */
const ID = /^\d{10,20}$/;
const DIGITS = /^\d+$/;
const LINK = /^https?:\/\//i;
const ID_IN_LINK = /\d{10,20}/g;
const LONG_NUMBER = /\d{21}/;
/** The form in which spreadsheets and calculators show a long number. */
const ROUNDED = /^\d(?:[.,]\d{1,20})?e\+?\d{1,2}$/i;
/** `"id":"1788…` without the braces around it, and `id=1788…`. */
const NAMED_ID =
  /^(?:(?:creation|container|media)_)?(?:id|ids|container|containers)\P{L}{0,8}?(\d{10,20})$/iu;
/** The number of a list, and the first line of a fence of code. */
const LIST_NUMBER = /^\d{1,3}[.)]$/;
const FENCE = /^```[a-z]{0,20}$/i;

/** Chats and mails write a link as `<https://…|label>`, and a long number as `<tel:1790…>`. */
const ANGLED = /<([^<>|]*)(?:\|[^<>]*)?>/g;
const SCHEME = /^(?:tel|mailto):/i;
/** One id with the same mark between all its thousands, or between each four digits. A longer run is not shortened. */
const GROUPED = /(?<!\d)(?:\d{1,3}([.,'’٬_])\d{3}(?:\1\d{3}){2,}|\d{1,4}([.,'’٬_])\d{4}(?:\2\d{4})+)(?!\d)/g;
const FIRST_GROUP = /^\d{1,4}$/;
const GROUP = /^\d{3,4}$/;
/** Between ids, besides blanks. A bar is half of a spoiler. */
const SEPARATORS = /[\n,;|،؛、·•]+/u;

/** Where an answer of Threads, or a program's record of it, holds container ids. */
const ID_KEYS: ReadonlySet<string> = new Set([
  'id',
  'ids',
  'creation_id',
  'container',
  'containers',
  'container_id',
  'container_ids',
  'children',
]);
const LIST_KEYS: ReadonlySet<string> = new Set(['data', 'body', 'response', 'result', 'results']);

/**
 * Finds container ids in what a person typed or pasted, in whatever marks, brackets, links, JSON or fences of code they
 * were copied with.
 */
export function findContainerIds(typed: string): FoundIds {
  const ids = new Set<string>();
  const others: OtherWord[] = [];
  for (const part of splitJson(toPlain(typed))) {
    const named = part.startsWith('{') || part.startsWith('[') ? idsInJson(part) : undefined;
    if (named === undefined) readWords(part, ids, others);
    else if (named.length === 0) others.push({ word: part, kind: 'json', idsBefore: ids.size });
    else for (const id of named) ids.add(id);
  }
  return { ids: [...ids], others };
}

function readWords(text: string, ids: Set<string>, others: OtherWord[]): void {
  const words = text
    .replaceAll(ANGLED, ' $1 ')
    .replaceAll(GROUPED, (digits) => joinGroups(digits))
    .split(SEPARATORS)
    .flatMap((part) => joinSpaced(part.split(/\s+/)));
  for (const word of words) {
    if (LIST_NUMBER.test(word) || FENCE.test(word)) continue;
    const plain = trimMarks(word.replace(SCHEME, ''));
    if (plain === '' || plain === 'and' || ID_KEYS.has(plain.toLowerCase())) continue;
    const id = readId(plain);
    if (id === undefined) others.push({ word, kind: kindOf(plain), idsBefore: ids.size });
    else ids.add(id);
  }
}

/** A number that is too long for an id is several ids, or none: it stays as it was typed. */
function joinGroups(digits: string): string {
  const joined = digits.replaceAll(/\D/g, '');
  return ID.test(joined) ? joined : digits;
}

/** Words, with those that are one id in groups of digits as one word. */
function joinSpaced(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (let at = 0; at < words.length; ) {
    let end = at + 1;
    if (FIRST_GROUP.test(words[at] ?? '') && GROUP.test(words[end] ?? '')) {
      const { length } = words[end] ?? '';
      while (GROUP.test(words[end] ?? '') && words[end]?.length === length) end += 1;
    }
    const group = words.slice(at, end);
    joined.push(...(ID.test(group.join('')) ? [group.join('')] : group));
    at = end;
  }
  return joined;
}

function readId(word: string): string | undefined {
  if (ID.test(word)) return word;
  if (!LINK.test(word)) return NAMED_ID.exec(word)?.[1];
  const [id, ...others] = LONG_NUMBER.test(word) ? [] : (word.match(ID_IN_LINK) ?? []);
  return others.length === 0 ? id : undefined;
}

function kindOf(word: string): OtherWord['kind'] {
  if (LINK.test(word)) return 'link';
  if (ROUNDED.test(word)) return 'rounded';
  return DIGITS.test(word) ? 'digits' : 'word';
}

/** The text in parts, of which those that are JSON begin with their bracket. */
function splitJson(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = nextBracket(text, 0); at >= 0 && parts.length < MOST_PARTS; at = nextBracket(text, from)) {
    const end = endOfJson(text, at);
    if (end === undefined) break;
    parts.push(text.slice(from, at), text.slice(at, end));
    from = end;
  }
  return [...parts, text.slice(from)];
}

/** Each part that is no JSON costs an error: brackets beyond are read as marks. */
const MOST_PARTS = 100;

function nextBracket(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) if (text[at] === '{' || text[at] === '[') return at;
  return -1;
}

/** The container ids in a record or list, in JSON or as Python prints it. @returns `undefined` where the text is no JSON */
function idsInJson(text: string): string[] | undefined {
  const value = parseJson(text.replaceAll(/[“”]/g, '"')) ?? parseJson(text.replaceAll("'", '"'));
  if (value === undefined) return undefined;
  const ids: string[] = [];
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (Array.isArray(next)) open.push(...next.toReversed());
    else if (isRecord(next)) open.push(...pick(next).toReversed());
    else if ((typeof next === 'string' || typeof next === 'number') && ID.test(String(next)))
      ids.push(String(next));
  }
  return ids;
}

function pick(record: Readonly<Record<string, unknown>>): unknown[] {
  return Object.entries(record).flatMap(([key, value]) =>
    ID_KEYS.has(key.toLowerCase()) || LIST_KEYS.has(key.toLowerCase()) ? [value] : [],
  );
}

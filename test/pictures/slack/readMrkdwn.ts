import {
  writeLongDate,
  writeNearDay,
  writeNumericDate,
  writeRelative,
  writeShortDate,
  writeTime,
} from '../draw/moments.ts';
import { readInline as readPieces, type Special } from '../draw/readInline.ts';
import type { Reader } from '../reader.ts';

/** How a piece of Slack's mrkdwn is shown. */
export interface Marks {
  readonly isBold?: true;
  readonly isItalic?: true;
  readonly line?: 'through';
  readonly kind?: 'code' | 'mention' | 'link';
}

export interface Piece extends Marks {
  readonly words: string;
}

export interface Line {
  readonly kind: 'text' | 'quote';
  readonly pieces: readonly Piece[];
}

const PAIRS: readonly (readonly [sign: string, marks: Marks])[] = [
  ['*', { isBold: true }],
  ['_', { isItalic: true }],
  ['~', { line: 'through' }],
];

const CODE = /`([^`\n]+)`/y;
const ANGLED = /<([^<>\n]+)>/y;
const ENTITY = /&(amp|lt|gt);/y;
const SIGNS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };
const IS_WORD = /[\p{L}\p{N}]/u;
/** Helps the escaping, and is nothing to see. */
const ZERO_WIDTH_SPACE = /\u200b/g;

/** Reads what a client shows of Slack's mrkdwn. */
export function readMrkdwn(mrkdwn: string, reader: Reader): Line[] {
  return mrkdwn.split('\n').map((line) => {
    const isQuote = line.startsWith('&gt;');
    const pieces = readInline(isQuote ? line.slice(4).trim() : line, {}, reader);
    return { kind: isQuote ? 'quote' : 'text', pieces };
  });
}

/** Plain text knows entities alone. */
export function readPlain(text: string): string {
  return text
    .replaceAll(/&(amp|lt|gt);/g, (_, name: string) => SIGNS[name] ?? '')
    .replaceAll(ZERO_WIDTH_SPACE, '');
}

/** The words alone, as a notification has them. */
export function readWords(mrkdwn: string, reader: Reader): string {
  return readMrkdwn(mrkdwn, reader)
    .map(({ pieces }) => pieces.map(({ words }) => words).join(''))
    .join('\n');
}

function readInline(text: string, marks: Marks, reader: Reader): Piece[] {
  return readPieces<Piece>(
    text,
    (at) => readSpecial(text, at, marks, reader),
    (plain) => {
      const words = plain.replaceAll(ZERO_WIDTH_SPACE, '');
      return words === '' ? undefined : { ...marks, words };
    },
  );
}

function readSpecial(text: string, at: number, marks: Marks, reader: Reader): Special<Piece> | undefined {
  const match = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text) ?? undefined;
  };
  const entity = match(ENTITY);
  if (entity) return { length: entity[0].length, shown: SIGNS[entity[1] ?? ''] ?? '' };
  const code = match(CODE);
  if (code) {
    const words = readPlain(code[1] ?? '');
    return { length: code[0].length, shown: [{ ...marks, kind: 'code', words }] };
  }
  const angled = match(ANGLED);
  if (angled) {
    const { words, kind } = readAngled(angled[1] ?? '', reader);
    return { length: angled[0].length, shown: [{ ...marks, ...(kind && { kind }), words }] };
  }
  return readPair(text, at, marks, reader);
}

/** A pair formats where it stands around whole words. */
function readPair(text: string, at: number, marks: Marks, reader: Reader): Special<Piece> | undefined {
  const [sign, more] = PAIRS.find(([each]) => text[at] === each) ?? [];
  if (sign === undefined || IS_WORD.test(text[at - 1] ?? ' ') || /\s/.test(text[at + 1] ?? ' '))
    return undefined;
  for (let end = at + 2; end < text.length; end += 1) {
    if (text[end] !== sign || /\s/.test(text[end - 1] ?? ' ') || IS_WORD.test(text[end + 1] ?? ' ')) continue;
    const shown = readInline(text.slice(at + 1, end), { ...marks, ...more }, reader);
    return { length: end + 1 - at, shown };
  }
  return undefined;
}

/** @see https://docs.slack.dev/messaging/formatting-message-text */
function readAngled(inner: string, { now, names }: Reader): { words: string; kind?: 'mention' | 'link' } {
  const [target = '', label] = inner.split('|');
  const id = target.replace(/^(@|#|!subteam\^)/, '');
  if (target.startsWith('!date^')) {
    const [, seconds, format = ''] = target.split('^');
    return { words: writeMoment(Number(seconds) * 1_000, format, now) };
  }
  if (target.startsWith('#')) return { words: `#${names[id] ?? 'a-channel'}`, kind: 'mention' };
  if (target.startsWith('@')) return { words: `@${names[id] ?? 'somebody'}`, kind: 'mention' };
  if (target.startsWith('!subteam^')) return { words: `@${names[id] ?? 'a-group'}`, kind: 'mention' };
  if (target.startsWith('!')) return { words: `@${target.slice(1)}`, kind: 'mention' };
  return { words: readPlain(label ?? target), kind: 'link' };
}

function writeMoment(at: number, format: string, now: number): string {
  const tokens: Readonly<Record<string, () => string>> = {
    date_num: () => writeNumericDate(at),
    date_long: () => writeLongDate(at),
    date_short_pretty: () => writeNearDay(at, now) ?? writeShortDate(at),
    date_pretty: () => writeNearDay(at, now) ?? writeLongDate(at),
    date_long_pretty: () => writeNearDay(at, now) ?? writeLongDate(at),
    date_short: () => writeShortDate(at),
    date: () => writeLongDate(at),
    time: () => writeTime(at),
    time_secs: () => writeTime(at),
    ago: () => writeRelative(at, now),
  };
  return format.replaceAll(/\{(\w+)\}/g, (whole, token: string) => {
    const write = tokens[token];
    if (write === undefined) throw new Error(`Slack has no ${whole} in a date`);
    return write();
  });
}

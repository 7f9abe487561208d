import { writeLongDate, writeNumericDate, writeRelative, writeTime, writeWeekday } from '../draw/moments.ts';
import { readInline as readPieces, type Special } from '../draw/readInline.ts';
import type { Reader } from '../reader.ts';

/** How a piece of Discord's markdown is shown. */
export interface Marks {
  readonly isBold?: true;
  readonly isItalic?: true;
  readonly line?: 'under' | 'through';
  readonly kind?: 'code' | 'mention' | 'moment' | 'link' | 'hidden';
}

export interface Piece extends Marks {
  readonly words: string;
}

/** A line, and what its first signs make of it. */
export interface Line {
  readonly kind: 'text' | 'small' | 'quote' | 'bullet' | 'heading';
  readonly pieces: readonly Piece[];
}

const LINE_STARTS = [
  [/^-# /, 'small'],
  [/^#{1,3} /, 'heading'],
  [/^> /, 'quote'],
  [/^[-*] /, 'bullet'],
] as const;

/** What begins and ends with the same signs, the longer ones first. */
const PAIRS: readonly (readonly [sign: string, marks: Marks])[] = [
  ['**', { isBold: true }],
  ['__', { line: 'under' }],
  ['~~', { line: 'through' }],
  ['||', { kind: 'hidden' }],
  ['*', { isItalic: true }],
  ['_', { isItalic: true }],
];

const ESCAPED = /\\([\\`*_~|<>[\]@#:/().+-])/y;
const CODE = /(`+)(?!`)([\s\S]*?[^`])\1(?!`)/y;
const MASKED_LINK = /\[((?:\\.|[^\]\\])*)\]\(<?([^)>\s]+)>?\)/y;
const MOMENT = /<t:(-?\d+)(?::([tTdDfFR]))?>/y;
const MENTION = /<(@[!&]?|#)(\d+)>/y;
const ADDRESS = /<?(https?:\/\/[^\s<>]+)>?/y;
const EVERYONE = /@(?:everyone|here)\b/y;

/** Reads what a client shows of Discord's markdown. */
export function readMarkdown(markdown: string, reader: Reader): Line[] {
  return markdown.split('\n').map((line) => {
    const [start, kind] = LINE_STARTS.find(([pattern]) => pattern.test(line)) ?? [/^/, 'text' as const];
    return { kind, pieces: readInline(line.replace(start, ''), {}, reader) };
  });
}

/** The words alone, as a notification has them. */
export function readWords(markdown: string, reader: Reader): string {
  return readMarkdown(markdown, reader)
    .map(({ pieces }) => pieces.map(({ words }) => words).join(''))
    .join('\n');
}

function readInline(text: string, marks: Marks, reader: Reader): Piece[] {
  return readPieces<Piece>(
    text,
    (at) => readSpecial(text, at, marks, reader),
    (words) => ({ ...marks, words }),
  );
}

function readSpecial(text: string, at: number, marks: Marks, reader: Reader): Special<Piece> | undefined {
  const match = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text) ?? undefined;
  };
  const show = ([whole]: RegExpExecArray, more: Marks, words: string): Special<Piece> => ({
    length: whole.length,
    shown: [{ ...marks, ...more, words }],
  });
  const escaped = match(ESCAPED);
  if (escaped) return { length: escaped[0].length, shown: escaped[1] ?? '' };
  const code = match(CODE);
  if (code) return show(code, { kind: 'code' }, (code[2] ?? '').replace(/^ (?=`)|(?<=`) $/g, ''));
  const link = match(MASKED_LINK);
  if (link) {
    const shown = readInline(link[1] ?? '', { ...marks, kind: 'link' }, reader);
    return { length: link[0].length, shown };
  }
  const moment = match(MOMENT);
  if (moment)
    return show(moment, { kind: 'moment' }, writeMoment(Number(moment[1]) * 1_000, moment[2], reader.now));
  const mention = match(MENTION);
  if (mention) return show(mention, { kind: 'mention' }, nameOf(mention[1] ?? '@', mention[2] ?? '', reader));
  const everyone = match(EVERYONE);
  if (everyone) return show(everyone, { kind: 'mention' }, everyone[0]);
  const address = match(ADDRESS);
  if (address) return show(address, { kind: 'link' }, address[1] ?? '');
  return readPair(text, at, marks, reader);
}

function readPair(text: string, at: number, marks: Marks, reader: Reader): Special<Piece> | undefined {
  for (const [sign, more] of PAIRS) {
    if (!text.startsWith(sign, at)) continue;
    const from = at + sign.length;
    const end = findEnd(text, from, sign);
    if (end === undefined || end === from) continue;
    const shown = readInline(text.slice(from, end), { ...marks, ...more }, reader);
    return { length: end + sign.length - at, shown };
  }
  return undefined;
}

/** Where a pair ends: not in code, and not at a sign that is escaped. */
function findEnd(text: string, from: number, sign: string): number | undefined {
  for (let at = from; at < text.length; at += 1) {
    if (text.startsWith(sign, at)) return at;
    if (text[at] === '\\') at += 1;
    CODE.lastIndex = at;
    if (text[at] === '`') at += (CODE.exec(text)?.[0].length ?? 1) - 1;
  }
  return undefined;
}

/** @see https://docs.discord.com/developers/reference#message-formatting */
function writeMoment(at: number, style = 'f', now: number): string {
  switch (style) {
    case 't':
    case 'T':
      return writeTime(at);
    case 'd':
      return writeNumericDate(at);
    case 'D':
      return writeLongDate(at);
    case 'F':
      return `${writeWeekday(at)}, ${writeLongDate(at)} ${writeTime(at)}`;
    case 'R':
      return writeRelative(at, now);
    default:
      return `${writeLongDate(at)} ${writeTime(at)}`;
  }
}

function nameOf(sign: string, id: string, { names }: Reader): string {
  return `${sign === '#' ? '#' : '@'}${names[id] ?? (sign === '@&' ? 'a role' : sign === '#' ? 'a-channel' : 'somebody')}`;
}

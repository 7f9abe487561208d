import { styleText } from 'node:util';
import { formatDuration } from '../../duration.ts';
import type { Card, Tone } from '../../messages/card.ts';
import { type Inline, namedMention, type Text } from '../../messages/text.ts';
import type { NumberedButton } from './buttonNumbers.ts';
import { wrapLine } from './wrapLine.ts';

export interface RenderOptions {
  /** The name after the slash. */
  readonly commandName: string;
  /** Relative times count from it, ms since the epoch. */
  readonly now: number;
  /** The reader's time zone, as Intl names it. */
  readonly timeZone: string;
  /** The width to wrap lines at; without it, each stays on one line, as programs read it. */
  readonly columns?: number | undefined;
  /** The card's buttons, where they can be pressed. Without them, the lines to type instead are shown. */
  readonly buttons?: readonly NumberedButton[];
}

type Format = Parameters<typeof styleText>[0];

const BAR_CELLS = 10;
const INDENT = 2;
const NO_BREAK = '\u00a0';
const TONE_FORMATS: Record<Tone, Format> = {
  good: 'green',
  bad: 'red',
  warning: 'yellow',
  waiting: 'cyan',
  neutral: 'bold',
};

/** The card as plain text, without control characters. */
export function renderPlain(card: Card, options: RenderOptions): string {
  return render(card, options, (_, words) => words);
}

/** The card for a terminal, in colour where the terminal supports it. */
export function renderColoured(card: Card, options: RenderOptions): string {
  return render(card, options, (format, words) => styleText(format, words));
}

function render(
  card: Card,
  options: RenderOptions,
  style: (format: Format, words: string) => string,
): string {
  const line = (text: Text): string => text.map((piece) => renderInline(piece, options)).join('');
  const wrap = (words: string, indent: number): string => wrapLine(words, options.columns, indent);
  return [
    wrap(
      style(['bold', TONE_FORMATS[card.tone]].flat() as Format, line([...card.title, ...called(card)])),
      0,
    ),
    ...card.body.map((text) => (isBlock(text) ? line(text) : wrap(line(text), INDENT))),
    ...(card.items ?? []).map((text) => wrap(line(text), INDENT)),
    ...(card.context ?? []).map((text) => wrap(style('dim', line(text)), INDENT)),
    ...renderSettings(card, options, style).map((words) => wrap(words, INDENT)),
    ...renderButtons(card, options, style).map((words) => wrap(words, INDENT).replaceAll(NO_BREAK, ' ')),
  ].join('\n');
}

/** Code is copied as it stands, so it is neither indented nor wrapped. */
function isBlock([piece, ...others]: Text): boolean {
  return typeof piece === 'object' && piece.kind === 'block' && others.length === 0;
}

/** For each setting the line that chooses it. How it stands is said above. */
function renderSettings(
  { settings }: Card,
  { commandName }: RenderOptions,
  style: (format: Format, words: string) => string,
): string[] {
  return (settings?.selects ?? []).map(
    ({ label, typed }) => `${style('bold', label)}: /${commandName} ${replaceControls(typed)}`,
  );
}

/** Whom the card calls, after the headline. */
function called({ mentions = [] }: Card): Text {
  return mentions.flatMap((mention) => [' ', namedMention(mention)]);
}

/** All buttons by their numbers on one line: `[1] Watch  [2] Check again`. Else a line to type for each that has one. */
function renderButtons(
  card: Card,
  { buttons, commandName }: RenderOptions,
  style: (format: Format, words: string) => string,
): string[] {
  if (buttons === undefined)
    return card.buttons
      .filter(({ typed }) => typed !== undefined)
      .map(({ label, typed }) => `${style('bold', `[${label}]`)} /${commandName} ${typed}`);
  if (buttons.length === 0) return [];
  const pressable = buttons.map(({ number, label }) => {
    // A button is not torn apart where a line ends.
    const words = label.replaceAll(' ', NO_BREAK);
    return `${style('bold', `[${number}]`)}${NO_BREAK}${words}`;
  });
  return [pressable.join('  ')];
}

function renderInline(piece: Inline, options: RenderOptions): string {
  if (typeof piece === 'string') return replaceControls(piece);
  switch (piece.kind) {
    case 'code':
    case 'strong':
      return replaceControls(piece.text);
    case 'block':
      return piece.text.split('\n').map(replaceControls).join('\n');
    case 'time':
      return renderTime(piece.at, options);
    case 'person':
      return replaceControls(piece.id);
    case 'mention':
      return replaceControls(`@${piece.mention.name ?? piece.mention.id}`);
    case 'command':
      return `/${options.commandName} ${replaceControls(piece.line)}`;
    case 'link':
      return `${replaceControls(piece.words)}: ${replaceControls(piece.url)}`;
    case 'bar':
      return renderBar(piece.share);
  }
}

function renderTime(at: number, { now, timeZone }: RenderOptions): string {
  if (Number.isNaN(new Date(at).getTime())) return 'at an unknown time';
  const distance = formatDuration(Math.abs(at - now));
  const relative = Math.abs(at - now) < 1_000 ? 'just now' : at > now ? `in ${distance}` : `${distance} ago`;
  return `${writeMoment(at, timeZone)} (${relative})`;
}

function writeMoment(at: number, timeZone: string): string {
  const { day, time } = momentFormats.get(timeZone) ?? createMomentFormats(timeZone);
  return `${day.format(at)} ${time.format(at)}${timeZone === 'UTC' ? ' UTC' : ''}`;
}

interface MomentFormats {
  readonly day: Intl.DateTimeFormat;
  readonly time: Intl.DateTimeFormat;
}

/** By time zone: to make a format takes a hundred times as long as to use it. */
const momentFormats = new Map<string, MomentFormats>();

function createMomentFormats(timeZone: string): MomentFormats {
  const formats: MomentFormats = {
    day: new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }),
    time: new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'short', hourCycle: 'h23' }),
  };
  momentFormats.set(timeZone, formats);
  return formats;
}

function renderBar(share: number): string {
  const full = Math.min(BAR_CELLS, Math.max(0, Math.floor(share * BAR_CELLS) || 0));
  return '█'.repeat(full) + '░'.repeat(BAR_CELLS - full);
}

/** Words from outside could hold characters that move the cursor, set colours or change the direction of text. */
function replaceControls(words: string): string {
  return words.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, ' ');
}

import { styleText } from 'node:util';
import { formatDuration } from '../../duration.ts';
import type { Card, Tone } from '../../messages/card.ts';
import type { Inline, Text } from '../../messages/text.ts';

export interface RenderOptions {
  /** The name after the slash. */
  readonly commandName: string;
  /** Relative times count from it, ms since the epoch. */
  readonly now: number;
  /** The reader's time zone, as Intl names it. */
  readonly timeZone: string;
}

type Format = Parameters<typeof styleText>[0];

const BAR_CELLS = 10;
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
  const buttons = card.buttons
    .filter(({ typed }) => typed !== undefined)
    .map(({ label, typed }) => `${style('bold', `[${label}]`)} /${options.commandName} ${typed}`);
  return [
    style(['bold', TONE_FORMATS[card.tone]].flat() as Format, line(card.title)),
    ...card.body.map((text) => `  ${line(text)}`),
    ...(card.items ?? []).map((text) => `  ${line(text)}`),
    ...(card.context ?? []).map((text) => style('dim', `  ${line(text)}`)),
    ...buttons.map((button) => `  ${button}`),
  ].join('\n');
}

function renderInline(piece: Inline, options: RenderOptions): string {
  if (typeof piece === 'string') return replaceControls(piece);
  switch (piece.kind) {
    case 'code':
    case 'strong':
      return replaceControls(piece.text);
    case 'time':
      return renderTime(piece.at, options);
    case 'person':
      return replaceControls(piece.id);
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
  return `${relative} (${writeMoment(at, timeZone)})`;
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

import type { Mention } from '../../../messages/channelChoices.ts';
import type { Inline, Text } from '../../../messages/text.ts';
import { escapeWords, fenceBlock, fenceCode } from './escapeMarkdown.ts';

export interface LineOptions {
  /** The name after the slash. */
  readonly commandName: string;
  /** Longer words are cut, in characters. Every limit in use is longer than any id. */
  readonly longest: number;
}

const BAR_CELLS = 10;
const SNOWFLAKE = /^\d{1,20}$/;
/** The last moment that a `Date` can hold, ms. */
const FURTHEST = 8.64e15;

/** A line in Discord's markdown, on one line. */
export function renderLine(text: Text, options: LineOptions): string {
  return renderPieces(text, options).join('');
}

/** The rendered pieces of a line. Two code fences side by side get a blank between, or Discord reads them as one. */
export function renderPieces(text: Text, options: LineOptions): string[] {
  let before = '';
  return text.map((piece) => {
    const rendered = renderInline(piece, before.trim() === '', options);
    const separated = before.endsWith('`') && rendered.startsWith('`') ? ` ${rendered}` : rendered;
    before += separated;
    return separated;
  });
}

function renderInline(piece: Inline, beginsLine: boolean, { commandName, longest }: LineOptions): string {
  if (typeof piece === 'string') return escapeWords(shorten(piece, longest), beginsLine);
  switch (piece.kind) {
    case 'code':
      return fenceCode(shorten(piece.text, longest));
    case 'block':
      return fenceBlock(piece.text);
    case 'strong': {
      const words = escapeWords(shorten(piece.text, longest), false).trim();
      return words === '' ? '' : `**${words}**`;
    }
    case 'time':
      return renderTime(piece.at, piece.isBrief ?? false);
    case 'person':
      return SNOWFLAKE.test(piece.id)
        ? `<@${piece.id}>`
        : escapeWords(shorten(piece.id, longest), beginsLine);
    case 'mention':
      return renderMention(piece.mention) ?? escapeWords(shorten(piece.mention.id, longest), beginsLine);
    case 'command':
      return fenceCode(`/${commandName} ${piece.line}`);
    case 'link':
      return `[${escapeWords(piece.words, false)}](<${new URL(piece.url).href}>)`;
    case 'bar':
      return renderBar(piece.share);
  }
}

/** A role or a person as a mention; `undefined` where it is none of Discord's. */
export function renderMention({ kind, id }: Mention): string | undefined {
  if (!SNOWFLAKE.test(id)) return undefined;
  return kind === 'role' ? `<@&${id}>` : kind === 'person' ? `<@${id}>` : undefined;
}

/** The moment, with how far off it is. Clients keep both current, and show the moment at a touch of a brief time. */
function renderTime(at: number, isBrief: boolean): string {
  if (!(Math.abs(at) <= FURTHEST)) return 'at an unknown time';
  const seconds = Math.trunc(at / 1_000);
  return isBrief ? `<t:${seconds}:R>` : `<t:${seconds}:f> (<t:${seconds}:R>)`;
}

function shorten(words: string, longest: number): string {
  if (words.length <= longest) return words;
  const characters = [...words];
  return characters.length <= longest ? words : `${characters.slice(0, longest - 1).join('')}…`;
}

function renderBar(share: number): string {
  const full = Math.min(BAR_CELLS, Math.max(0, Math.floor(share * BAR_CELLS) || 0));
  return '█'.repeat(full) + '░'.repeat(BAR_CELLS - full);
}

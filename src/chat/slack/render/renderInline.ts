import type { Inline, Text } from '../../../messages/text.ts';
import { escapeCode, escapeMrkdwn, escapePlain } from './escapeText.ts';

export interface TextOptions {
  /** The command's own name, after the slash. */
  readonly commandName: string;
  /** A channel that the card names by its id: it is shown by its name. */
  readonly channel?: string | undefined;
}

type Style = 'mrkdwn' | 'plain';

const BAR_CELLS = 10;
const CUT = '…';

/** A longer word in code is no id: it may be cut like others. */
const LONGEST_ID = 100;

const CHANNEL_ID = /^[CG][A-Z0-9]{2,20}$/;
const USER_ID = /^[UW][A-Z0-9]{2,20}$/;

/** Whether a line reads the same in `plain_text`: the reader's own time, and names for ids, need more. */
export function isPlain(line: Text, { channel }: TextOptions): boolean {
  return line.every((piece) =>
    typeof piece === 'string' ? piece !== channel : piece.kind !== 'time' && piece.kind !== 'person',
  );
}

/** A line as Slack takes it, at most so many characters; a cut is seen, and ids are kept whole. */
export function renderLine(line: Text, style: Style, options: TextOptions, room: number): string {
  let written = '';
  for (const piece of line) {
    const whole = renderInline(piece, style, options);
    if (written.length + whole.length + CUT.length > room)
      return written + cutInline(piece, style, options, room - written.length - CUT.length) + CUT;
    written += whole;
  }
  return written;
}

function renderInline(piece: Inline, style: Style, options: TextOptions): string {
  const isPlain = style === 'plain';
  if (typeof piece === 'string') {
    if (isPlain) return escapePlain(piece);
    return piece === options.channel && CHANNEL_ID.test(piece) ? `<#${piece}>` : escapeMrkdwn(piece);
  }
  switch (piece.kind) {
    case 'code':
      return renderCode(piece.text, style);
    case 'strong':
      return isPlain || piece.text.trim() === ''
        ? escapePlain(piece.text)
        : `*${escapeMrkdwn(piece.text.trim())}*`;
    case 'time':
      return renderTime(piece.at, style);
    case 'person':
      return isPlain || !USER_ID.test(piece.id) ? escapePlain(piece.id) : `<@${piece.id}>`;
    case 'command':
      return renderCode(`/${options.commandName} ${piece.line}`, style);
    case 'link':
      return isPlain ? escapePlain(piece.words) : `<${writeUrl(piece.url)}|${escapeMrkdwn(piece.words)}>`;
    case 'bar':
      return renderCode(drawBar(piece.share), style);
  }
}

/** An address stays as it is, but for the sign that Slack reads. */
function writeUrl(url: string): string {
  return new URL(url).href.replaceAll('&', '&amp;');
}

function renderCode(words: string, style: Style): string {
  if (style === 'plain' || words.trim() === '') return escapePlain(words);
  return `\`${escapeCode(words)}\``;
}

/** The longest beginning of a piece that fits. */
function cutInline(piece: Inline, style: Style, options: TextOptions, room: number): string {
  const [words, rebuild] = beginningOf(piece);
  if (words === undefined) return '';
  const render = (length: number): string =>
    length === 0 ? '' : renderInline(rebuild(words.slice(0, length).join('')), style, options);
  let [fits, tooLong] = [0, words.length];
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (render(middle).length <= room) fits = middle;
    else tooLong = middle;
  }
  return render(fits);
}

/** What of a piece may be cut, by characters: an id and a command are useless in part. */
function beginningOf(piece: Inline): [words: string[] | undefined, rebuild: (words: string) => Inline] {
  if (typeof piece === 'string') return [[...piece], (words) => words];
  const isWords = piece.kind === 'strong' || (piece.kind === 'code' && piece.text.length > LONGEST_ID);
  return isWords ? [[...piece.text], (text) => ({ ...piece, text })] : [undefined, () => piece];
}

/** The reader's own time. @see https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
function renderTime(at: number, style: Style): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return 'at an unknown time';
  const fallback = `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  if (style === 'plain' || at < 0) return fallback;
  return `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time}|${fallback}>`;
}

function drawBar(share: number): string {
  const full = Math.min(BAR_CELLS, Math.max(0, Math.floor(share * BAR_CELLS) || 0));
  return '█'.repeat(full) + '░'.repeat(BAR_CELLS - full);
}

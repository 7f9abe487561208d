import type { Mention } from '../../../messages/channelChoices.ts';
import type { Inline, Text } from '../../../messages/text.ts';
import { escapeCode, escapeLinkWords, escapeMrkdwn, escapePlain } from './escapeText.ts';

export interface TextOptions {
  /** The name after the slash. */
  readonly commandName: string;
  /** A channel whose id is in the card; the id is shown as the channel's name. */
  readonly channel?: string | undefined;
  /** Without it, people are shown by their ids. */
  readonly describePerson?: ((id: string) => PersonLabel) | undefined;
}

/** What is known of a person. */
export interface PersonLabel {
  /** The name in Slack, from outside. */
  readonly name: string | undefined;
  /** The address of the profile. */
  readonly profileUrl: string | undefined;
}

type Style = 'mrkdwn' | 'plain';

const BAR_CELLS = 10;
const CUT = '…';

/** A longer word in code is no id, and may be cut. */
const LONGEST_ID = 100;

/** Of a person's name, in characters. */
const LONGEST_NAME = 40;
/** They call everybody; Slack gives them to nobody. */
const RESERVED_NAME = /^@?(?:channel|everyone|group|here)$/i;

const CHANNEL_ID = /^[CG][A-Z0-9]{2,20}$/;
const GROUP_ID = /^S[A-Z0-9]{2,20}$/;
const USER_ID = /^[UW][A-Z0-9]{2,20}$/;

/** Whether a line reads the same in `plain_text`. Times in the reader's zone and names for ids need `mrkdwn`. */
export function isPlain(line: Text, { channel }: TextOptions): boolean {
  return line.every((piece) =>
    typeof piece === 'string' ? piece !== channel : piece.kind !== 'time' && piece.kind !== 'person',
  );
}

/** A line of at most `room` characters. A cut ends with an ellipsis; an id is never cut. */
export function renderLine(line: Text, style: Style, options: TextOptions, room: number): string {
  let written = '';
  for (const piece of line) {
    // No character gets shorter when it is rendered: what is too long already is not rendered as a whole.
    const isTooLong = lengthOf(piece) > room - written.length;
    const whole = isTooLong ? '' : renderInline(piece, style, options);
    if (isTooLong || written.length + whole.length + CUT.length > room)
      return written + cutInline(piece, style, options, room - written.length - CUT.length) + CUT;
    written += whole;
  }
  return written;
}

/** The characters of a piece that can be cut; 0 of another. */
function lengthOf(piece: Inline): number {
  if (typeof piece === 'string') return piece.length;
  if (piece.kind === 'strong') return piece.text.trim().length;
  return piece.kind === 'code' && piece.text.length > LONGEST_ID ? piece.text.length : 0;
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
    case 'block':
      return isPlain ? escapePlain(piece.text) : renderBlock(piece.text);
    case 'strong':
      return isPlain || piece.text.trim() === ''
        ? escapePlain(piece.text)
        : `*${escapeMrkdwn(piece.text.trim())}*`;
    case 'time':
      return renderTime(piece.at, style);
    case 'person':
      return renderPerson(piece.id, style, options);
    case 'mention':
      return renderName(piece.mention, style, options);
    case 'command':
      return renderCode(`/${options.commandName} ${piece.line}`, style);
    case 'link':
      return isPlain ? escapePlain(piece.words) : `<${writeUrl(piece.url)}|${escapeMrkdwn(piece.words)}>`;
    case 'bar':
      return renderCode(drawBar(piece.share), style);
  }
}

/** Whom alerts call, as a mention; `undefined` where it is none of Slack's. @see https://docs.slack.dev/messaging/formatting-message-text#mentioning-groups */
export function renderMention({ kind, id }: Mention): string | undefined {
  if (kind === 'group' && GROUP_ID.test(id)) return `<!subteam^${id}>`;
  return kind === 'person' && USER_ID.test(id) ? `<@${id}>` : undefined;
}

/**
 * A mention notifies in Slack wherever it stands, in a new message: so a person is shown by name, with a link to the
 * profile. The id is shown where no name is known.
 */
function renderPerson(id: string, style: Style, { describePerson }: TextOptions, given?: string): string {
  if (!USER_ID.test(id)) return style === 'plain' ? escapePlain(id) : escapeMrkdwn(id);
  const { name, profileUrl } = describePerson?.(id) ?? {};
  const shown = cutName(given ?? name ?? '');
  const words = shown === '' ? id : `@${shown}`;
  if (style === 'plain') return escapePlain(words);
  return profileUrl === undefined
    ? escapeMrkdwn(words)
    : `<${writeUrl(profileUrl)}|${escapeLinkWords(words)}>`;
}

function cutName(name: string): string {
  const characters = [...name.slice(0, 2 * LONGEST_NAME + 2).trim()];
  if (RESERVED_NAME.test(name.trim())) return '';
  return characters.length <= LONGEST_NAME
    ? characters.join('')
    : `${characters.slice(0, LONGEST_NAME - 1).join('')}${CUT}`;
}

/** Whom alerts call, by name: a group or a person is not notified where only the settings are shown. */
function renderName({ kind, id, name }: Mention, style: Style, options: TextOptions): string {
  if (kind === 'person') return renderPerson(id, style, options, name);
  if (name === undefined) return renderCode(id, style);
  return style === 'plain' ? escapePlain(`@${name}`) : escapeMrkdwn(`@${name}`);
}

/** An address without what is markup to Slack: behind a bar its words begin. */
function writeUrl(url: string): string {
  return new URL(url).href.replaceAll('&', '&amp;').replaceAll('|', '%7C');
}

function renderCode(words: string, style: Style): string {
  if (style === 'plain' || words.trim() === '') return escapePlain(words);
  return `\`${escapeCode(words)}\``;
}

function renderBlock(lines: string): string {
  return `\`\`\`\n${lines.split('\n').map(escapeCode).join('\n')}\n\`\`\``;
}

/** The longest part of a piece that fits, from its start. */
function cutInline(piece: Inline, style: Style, options: TextOptions, room: number): string {
  const [words, rebuild] = readCuttable(piece, room);
  if (words === undefined) return '';
  const render = (length: number): string =>
    length === 0 ? '' : renderInline(rebuild(words.slice(0, length).join('')), style, options);
  // Most characters stay as long as they are, so that as many fit as there is room for.
  const most = render(words.length);
  if (most.length <= room) return most;
  let [fits, tooLong] = [0, words.length];
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (render(middle).length <= room) fits = middle;
    else tooLong = middle;
  }
  return render(fits);
}

/**
 * The characters of a piece that may be cut, and how to rebuild it. An id or a command is useless in part. No character
 * gets shorter when it is rendered, so no more than `room` of them are ever looked at.
 */
function readCuttable(
  piece: Inline,
  room: number,
): [words: string[] | undefined, rebuild: (words: string) => Inline] {
  const cut = (words: string): string[] =>
    [...words.slice(0, 2 * Math.max(0, room))].slice(0, Math.max(0, room));
  if (typeof piece === 'string') return [cut(piece), (words) => words];
  const isWords = piece.kind === 'strong' || (piece.kind === 'code' && piece.text.length > LONGEST_ID);
  return isWords ? [cut(piece.text), (text) => ({ ...piece, text })] : [undefined, () => piece];
}

/** A moment in the reader's time zone. @see https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
function renderTime(at: number, style: Style): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return 'at an unknown time';
  const fallback = `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  if (style === 'plain' || at < 0) return fallback;
  return `<!date^${Math.floor(at / 1000)}^{date_short} {time} ({ago})|${fallback}>`;
}

function drawBar(share: number): string {
  const full = Math.min(BAR_CELLS, Math.max(0, Math.floor(share * BAR_CELLS) || 0));
  return '█'.repeat(full) + '░'.repeat(BAR_CELLS - full);
}

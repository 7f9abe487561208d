import {
  type APIButtonComponent,
  type APIEmbed,
  type APIMessageTopLevelComponent,
  type APISelectMenuComponent,
  ButtonStyle,
  ComponentType,
} from 'discord-api-types/v10';
import { avatar } from '../draw/avatar.ts';
import { type Block, beside, flow, inBox, stack } from '../draw/block.ts';
import { layoutText, type Span, type Style } from '../draw/layoutText.ts';
import { writeTime } from '../draw/moments.ts';
import type { Reader } from '../reader.ts';
import { type Line, type Piece, readMarkdown } from './readMarkdown.ts';

/** What is drawn of a message that the bot sends to Discord. */
export interface DiscordPayload {
  readonly content?: string;
  readonly embeds?: readonly APIEmbed[];
  readonly components?: readonly unknown[];
  /** Whom the message may call. */
  readonly allowed_mentions?: {
    readonly parse: readonly [];
    readonly roles?: readonly string[];
    readonly users?: readonly string[];
  };
}

export interface DiscordLook {
  /** Pixels of the whole picture. */
  readonly width: number;
  /** Room between the border and the message, and between the avatar and its words. */
  readonly margin: number;
  /** Whether only the person who asked sees it. */
  readonly isPrivate: boolean;
}

const BACKGROUND = '#313338';
/** Behind a message that calls its reader. */
const CALLING = '#444037';
const INK = '#dbdee1';
const FAINT = '#949ba4';
const LINK = '#00a8fc';
const AVATAR = 40;
/** An embed is no wider, however wide the window is. */
const WIDEST_EMBED = 520;

const SELECTS: ReadonlySet<ComponentType> = new Set([
  ComponentType.StringSelect,
  ComponentType.UserSelect,
  ComponentType.RoleSelect,
  ComponentType.MentionableSelect,
  ComponentType.ChannelSelect,
]);

const BUTTON_COLOURS: Readonly<Record<number, string>> = {
  [ButtonStyle.Primary]: '#5865f2',
  [ButtonStyle.Secondary]: '#4e5058',
  [ButtonStyle.Success]: '#248046',
  [ButtonStyle.Danger]: '#da373c',
  [ButtonStyle.Link]: '#4e5058',
};

/** Draws a message as Discord's client shows it, in its dark colours. */
export function drawDiscord(payload: DiscordPayload, reader: Reader, look: DiscordLook): Block {
  const room = look.width - 3 * look.margin - AVATAR;
  const { content = '', embeds = [], components = [], allowed_mentions } = payload;
  const { roles = [], users = [] } = allowed_mentions ?? {};
  const message = stack(
    [
      drawSender(reader),
      ...(content === '' ? [] : [drawMarkdown(content, reader, { size: 16, colour: INK, width: room })]),
      ...embeds.map((embed) => drawEmbed(embed, reader, Math.min(room, WIDEST_EMBED))),
      ...components.map((row) => drawRow(row as APIMessageTopLevelComponent, reader, room)),
      ...(look.isPrivate
        ? [drawWords('👁\ufe0f Only you can see this · Dismiss message', room, { size: 12, colour: FAINT })]
        : []),
    ],
    6,
  );
  const picture = inTop(avatar(AVATAR, AVATAR / 2), message, look.margin);
  const callsSomebody = roles.length + users.length > 0;
  const fill = callsSomebody ? CALLING : BACKGROUND;
  return inBox(picture, padding(look.margin), { fill }, look.width);
}

const padding = (margin: number) => ({ top: 14, right: margin, bottom: 12, left: margin });

function inTop(left: Block, right: Block, gap: number): Block {
  return {
    width: left.width + gap + right.width,
    height: Math.max(left.height, right.height),
    draw: (x, y) => left.draw(x, y) + right.draw(x + left.width + gap, y),
  };
}

function drawSender({ now }: Reader): Block {
  const tag: Style = {
    face: 'inter-600',
    size: 10,
    colour: '#fff',
    pill: { fill: '#5865f2', radius: 3 },
  };
  return beside(
    [
      layoutText(
        [{ words: 'Threadwatch', style: { face: 'inter-500', size: 16, colour: '#f2f3f5' } }],
        200,
        22,
      ),
      layoutText([{ words: 'APP', style: tag }], 60, 22),
      layoutText(
        [{ words: `Today at ${writeTime(now)}`, style: { face: 'inter-400', size: 12, colour: FAINT } }],
        200,
        22,
      ),
    ],
    7,
  );
}

function drawEmbed(
  { title, description = '', color = 0, footer, fields = [] }: APIEmbed,
  reader: Reader,
  width: number,
): Block {
  const inner = width - 32;
  const body = { size: 14, colour: INK, width: inner };
  const parts = [
    ...(title === undefined ? [] : [drawMarkdown(`**${title}**`, reader, { ...body, size: 16 })]),
    ...(description === '' ? [] : [drawMarkdown(description, reader, body)]),
    ...fields.map(({ name, value }) => drawMarkdown(`**${name}**\n${value}`, reader, body)),
    ...(footer === undefined ? [] : [drawWords(footer.text, inner, { size: 12, colour: INK })]),
  ];
  const bar = `#${color.toString(16).padStart(6, '0')}`;
  const box = inBox(
    stack(parts, 8),
    { top: 10, right: 16, bottom: 12, left: 16 },
    { fill: '#2b2d31', radius: 4 },
    width,
  );
  return {
    ...box,
    draw: (x, y) =>
      `${box.draw(x, y)}<path d="M${x + 4} ${y}a4 4 0 0 0 -4 4v${box.height - 8}a4 4 0 0 0 4 4z" fill="${bar}"/>`,
  };
}

function drawRow(row: APIMessageTopLevelComponent, reader: Reader, width: number): Block {
  if (row.type !== ComponentType.ActionRow)
    throw new Error(`The picture does not know component ${row.type}.`);
  const blocks = row.components.map((component) =>
    component.type === ComponentType.Button
      ? drawButton(component)
      : drawSelect(component, reader, Math.min(width, 400)),
  );
  return flow(blocks, width, 8);
}

/** What is chosen, else the placeholder. */
function readSelect(select: APISelectMenuComponent, { names }: Reader): string[] {
  const options = 'options' in select ? select.options.filter((each) => each.default) : [];
  const defaults = 'default_values' in select ? (select.default_values ?? []) : [];
  return [
    ...options.map(({ label }) => label),
    ...defaults.map(({ id, type }) => `${type === 'channel' ? '#' : '@'}${names[id] ?? `a ${type}`}`),
  ];
}

function drawButton(button: APIButtonComponent): Block {
  const words = 'label' in button ? (button.label ?? '') : '';
  const colour = button.disabled ? '#a0a2a8' : '#fff';
  const label = drawWords(words, 400, { size: 14, colour, face: 'inter-500' });
  const fill = BUTTON_COLOURS[button.style] ?? '#4e5058';
  return inBox(label, { top: 6, right: 14, bottom: 6, left: 14 }, { fill, radius: 8 });
}

function drawSelect(select: APISelectMenuComponent, reader: Reader, width: number): Block {
  if (!SELECTS.has(select.type)) throw new Error(`The picture does not know component ${select.type}.`);
  const chosen = readSelect(select, reader);
  const words = chosen.length > 0 ? chosen.join(', ') : (select.placeholder ?? 'Make a selection');
  const style: Style = { face: 'inter-400', size: 15, colour: chosen.length > 0 ? INK : FAINT };
  const label = layoutText([{ words, style }], width - 48, 20, 1);
  const frame = { fill: '#1e1f22', radius: 6, border: '#3f4147' };
  const box = inBox(label, { top: 10, left: 12, bottom: 10 }, frame, width);
  return {
    ...box,
    draw: (x, y) =>
      `${box.draw(x, y)}<path d="M${x + width - 26} ${y + 17}l6 6l6 -6" fill="none" stroke="${FAINT}" stroke-width="2"/>`,
  };
}

interface Base {
  readonly size: number;
  readonly colour: string;
  readonly face?: Style['face'];
}

function drawWords(words: string, width: number, { size, colour, face = 'inter-400' }: Base): Block {
  return layoutText([{ words, style: { face, size, colour } }], width, Math.round(size * 1.4));
}

function drawMarkdown(markdown: string, reader: Reader, base: Base & { readonly width: number }): Block {
  return stack(readMarkdown(markdown, reader).map((line) => drawLine(line, base)));
}

function drawLine({ kind, pieces }: Line, base: Base & { readonly width: number }): Block {
  const { width } = base;
  const size = kind === 'small' ? base.size - 2 : kind === 'heading' ? base.size + 6 : base.size;
  const colour = kind === 'small' ? FAINT : base.colour;
  const lineHeight = Math.round(size * 1.4);
  const spans = pieces.map((piece) => toSpan(piece, { size, colour }));
  if (kind === 'quote') return inBox(layoutText(spans, width - 14, lineHeight), { left: 14 }, {}, width);
  if (kind !== 'bullet') return layoutText(spans, width, lineHeight);
  const dot: Span = { words: '•', style: { face: 'inter-400', size, colour } };
  return inTop(layoutText([dot], 12, lineHeight), layoutText(spans, width - 18, lineHeight), 8);
}

/** Styles by what they say, so that pieces of one style that touch share what stands behind them. */
function toSpan({ words, isBold, isItalic, line, kind }: Piece, { size, colour }: Base): Span {
  const face = isBold ? 'inter-700' : isItalic ? 'inter-italic' : 'inter-400';
  const style: Style = { face, size, colour, ...(line && { line }) };
  switch (kind) {
    case 'code':
      return {
        words,
        style: { face: 'mono', size: size * 0.86, colour, pill: { fill: '#1e1f22', radius: 4 } },
      };
    case 'mention':
      return {
        words,
        style: { face: 'inter-500', size, colour: '#c9cdfb', pill: { fill: '#3c4270', radius: 3 } },
      };
    case 'moment':
      return { words, style: { ...style, pill: { fill: '#3c3f45', radius: 3 } } };
    case 'link':
      return { words, style: { ...style, colour: LINK } };
    case 'hidden':
      return { words, style: { ...style, pill: { fill: '#1e1f22', radius: 3 }, colour: '#1e1f22' } };
    default:
      return { words, style };
  }
}

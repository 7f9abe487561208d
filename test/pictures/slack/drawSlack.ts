import type { types } from '@slack/bolt';
import { avatar } from '../draw/avatar.ts';
import { type Block, beside, flow, inBox, rectangle, stack } from '../draw/block.ts';
import { layoutText, type Span, type Style } from '../draw/layoutText.ts';
import { writeTime } from '../draw/moments.ts';
import type { Reader } from '../reader.ts';
import { type Piece, readMrkdwn, readPlain } from './readMrkdwn.ts';

/** What is drawn of a message that the bot sends to Slack. */
export interface SlackPayload {
  readonly text: string;
  readonly blocks?: readonly unknown[];
}

export interface SlackLook {
  /** Pixels of the whole picture. */
  readonly width: number;
  readonly margin: number;
  /** Whether only the person who asked sees it. */
  readonly isPrivate: boolean;
}

const INK = '#1d1c1d';
const FAINT = '#616061';
const LINK = '#1264a3';
const AVATAR = 36;
const GAP = 8;
const WIDE = 450;

/** Draws a message as Slack's client shows it, in its light colours. */
export function drawSlack({ text, blocks = [] }: SlackPayload, reader: Reader, look: SlackLook): Block {
  const room = look.width - 2 * look.margin - AVATAR - GAP;
  const shown = blocks.length === 0 ? [{ type: 'section', text: { type: 'mrkdwn', text } }] : blocks;
  const message = stack([
    drawSender(reader),
    ...shown.map((block) => drawBlock(block as types.KnownBlock, reader, room)),
  ]);
  const row: Block = {
    width: look.width,
    height: Math.max(AVATAR, message.height),
    draw: (x, y) => avatar(AVATAR, 6).draw(x, y + 2) + message.draw(x + AVATAR + GAP, y),
  };
  const above = look.isPrivate
    ? [drawWords('👁\ufe0f Only visible to you', room, { size: 13, colour: FAINT })]
    : [];
  return inBox(
    stack([...above, row], 6),
    { top: 12, right: look.margin, bottom: 12, left: look.margin },
    { fill: '#fff' },
    look.width,
  );
}

function drawSender({ now }: Reader): Block {
  return beside(
    [
      drawWords('Threadwatch', 200, { size: 15, colour: INK, face: 'lato-900' }, 22),
      inBox(
        drawWords('APP', 60, { size: 10, colour: FAINT, face: 'lato-700' }, 14),
        { left: 3, right: 3 },
        { fill: '#ececec', radius: 2 },
      ),
      drawWords(writeTime(now), 200, { size: 12, colour: FAINT }, 22),
    ],
    6,
  );
}

function drawBlock(block: types.KnownBlock, reader: Reader, width: number): Block {
  switch (block.type) {
    case 'header':
      return inBox(
        drawWords(readPlain(block.text.text), width, { size: 18, colour: INK, face: 'lato-900' }, 24),
        { top: 4, bottom: 4 },
      );
    case 'section':
      return drawSection(block, reader, width);
    case 'context':
      return inBox(
        stack(
          block.elements.map((element) => {
            if (!('text' in element))
              throw new Error(`The picture does not know ${element.type} in a context.`);
            return drawText(element, reader, { size: 13, colour: FAINT, width, lineHeight: 18 });
          }),
        ),
        { top: 3, bottom: 3 },
      );
    case 'divider':
      return inBox(
        { width, height: 1, draw: (x, y) => rectangle(x, y, width, 1, { fill: '#dddddd' }) },
        { top: 8, bottom: 8 },
      );
    case 'actions':
      return inBox(
        flow(
          block.elements.map((element) => drawElement(element, reader, width)),
          width,
          8,
        ),
        { top: 6, bottom: 6 },
      );
    default:
      throw new Error(`The picture does not know the block ${block.type}.`);
  }
}

function drawSection(
  { text, fields = [], accessory }: types.SectionBlock,
  reader: Reader,
  width: number,
): Block {
  const texts = [...(text === undefined ? [] : [text]), ...fields];
  const draw = (room: number): Block =>
    stack(
      texts.map((each) => drawText(each, reader, { size: 15, colour: INK, width: room, lineHeight: 22 })),
    );
  if (accessory === undefined) return inBox(draw(width), { top: 2, bottom: 2 });
  const element = drawElement(accessory, reader, width);
  // A phone has it below, a wide window at the right border.
  if (width < WIDE) return inBox(stack([draw(width), element], 4), { top: 2, bottom: 2 });
  const words = draw(width - element.width - 16);
  const row: Block = {
    width,
    height: Math.max(words.height, element.height),
    draw: (x, y) => words.draw(x, y) + element.draw(x + width - element.width, y),
  };
  return inBox(row, { top: 2, bottom: 2 });
}

type Element = types.ActionsBlock['elements'][number] | types.SectionBlockAccessory;

function drawElement(element: Element, reader: Reader, width: number): Block {
  if (element.type === 'button') return drawButton(element);
  if (!element.type.endsWith('_select'))
    throw new Error(`The picture does not know the element ${element.type}.`);
  const chosen = readSelect(element, reader);
  const placeholder = 'placeholder' in element ? element.placeholder?.text : undefined;
  const words = chosen.length > 0 ? chosen.join(', ') : readPlain(placeholder ?? 'Choose');
  return drawSelect(words, chosen.length > 0, Math.min(width, 260));
}

/** What is chosen. */
function readSelect(element: Element, { names }: Reader): string[] {
  const { initial_option, initial_options = [], initial_user, initial_users = [] } = element as InitialValues;
  const options = [...(initial_option ? [initial_option] : []), ...initial_options];
  const people = [...(initial_user ? [initial_user] : []), ...initial_users];
  return [
    ...options.map(({ text }) => readPlain(text.text)),
    ...people.map((id) => `@${names[id] ?? 'somebody'}`),
  ];
}

/** Each kind of select has its own of these. */
interface InitialValues {
  readonly initial_option?: types.Option;
  readonly initial_options?: readonly types.Option[];
  readonly initial_user?: string;
  readonly initial_users?: readonly string[];
}

function drawButton({ text, style }: types.Button): Block {
  const isFilled = style === 'primary' || style === 'danger';
  const fill = style === 'primary' ? '#007a5a' : style === 'danger' ? '#e01e5a' : '#fff';
  const colour = isFilled ? '#fff' : INK;
  const label = drawWords(readPlain(text.text), 400, { size: 14, colour, face: 'lato-700' }, 20);
  return inBox(
    label,
    { top: 7, right: 12, bottom: 7, left: 12 },
    { fill, radius: 8, border: isFilled ? fill : '#bbbabb' },
  );
}

function drawSelect(words: string, isChosen: boolean, width: number): Block {
  const style: Style = { face: 'lato-400', size: 14, colour: isChosen ? INK : FAINT };
  const label = layoutText([{ words, style }], width - 44, 20, 1);
  const box = inBox(
    label,
    { top: 7, left: 12, bottom: 7 },
    { fill: '#fff', radius: 8, border: '#bbbabb' },
    width,
  );
  return {
    ...box,
    draw: (x, y) =>
      `${box.draw(x, y)}<path d="M${x + width - 24} ${y + 14}l5 5l5 -5" fill="none" stroke="${FAINT}" stroke-width="1.6"/>`,
  };
}

interface Base {
  readonly size: number;
  readonly colour: string;
  readonly face?: Style['face'];
}

function drawWords(
  words: string,
  width: number,
  base: Base,
  lineHeight = Math.round(base.size * 1.4),
): Block {
  const { size, colour, face = 'lato-400' } = base;
  return layoutText([{ words, style: { face, size, colour } }], width, lineHeight);
}

interface TextBase extends Base {
  readonly width: number;
  readonly lineHeight: number;
}

function drawText(text: types.PlainTextElement | types.MrkdwnElement, reader: Reader, base: TextBase): Block {
  const { width, lineHeight } = base;
  if (text.type === 'plain_text') return drawWords(readPlain(text.text), width, base, lineHeight);
  const lines = readMrkdwn(text.text, reader).map(({ kind, pieces }): Block => {
    const spans = pieces.map((piece) => toSpan(piece, base));
    if (kind !== 'quote') return layoutText(spans, width, lineHeight);
    const quoted = layoutText(spans, width - 16, lineHeight);
    return {
      width,
      height: quoted.height,
      draw: (x, y) =>
        rectangle(x, y, 4, quoted.height, { fill: '#dddddd', radius: 2 }) + quoted.draw(x + 16, y),
    };
  });
  return stack(lines);
}

function toSpan({ words, isBold, isItalic, line, kind }: Piece, { size, colour }: Base): Span {
  const face = isBold ? 'lato-700' : isItalic ? 'lato-italic' : 'lato-400';
  const style: Style = { face, size, colour, ...(line && { line }) };
  switch (kind) {
    case 'code': {
      const pill = { fill: '#f8f8f8', border: '#dddddd', radius: 3 };
      return { words, style: { face: 'mono', size: size * 0.8, colour: '#c01343', pill } };
    }
    case 'mention':
      return { words, style: { ...style, colour: LINK, pill: { fill: '#e8f5fa', radius: 3 } } };
    case 'link':
      return { words, style: { ...style, colour: LINK } };
    default:
      return { words, style };
  }
}

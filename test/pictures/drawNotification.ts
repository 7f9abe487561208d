import { avatar } from './draw/avatar.ts';
import { type Block, inBox, rectangle, stack } from './draw/block.ts';
import { layoutText } from './draw/layoutText.ts';
import { writeTime } from './draw/moments.ts';

export interface Notification {
  readonly app: 'Discord' | 'Slack';
  /** Where it was posted, as the app writes it. */
  readonly from: string;
  /** What it says, without markup. */
  readonly words: string;
  /** ms since the epoch. */
  readonly at: number;
}

/** A locked phone shows no more. */
const MOST_LINES = 4;
const ICON = 38;

/** Draws what a locked phone shows of a message: the beginning of its text, and nothing else. */
export function drawNotification({ app, from, words, at }: Notification, width: number): Block {
  const inner = width - 2 * 12 - 2 * 14 - ICON - 12;
  const text = words.replaceAll(/\s+/g, ' ').trim();
  const right = stack([
    layoutText([{ words: from, style: { face: 'inter-600', size: 14, colour: '#111' } }], inner - 48, 19, 1),
    layoutText(
      [{ words: text, style: { face: 'inter-400', size: 14, colour: '#111' } }],
      inner,
      19,
      MOST_LINES,
    ),
  ]);
  const time = layoutText(
    [{ words: writeTime(at), style: { face: 'inter-400', size: 12, colour: '#5b5f66' } }],
    60,
    19,
  );
  const card: Block = {
    width: width - 24,
    height: Math.max(ICON, right.height),
    draw: (x, y) =>
      drawIcon(app, x, y) + right.draw(x + ICON + 12, y) + time.draw(x + width - 24 - 28 - time.width, y),
  };
  const bubble = inBox(
    card,
    { top: 12, right: 14, bottom: 12, left: 14 },
    { fill: '#e9ecf1', radius: 20 },
    width - 24,
  );
  return inBox(bubble, { top: 12, right: 12, bottom: 12, left: 12 }, { fill: '#2c3e5c' }, width);
}

/** The bot's picture, with a dot in the colour of the app. */
function drawIcon(app: Notification['app'], x: number, y: number): string {
  const colour = app === 'Discord' ? '#5865f2' : '#4a154b';
  return (
    avatar(ICON, 9).draw(x, y) +
    rectangle(x + ICON - 10, y + ICON - 10, 14, 14, {
      fill: colour,
      border: '#e9ecf1',
      borderWidth: 2,
      radius: 7,
    })
  );
}

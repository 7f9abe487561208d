import { round } from './fonts.ts';

/** Something to be drawn: as large as it is, in pixels, with its upper left corner where it is put. */
export interface Block {
  readonly width: number;
  readonly height: number;
  draw(x: number, y: number): string;
}

export interface Box {
  readonly fill?: string;
  readonly border?: string;
  readonly radius?: number;
  readonly borderWidth?: number;
}

/** Draws a rectangle. */
export function rectangle(
  x: number,
  y: number,
  width: number,
  height: number,
  { fill = 'none', border, radius = 0, borderWidth = 1 }: Box,
): string {
  const stroke = border === undefined ? '' : ` stroke="${border}" stroke-width="${borderWidth}"`;
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${radius}" fill="${fill}"${stroke}/>`;
}

/** One below the other. */
export function stack(blocks: readonly Block[], gap = 0): Block {
  const height = blocks.reduce((sum, block) => sum + block.height, 0) + gap * Math.max(0, blocks.length - 1);
  return {
    width: Math.max(0, ...blocks.map(({ width }) => width)),
    height,
    draw(x, y) {
      let at = y;
      return blocks
        .map((block) => {
          const drawn = block.draw(x, at);
          at += block.height + gap;
          return drawn;
        })
        .join('');
    },
  };
}

/** Side by side; those that do not fit go on below, as in a browser. */
export function flow(blocks: readonly Block[], width: number, gap: number): Block {
  const rows: Block[][] = [];
  let used = 0;
  for (const block of blocks) {
    const row = rows.at(-1);
    if (row === undefined || used + gap + block.width > width) {
      rows.push([block]);
      used = block.width;
    } else {
      row.push(block);
      used += gap + block.width;
    }
  }
  return stack(
    rows.map((row) => beside(row, gap)),
    gap,
  );
}

/** Side by side, in the middle of the highest. */
export function beside(blocks: readonly Block[], gap: number): Block {
  const height = Math.max(0, ...blocks.map((block) => block.height));
  return {
    width: blocks.reduce((sum, block) => sum + block.width, 0) + gap * Math.max(0, blocks.length - 1),
    height,
    draw(x, y) {
      let at = x;
      return blocks
        .map((block) => {
          const drawn = block.draw(at, y + (height - block.height) / 2);
          at += block.width + gap;
          return drawn;
        })
        .join('');
    },
  };
}

export interface Padding {
  readonly top?: number;
  readonly right?: number;
  readonly bottom?: number;
  readonly left?: number;
}

/** A block in a box with room around it. `width` widens the box; without it, the box is as wide as it must be. */
export function inBox(
  block: Block,
  { top = 0, right = 0, bottom = 0, left = 0 }: Padding,
  box: Box = {},
  width = block.width + left + right,
): Block {
  const height = block.height + top + bottom;
  return {
    width,
    height,
    draw: (x, y) => rectangle(x, y, width, height, box) + block.draw(x + left, y + top),
  };
}

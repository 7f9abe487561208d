import type { Block } from './block.ts';
import { round, shapeText } from './fonts.ts';

/** The bot's picture: the eyes on its own colour. */
export function avatar(size: number, radius: number): Block {
  const { svg, width } = shapeText('👀', 'sans', size * 0.5, '#fff');
  return {
    width: size,
    height: size,
    draw: (x, y) =>
      `<rect x="${x}" y="${y}" width="${size}" height="${size}" rx="${radius}" fill="#1c3d5a"/><g transform="translate(${round(x + (size - width) / 2)} ${round(y + size * 0.68)})">${svg}</g>`,
  };
}

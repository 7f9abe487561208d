import { Resvg } from '@resvg/resvg-js';
import upng from 'upng-js';
import type { Block } from './block.ts';
import { SCALE } from './fonts.ts';

const MOST_COLOURS = 64;

/** Draws a block as a PNG of few colours. */
export function writePng(block: Block): Buffer {
  const { width, height } = block;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${Math.ceil(height)}">${block.draw(0, 0)}</svg>`;
  const image = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: SCALE },
    // All text is drawn as paths.
    font: { loadSystemFonts: false },
  }).render();
  const { pixels } = image;
  const copy = new Uint8Array(pixels).buffer;
  return Buffer.from(upng.encode([copy], image.width, image.height, MOST_COLOURS));
}

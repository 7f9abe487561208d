import { type Block, type Box, rectangle } from './block.ts';
import { type Face, SCALE, type Shape, shapeText, snap, splitGraphemes } from './fonts.ts';

export interface Style {
  readonly face: Face;
  readonly size: number;
  readonly colour: string;
  /** Behind the words, with a little room on both sides. */
  readonly pill?: Box;
  readonly line?: 'under' | 'through';
}

/** Words of one style. */
export interface Span {
  readonly words: string;
  readonly style: Style;
}

interface Part {
  readonly span: Span;
  readonly shape: Shape;
  /** Room before and after, of a pill that begins or ends here. */
  readonly before: number;
  readonly after: number;
}

interface Word {
  readonly parts: readonly Part[];
  readonly isBlank: boolean;
}

const PILL_ROOM = 3;

/**
 * Lays words out in lines, which are broken at blanks, and inside a word only where it is longer than a line.
 *
 * @param most the most lines; what is left out is shown as an ellipsis
 */
export function layoutText(
  spans: readonly Span[],
  width: number,
  lineHeight: number,
  most = Number.POSITIVE_INFINITY,
): Block {
  const all = breakLines(splitWords(spans), width);
  const lines = all.length <= most ? all : cutLines(all, most, width, spans);
  const widths = lines.map((line) => line.reduce((sum, part) => sum + widthOf(part), 0));
  return {
    width: Math.max(0, ...widths),
    height: Math.max(1, lines.length) * lineHeight,
    draw: (x, y) =>
      lines.map((line, index) => drawLine(line, x, y + index * lineHeight, lineHeight)).join(''),
  };
}

const widthOf = ({ shape, before, after }: Part): number => before + shape.width + after;

function splitWords(spans: readonly Span[]): Word[] {
  const words: Word[] = [];
  for (const span of spans) {
    const pieces = span.words.split(/(\s+)/).filter((piece) => piece !== '');
    for (const [index, piece] of pieces.entries()) {
      const isBlank = /^\s/.test(piece);
      const part = makePart(span, isBlank ? ' ' : piece, index === 0, index === pieces.length - 1);
      const last = words.at(-1);
      if (last !== undefined && !isBlank && !last.isBlank)
        words[words.length - 1] = { parts: [...last.parts, part], isBlank };
      else words.push({ parts: [part], isBlank });
    }
  }
  return words;
}

function makePart(span: Span, words: string, isFirst: boolean, isLast: boolean): Part {
  const { face, size, colour, pill } = span.style;
  const room = pill === undefined ? 0 : PILL_ROOM;
  const shape = shapeText(words, face, size, colour);
  return { span: { ...span, words }, shape, before: isFirst ? room : 0, after: isLast ? room : 0 };
}

function breakLines(words: readonly Word[], width: number): Part[][] {
  const lines: Part[][] = [[]];
  let used = 0;
  const open = (): Part[] => lines.at(-1) ?? [];
  const put = (part: Part): void => {
    open().push(part);
    used += widthOf(part);
  };
  for (const { parts, isBlank } of words) {
    const whole = parts.reduce((sum, part) => sum + widthOf(part), 0);
    if (used + whole > width && used > 0) {
      while (/^\s/.test(open().at(-1)?.span.words ?? '')) open().pop();
      lines.push([]);
      used = 0;
    }
    if (isBlank && used === 0 && lines.length > 1) continue;
    if (whole <= width) parts.forEach(put);
    else
      for (const part of parts.flatMap(splitPart)) {
        if (used + widthOf(part) > width && used > 0) {
          lines.push([]);
          used = 0;
        }
        put(part);
      }
  }
  return lines;
}

/** A word that is longer than a line is broken between any two characters. */
function splitPart({ span, before, after }: Part): Part[] {
  const graphemes = splitGraphemes(span.words);
  return graphemes.map((grapheme, index) => ({
    ...makePart(span, grapheme, false, false),
    before: index === 0 ? before : 0,
    after: index === graphemes.length - 1 ? after : 0,
  }));
}

function cutLines(lines: readonly Part[][], most: number, width: number, spans: readonly Span[]): Part[][] {
  const kept = lines.slice(0, most);
  const [first] = spans;
  const last = (kept.at(-1) ?? []).flatMap(splitPart);
  if (first === undefined) return kept;
  const dots = makePart(first, '…', false, false);
  const room = width - widthOf(dots);
  while (last.length > 0 && last.reduce((sum, part) => sum + widthOf(part), 0) > room) last.pop();
  return [...kept.slice(0, -1), [...last, dots]];
}

function drawLine(line: readonly Part[], x: number, y: number, lineHeight: number): string {
  const biggest = Math.max(...line.map(({ span }) => span.style.size), 0);
  const baseline = Math.round((y + lineHeight / 2 + biggest * 0.36) * SCALE) / SCALE;
  let at = x;
  let behind = '';
  let words = '';
  let pill: { readonly style: Style; readonly from: number; to: number } | undefined;
  const closePill = (): void => {
    if (pill?.style.pill !== undefined) {
      const height = pill.style.size * 1.42;
      const top = baseline - pill.style.size * 1.07;
      behind += rectangle(pill.from, top, pill.to - pill.from, height, pill.style.pill);
    }
    pill = undefined;
  };
  for (const part of line) {
    const { style } = part.span;
    const end = at + widthOf(part);
    if (pill?.style !== style) closePill();
    if (style.pill !== undefined) {
      if (pill === undefined) pill = { style, from: at, to: end };
      else pill.to = end;
    }
    words += `<g transform="translate(${snap(at + part.before)} ${baseline})">${part.shape.svg}</g>`;
    if (style.line !== undefined) {
      const lineY = style.line === 'under' ? baseline + 2 : baseline - style.size * 0.3;
      words += rectangle(at, lineY, end - at, 1, { fill: style.colour });
    }
    at = end;
  }
  closePill();
  return behind + words;
}

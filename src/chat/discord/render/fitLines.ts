import type { Text } from '../../../messages/text.ts';
import { type LineOptions, renderLine, renderPieces } from './renderLine.ts';

/** Words are cut to these lengths in turn, until everything fits. The last is longer than any id. */
const LENGTHS = [Number.POSITIVE_INFINITY, 500, 250, 120, 64] as const;
const SHORTEST = 64;

/** Room for "… and 1,000,000 more". */
const MORE_LENGTH = 24;

/**
 * Lines as markdown of at most `most` characters. Long words are cut first, with an ellipsis; then lines are left out
 * from the end, and counted. An id is never cut: it is whole or left out.
 */
export function fitLines(lines: readonly Text[], most: number, commandName: string): string {
  for (const longest of LENGTHS) {
    const all = renderAll(lines, { commandName, longest }).join('\n');
    if (all.length <= most) return all;
  }
  return dropLast(lines, most, { commandName, longest: SHORTEST });
}

/** A line of at most `most` characters; it is cut between its pieces. */
export function fitLine(line: Text, most: number, commandName: string): string {
  for (const longest of LENGTHS) {
    const rendered = renderLine(line, { commandName, longest });
    if (rendered.length <= most) return rendered;
  }
  let cut = '';
  for (const piece of renderPieces(line, { commandName, longest: SHORTEST })) {
    if (cut.length + piece.length + 1 > most) break;
    cut += piece;
  }
  return `${cut}…`;
}

function dropLast(lines: readonly Text[], most: number, options: LineOptions): string {
  const rendered = renderAll(lines, options);
  const kept: string[] = [];
  let length = MORE_LENGTH;
  for (const line of rendered) {
    if (length + line.length + 1 > most) break;
    kept.push(line);
    length += line.length + 1;
  }
  return [...kept, countLeftOut(rendered.length - kept.length)].join('\n');
}

/** The line that stands for those that don't fit. */
export function countLeftOut(count: number): string {
  return `… and ${count} more`;
}

function renderAll(lines: readonly Text[], options: LineOptions): string[] {
  return lines.map((line) => renderLine(line, options)).filter((line) => line.trim() !== '');
}

import { findContainerIds } from '../src/threads/containerIds.ts';
import type { Command } from './command.ts';

/** Characters. A longer line is nothing to be typed, and fills a message. */
const LONGEST_LINE = 1_500;

/**
 * The line that runs a command again, without the slash and the command name before it. Ids are written without what
 * they were pasted with. In place of a line that is too long it is the command's example.
 */
export function writeLine(
  { name, positional, options, example }: Command,
  args: Readonly<Record<string, string | undefined>>,
): string {
  const [bare = ''] = positional;
  const words = Object.entries({ [bare]: undefined, ...args }).flatMap(([option, given = '']) => {
    const value = options[option]?.holdsIds ? writeIds(given) : given;
    if (value.trim() === '') return [];
    const isBare = bare === option && !/["“”„«»:=]/.test(value);
    return isBare ? [value] : [`${option}:${/\s/.test(value) ? quote(value) : value}`];
  });
  return orExample([name, ...words].join(' '), example);
}

/** A line, or, where it is too long to be typed, an example. */
export function orExample(line: string, example: string): string {
  return line.length > LONGEST_LINE ? example : line;
}

function quote(value: string): string {
  return `"${value.replaceAll(/["\s]/g, (sign) => (sign === '"' ? "'" : ' '))}"`;
}

/** Characters of a note. */
const LONGEST_NOTE = 500;

/** A person's words as a note, in a form that can be typed. */
export function writeNote(words: string): string {
  return [...words.replaceAll('"', "'")].slice(0, LONGEST_NOTE).join('');
}

function writeIds(value: string): string {
  const { ids, others } = findContainerIds(value);
  return ids.length > 0 && others.length === 0 ? ids.join(' ') : value;
}

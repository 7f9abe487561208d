import { LIMITS } from './limits.ts';

export interface Room {
  /** The characters left in the message. */
  readonly text: number;
  readonly blocks: number;
}

export interface Packed {
  readonly sections: readonly string[];
  /** How many lines did not fit. */
  readonly left: number;
}

/** Joins lines into as few sections as possible, up to the first line that does not fit. */
export function packLines(lines: readonly string[], room: Room): Packed {
  const sections: string[] = [];
  let used = 0;
  for (const [index, line] of lines.entries()) {
    const last = sections.at(-1);
    const joined = last === undefined ? line : `${last}\n${line}`;
    const isFull = last === undefined || joined.length > LIMITS.sectionText;
    if (used + line.length + 1 > room.text || (isFull && sections.length >= room.blocks))
      return { sections, left: lines.length - index };
    if (isFull) sections.push(line);
    else sections[sections.length - 1] = joined;
    used += line.length + 1;
  }
  return { sections, left: 0 };
}

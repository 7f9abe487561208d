import { LIMITS } from './limits.ts';

export interface Room {
  /** How many characters are left in the message. */
  readonly text: number;
  readonly blocks: number;
}

export interface Packed {
  readonly sections: readonly string[];
  /** How many lines found no room. */
  readonly left: number;
}

/** Puts lines under one another, in as few sections as take them; the first that finds no room ends it. */
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

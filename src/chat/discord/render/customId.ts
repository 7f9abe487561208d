/** What a button of ours stands for: a command, its arguments, and which page of its answer. */
export interface Pressed {
  readonly command: string;
  readonly args: Readonly<Record<string, string>>;
  /** Counted from 0. */
  readonly page: number;
}

const LONGEST = 100;
const VERSION = '1';
const SHAPE = /^1\|([a-z][a-z-]{0,31})\|(\d{1,4})\|(.*)$/;
const NAME = /^[a-z]{1,32}$/;

/** @returns `undefined` where it does not fit */
export function encodeCustomId({ command, args, page }: Pressed): string | undefined {
  const id = [VERSION, command, page, new URLSearchParams(args)].join('|');
  return id.length <= LONGEST ? id : undefined;
}

/** Reads an id that anybody may have made up. @returns `undefined` where it is none of ours */
export function decodeCustomId(id: string): Pressed | undefined {
  const [, command, page, query] = (id.length <= LONGEST && SHAPE.exec(id)) || [];
  if (command === undefined || page === undefined || query === undefined) return undefined;
  const pairs = [...new URLSearchParams(query)];
  const names = new Set(pairs.map(([name]) => name));
  if (names.size < pairs.length || ![...names].every((name) => NAME.test(name))) return undefined;
  return { command, args: Object.fromEntries(pairs), page: Number(page) };
}

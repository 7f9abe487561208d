import type { ButtonAction } from '../../buttonAction.ts';

const LONGEST = 100;
const VERSION = '1';
const FORM = 'form';
const SHAPE = /^(1|form)\|([a-z][a-z-]{0,31})\|(\d{1,4})\|(.*)$/;
const NAME = /^[a-z]{1,32}$/;

/** Writes an action into the id of a button or a form. @returns `undefined` where it does not fit */
export function encodeCustomId({ command, args, page = 0, opensForm }: ButtonAction): string | undefined {
  const id = [opensForm ? FORM : VERSION, command, page, new URLSearchParams(args)].join('|');
  return id.length <= LONGEST ? id : undefined;
}

/** Reads the id of a button or a form; anybody may have made it up. @returns `undefined` where it is not ours */
export function decodeCustomId(id: string): ButtonAction | undefined {
  const [, kind, command, page, query] = (id.length <= LONGEST && SHAPE.exec(id)) || [];
  if (command === undefined || page === undefined || query === undefined) return undefined;
  const pairs = [...new URLSearchParams(query)];
  const names = new Set(pairs.map(([name]) => name));
  if (names.size < pairs.length || ![...names].every((name) => NAME.test(name))) return undefined;
  return {
    command,
    args: Object.fromEntries(pairs),
    page: Number(page),
    ...(kind === FORM && { opensForm: true }),
  };
}

import type { ButtonAction } from '../../buttonAction.ts';

const LONGEST = 100;
const SHAPE = /^(1|form|here|pick-[a-z]{1,32})\|([a-z][a-z-]{0,31})\|(\d{1,4})\|(.*)$/;
const NAME = /^[a-z]{1,32}$/;

/** What an action does beyond running a command; the first is a version. */
const [RUN, FORM, HERE, PICK] = ['1', 'form', 'here', 'pick-'] as const;

/** Writes an action into the id of a button, a select or a form. @returns `undefined` where it does not fit */
export function encodeCustomId(action: ButtonAction): string | undefined {
  const { command, args, page = 0 } = action;
  const id = [kindOf(action), command, page, new URLSearchParams(args)].join('|');
  return id.length <= LONGEST ? id : undefined;
}

function kindOf({ opensForm, picks, replaces }: ButtonAction): string {
  if (opensForm) return FORM;
  if (picks !== undefined) return `${PICK}${picks}`;
  return replaces ? HERE : RUN;
}

/** Reads the id of a button, a select or a form; anybody may have made it up. @returns `undefined` where it is not ours */
export function decodeCustomId(id: string): ButtonAction | undefined {
  const [, kind, command, page, query] = (id.length <= LONGEST && SHAPE.exec(id)) || [];
  if (kind === undefined || command === undefined || page === undefined || query === undefined)
    return undefined;
  const pairs = [...new URLSearchParams(query)];
  const names = new Set(pairs.map(([name]) => name));
  if (names.size < pairs.length || ![...names].every((name) => NAME.test(name))) return undefined;
  return { command, args: Object.fromEntries(pairs), page: Number(page), ...readKind(kind) };
}

function readKind(kind: string): Pick<ButtonAction, 'opensForm' | 'picks' | 'replaces'> {
  if (kind === FORM) return { opensForm: true };
  if (kind === HERE) return { replaces: true };
  return kind.startsWith(PICK) ? { picks: kind.slice(PICK.length), replaces: true } : {};
}

import wrapAnsi from 'wrap-ansi';

/** Narrower than this, indentation shrinks, so that an id still fits on one line. */
const NARROW = 40;
/** The sign that a line may begin with, and the blank behind it. Escape sequences may stand before it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with an escape character.
const LEADING_SIGN = /^(?:\u001b\[[\d;]*m)*\p{Extended_Pictographic}\ufe0f? /u;
const SIGN_COLUMNS = 3;
const ADDRESS = /\bhttps?:\/\//;

/**
 * One line of a message, wrapped at words; its continuation lines are indented further. A word that is longer than a
 * line is cut, but for an address: a terminal can open it only as a whole.
 *
 * @param columns the width of the terminal; without it, nothing is wrapped
 * @param indent columns before the first line
 */
export function wrapLine(line: string, columns: number | undefined, indent = 0): string {
  if (columns === undefined || columns < 1) return `${' '.repeat(indent)}${line}`;
  const isNarrow = columns < NARROW;
  const first = isNarrow ? Math.min(indent, 1) : indent;
  const further = isNarrow ? 1 : LEADING_SIGN.test(line) ? SIGN_COLUMNS : 2;
  const room = Math.max(1, columns - first - further);
  const [start = '', ...rest] = wrapAnsi(line, room, { hard: !ADDRESS.test(line) }).split('\n');
  return [
    `${' '.repeat(first)}${start}`,
    ...rest.map((each) => `${' '.repeat(first + further)}${each}`),
  ].join('\n');
}

import { isDeepStrictEqual, parseEnv } from 'node:util';

/** What becomes of variables: a new value, or `undefined` where one is removed. */
export type EnvChanges = ReadonlyMap<string, string | undefined>;

/** A value that no way of quoting brings through a `.env` file. The message names the variable, not the value. */
export class UnwritableValueError extends Error {
  override readonly name = 'UnwritableValueError';

  constructor(variable: string) {
    super(
      `${variable} can't be written to .env: it has a line break, or all three kinds of quotation marks. Set it in the environment instead`,
    );
  }
}

/** A value that means the same without quotes, whatever stands around it. Other programs read such a one too. */
const PLAIN = /^[^\s'"`#][^\r\n#]*$/;

const MARKS = ["'", '"', '`'] as const;

/**
 * Writes a line of `.env`, so that Node reads exactly this value from it.
 *
 * @throws {UnwritableValueError} where no way of quoting does that
 */
export function writeAssignment(name: string, value: string): string {
  const plain = PLAIN.test(value) && value === value.trimEnd() ? [`${name}=${value}`] : [];
  const quoted = MARKS.filter((mark) => !value.includes(mark)).map(
    (mark) => `${name}=${mark}${value}${mark}`,
  );
  const ways = /[\r\n]/.test(value) ? [] : [...plain, ...quoted];
  // Node's own reader decides, since its rules differ from those of other programs.
  const line = ways.find((way) => isDeepStrictEqual({ ...parseEnv(way) }, { [name]: value }));
  if (line === undefined) throw new UnwritableValueError(name);
  return line;
}

/**
 * Changes the text of a `.env` file. Its comments, its order and its other variables stay; a new variable takes the place
 * of the comment that shows it, as in `.env.example`, or comes last.
 *
 * @throws {UnwritableValueError}
 */
export function changeEnvText(text: string, changes: EnvChanges): string {
  const before = { ...parseEnv(text) };
  const wanted = applyTo(before, changes);
  const changed = [...changes].reduce(
    (lines, [name, value]) => changeLines(lines, name, value),
    toLines(text),
  );
  const result = toText(changed);
  // A value over several lines can't be found line by line. Then the values matter more than the comments.
  return isDeepStrictEqual({ ...parseEnv(result) }, wanted) ? result : writeEnvText(wanted);
}

/** Writes a `.env` file with these variables alone. @throws {UnwritableValueError} */
export function writeEnvText(values: Readonly<Record<string, string>>): string {
  const lines = Object.entries(values).map(([name, value]) => writeAssignment(name, value));
  return toText([
    '# Written by npm run setup. .env.example explains every variable; variables of the process take precedence.',
    '',
    ...lines,
  ]);
}

function applyTo(
  values: Readonly<Record<string, string | undefined>>,
  changes: EnvChanges,
): Record<string, string> {
  const all = { ...values, ...Object.fromEntries(changes) };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function changeLines(lines: readonly string[], name: string, value: string | undefined): string[] {
  const line = value === undefined ? [] : [writeAssignment(name, value)];
  const set = findLines(lines, name);
  const [place = findLines(lines, name, '#').at(0) ?? lines.length] = set;
  const isNew = set.length === 0;
  if (isNew && value === undefined) return [...lines];
  return [
    ...lines.slice(0, place),
    ...line,
    ...lines.slice(place).filter((_, index) => {
      const at = place + index;
      return isNew ? at !== place : !set.includes(at);
    }),
  ];
}

/** The lines that set a variable; or, after a `#`, that only show it. */
function findLines(lines: readonly string[], name: string, before = ''): number[] {
  return lines.flatMap((line, index) => {
    const trimmed = line.trimStart();
    if (!trimmed.startsWith(before)) return [];
    const rest = withoutExport(trimmed.slice(before.length).trimStart());
    return rest.startsWith(name) && rest.slice(name.length).trimStart().startsWith('=') ? [index] : [];
  });
}

function withoutExport(line: string): string {
  return /^export\s/.test(line) ? line.slice('export'.length).trimStart() : line;
}

function toLines(text: string): string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function toText(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

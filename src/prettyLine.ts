import { z } from 'zod';

const LEVELS: Readonly<Record<number, string>> = {
  10: 'TRACE',
  20: 'DEBUG',
  30: 'INFO ',
  40: 'WARN ',
  50: 'ERROR',
  60: 'FATAL',
};

const lineSchema = z.looseObject({
  level: z.number(),
  time: z.string(),
  msg: z.string().optional(),
  err: z.looseObject({ message: z.string().optional(), stack: z.string().optional() }).optional(),
});

/**
 * Writes a line of the log as people read it: time, level, message, and the rest as `name=value`; the stack of an error
 * below. What is no line of the log stays as it is.
 *
 * @param line JSON, with a line break at its end
 */
export function prettyLine(line: string): string {
  const parsed = lineSchema.safeParse(tryToParse(line));
  if (!parsed.success) return line;
  const { level, time, msg = '', err, ...rest } = parsed.data;
  const facts = Object.entries(rest).map(([name, value]) => ` ${name}=${writeValue(value)}`);
  const reason = err?.message === undefined ? '' : ` err=${writeValue(err.message)}`;
  const stack = level >= 50 && err?.stack !== undefined ? `\n${indent(err.stack)}` : '';
  return `${time} ${LEVELS[level] ?? level} ${oneLine(msg)}${facts.join('')}${reason}${stack}\n`;
}

function tryToParse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** A plain word as it is, everything else as JSON. */
function writeValue(value: unknown): string {
  const isPlain = typeof value === 'string' && /^[\w.:/@-]{1,200}$/.test(value);
  return isPlain ? value : oneLine(JSON.stringify(value));
}

/** A text from outside must not look like a line of its own, nor steer the terminal. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ');
}

function indent(stack: string): string {
  return stack
    .split('\n')
    .map((line) => `  ${oneLine(line)}`)
    .join('\n');
}

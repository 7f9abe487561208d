import type { Command } from '../../../commands/command.ts';
import { quoteBriefly, UserError } from '../../../commands/userError.ts';
import { parseDuration } from '../../duration.ts';
import { text } from '../../messages/text.ts';
import { type ParsedLine, parseLine } from '../text/parseLine.ts';

/** What a line at the terminal asks for. */
export type TerminalLine =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'command'; readonly parsed: ParsedLine }
  /** Lets time pass; ms. */
  | { readonly kind: 'wait'; readonly duration: number };

const LONGEST_WAIT_DAYS = 100;
const LONGEST_WAIT = LONGEST_WAIT_DAYS * 86_400_000;

/** Reads a line: `/threads …`, `wait 25h`, or nothing; what follows `#` is a remark. @throws UserError */
export function readLine(line: string, commandName: string, commands: readonly Command[]): TerminalLine {
  const trimmed = line.trim();
  if (trimmed === '' || trimmed.startsWith('#')) return { kind: 'nothing' };
  const [first = ''] = trimmed.split(/\s/, 1);
  const rest = trimmed.slice(first.length);
  if (first === `/${commandName}`) return { kind: 'command', parsed: parseLine(rest, commands) };
  if (first === 'wait') return { kind: 'wait', duration: readWait(rest.trim()) };
  throw new UserError(
    text`${quoteBriefly(first)} is nothing I know.`,
    'help',
    text`to see what can be asked.`,
  );
}

function readWait(typed: string): number {
  const duration = parseDuration(typed);
  if (duration !== undefined && duration <= LONGEST_WAIT) return duration;
  throw new UserError(
    text`Waiting takes a time up to ${LONGEST_WAIT_DAYS} days, like wait 5m or wait 25h.`,
    'help',
    text`to see the commands.`,
  );
}

import type { Command } from '../../../commands/command.ts';
import { seeHelp } from '../../../commands/userError.ts';
import { parseDuration } from '../../duration.ts';
import { text } from '../../messages/text.ts';
import { type ParsedLine, parseLine } from '../text/parseLine.ts';

/** A line typed at the terminal. */
export type TerminalLine =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'command'; readonly parsed: ParsedLine }
  /** Presses the button with this number. */
  | { readonly kind: 'press'; readonly number: number }
  /** Lets time pass; ms. */
  | { readonly kind: 'wait'; readonly duration: number };

const LONGEST_WAIT_DAYS = 100;
const LONGEST_WAIT = LONGEST_WAIT_DAYS * 86_400_000;
/** `1`, or `[1]` as it is shown. More digits are an id that was pasted alone. */
const BUTTON_NUMBER = /^(?:(\d{1,6})|\[(\d{1,6})\])$/;

/**
 * Reads `/threads …`, `wait 25h`, the number of a button, or nothing. A command is understood without the bot's name too.
 * A line that begins with `#` is a comment.
 *
 * @throws UserError
 */
export function readLine(line: string, commandName: string, commands: readonly Command[]): TerminalLine {
  const trimmed = line.trim();
  if (trimmed === '' || trimmed.startsWith('#')) return { kind: 'nothing' };
  const [, bare, bracketed] = BUTTON_NUMBER.exec(trimmed) ?? [];
  const number = bare ?? bracketed;
  if (number !== undefined) return { kind: 'press', number: Number(number) };
  const [first = ''] = trimmed.split(/\s/, 1);
  if (first.toLowerCase() === 'wait')
    return { kind: 'wait', duration: readWait(trimmed.slice(first.length).trim()) };
  return { kind: 'command', parsed: parseLine(trimmed, commands, commandName) };
}

function readWait(typed: string): number {
  const duration = parseDuration(typed);
  if (duration !== undefined && duration <= LONGEST_WAIT) return duration;
  throw seeHelp(
    text`Waiting takes a time up to ${LONGEST_WAIT_DAYS} days, like wait 5m or wait 25h.`,
    text`to see every command.`,
  );
}

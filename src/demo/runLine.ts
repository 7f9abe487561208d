import { typedCommands } from '../../commands/table.ts';
import type { Threadwatch } from '../app/createThreadwatch.ts';
import { defaults } from '../app/variables.ts';
import type { ButtonNumbers } from '../chat/terminal/buttonNumbers.ts';
import { readLine } from '../chat/terminal/readLine.ts';
import { TERMINAL, TERMINAL_PERSON, type TerminalPort } from '../chat/terminal/terminalPort.ts';
import { withTerminalHints } from '../chat/terminal/withTerminalHints.ts';

interface LineParts {
  readonly bot: Threadwatch;
  readonly chat: TerminalPort;
  readonly buttonNumbers: ButtonNumbers;
  /** Advances the clock; ms. */
  readonly pass: (duration: number) => Promise<void>;
}

/**
 * Runs a line: a command, the number of a button, or `wait`.
 *
 * @returns whether its answer is no warning
 * @throws UserError for a line that can't be understood
 */
export async function runLine(line: string, { bot, chat, buttonNumbers, pass }: LineParts): Promise<boolean> {
  const read = readLine(line, defaults.commandName, typedCommands);
  if (read.kind === 'nothing') return true;
  if (read.kind === 'wait') {
    await pass(read.duration);
    return true;
  }
  const { command, args } = read.kind === 'press' ? buttonNumbers.find(read.number) : read.parsed;
  const card = await bot.dispatch({ command, args, channel: TERMINAL, person: TERMINAL_PERSON });
  const { command: explained } = args;
  const isOverview = command === 'help' && explained === undefined;
  await chat.reply(isOverview ? withTerminalHints(card) : card);
  await bot.deliver();
  return card.tone !== 'warning';
}

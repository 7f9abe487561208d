import { typedCommands } from '../../commands/table.ts';
import { UserError } from '../../commands/userError.ts';
import { defaults } from '../app/variables.ts';
import type { ButtonNumbers } from '../chat/terminal/buttonNumbers.ts';
import { readLine } from '../chat/terminal/readLine.ts';
import { TERMINAL, TERMINAL_PERSON, type TerminalPort } from '../chat/terminal/terminalPort.ts';
import { withTerminalHints } from '../chat/terminal/withTerminalHints.ts';
import { type HookParts, playHook, readHookLine } from './playHook.ts';

interface LineParts extends HookParts {
  readonly chat: TerminalPort;
  readonly buttonNumbers: ButtonNumbers;
  /** Advances the clock; ms. */
  readonly pass: (duration: number) => Promise<void>;
}

/** What became of a line: whether its answer is no warning, and the command that it ran. */
interface RunLine {
  readonly isDone: boolean;
  readonly command?: string;
}

/**
 * Runs a line: a command, the number of a button, `wait`, or what a program sends to the demo's hook. A line that can't be
 * understood is answered with what to type instead.
 */
export async function runLine(line: string, parts: LineParts): Promise<RunLine> {
  try {
    const body = readHookLine(line);
    return body === undefined ? await runTyped(line, parts) : { isDone: await playHook(body, parts) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await parts.chat.reply(error.card);
    return { isDone: false };
  }
}

/** @throws UserError for a line that can't be understood */
async function runTyped(line: string, { bot, chat, buttonNumbers, pass }: LineParts): Promise<RunLine> {
  const read = readLine(line, defaults.commandName, typedCommands);
  if (read.kind === 'nothing') return { isDone: true };
  if (read.kind === 'wait') {
    await pass(read.duration);
    return { isDone: true };
  }
  const { command, args } = read.kind === 'press' ? buttonNumbers.find(read.number) : read.parsed;
  const card = await bot.dispatch({ command, args, channel: TERMINAL, person: TERMINAL_PERSON });
  const { command: explained } = args;
  const isOverview = command === 'help' && explained === undefined;
  await chat.reply(isOverview ? withTerminalHints(card) : card);
  await bot.deliver();
  return { isDone: card.tone !== 'warning', command };
}

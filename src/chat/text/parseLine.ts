import type { Command } from '../../../commands/command.ts';
import { findCommand } from '../../../commands/dispatch.ts';
import { quoteBriefly, UserError } from '../../../commands/userError.ts';
import { text } from '../../messages/text.ts';
import { splitWords, type Word } from './splitWords.ts';

/** A command and its arguments, as they were typed. */
export interface ParsedLine {
  readonly command: string;
  readonly args: Readonly<Record<string, string>>;
}

/** More than any line that makes sense, and little enough to read at once. */
const LONGEST_LINE = 20_000;

/** Everything but the blanks that may stand between words. */
const CONTROL = /[\p{Cc}\p{Cs}]/u;

/**
 * Reads what a person typed after `/threads`, by the command table: words in their order, `name:value`,
 * quotes straight or curly. Nothing typed at all asks for help.
 *
 * @throws UserError
 */
export function parseLine(line: string, commands: readonly Command[]): ParsedLine {
  const plain = line.replaceAll(/[\t\r\n]+/g, ' ').trim();
  if (plain.length > LONGEST_LINE)
    throw new UserError(text`That is too long to be a command.`, 'help', text`to see what can be asked.`);
  const [name = 'help'] = plain === '' ? [] : plain.split(/\s/, 1);
  const command = findCommand(commands, name);
  if (CONTROL.test(plain))
    throw new UserError(
      text`There are invisible control characters in that line.`,
      command.example,
      text`by hand, without pasting.`,
    );
  const words = splitWords(plain.slice(name.length));
  if (words === undefined) throw new UserError(text`A quote is opened and never closed.`, command.example);
  return { command: command.name, args: placeWords(words, command) };
}

function placeWords(words: readonly Word[], command: Command): Record<string, string> {
  const args: Record<string, string> = {};
  const open = [...command.positional];
  for (const word of words) {
    const option = word.name ?? nextOption(open, args, word, command);
    if (!Object.hasOwn(command.options, option))
      throw new UserError(
        text`${command.name} has no argument ${quoteBriefly(option)}.`,
        `help ${command.name}`,
        text`to see those it has.`,
      );
    const isMany = command.options[option]?.many === true;
    const before = args[option];
    if (before !== undefined && !isMany)
      throw new UserError(text`${option} is given twice.`, command.example);
    args[option] = before === undefined ? word.value : `${before} ${word.value}`;
  }
  return args;
}

/** The option that a word without a name stands for: the first that is still open, or takes many. */
function nextOption(
  open: readonly string[],
  args: Record<string, string>,
  word: Word,
  command: Command,
): string {
  const option = open.find((each) => args[each] === undefined || command.options[each]?.many === true);
  if (option !== undefined) return option;
  throw new UserError(
    text`${quoteBriefly(word.value)} is one word too many for ${command.name}.`,
    command.example,
  );
}

import { type Command, isTyped, type Option } from '../../../commands/command.ts';
import { findCommand } from '../../../commands/dispatch.ts';
import { quoteBriefly, seeHelp, UserError, unknownArgument } from '../../../commands/userError.ts';
import { text } from '../../messages/text.ts';
import { splitWords, type Takes, type Word } from './splitWords.ts';

/** A command and its arguments, as typed. */
export interface ParsedLine {
  readonly command: string;
  readonly args: Readonly<Record<string, string>>;
}

/** Longer than any sensible line, in characters. */
const LONGEST_LINE = 20_000;

/** The number of a line in a list. */
const LIST_NUMBER = /^\d{1,3}[.)]$/;
const BULLET = /^[->*+•‣◦▪·–—|\p{Default_Ignorable_Code_Point}]{1,3}$/u;

/** Control characters and lone surrogates. Tabs and line breaks are replaced before. */
const CONTROL = /[\p{Cc}\p{Cs}]/u;

/**
 * Parses what a person typed after `/threads`: a command, then values in order or as `name:value`, in straight or curly
 * quotes. An empty line runs the command whose `emptyLine` is `answers`.
 *
 * @param commands the table; only commands that people type are found
 * @throws UserError
 */
export function parseLine(line: string, commands: readonly Command[]): ParsedLine {
  if (line.length > LONGEST_LINE)
    throw seeHelp(text`That is too long to be a command: ${LONGEST_LINE} characters are the most.`);
  const plain = line.replaceAll(/[\t\r\n]+/g, ' ').trim();
  const [name = ''] = plain.split(/\s/, 1);
  const command = findTyped(name, commands.filter(isTyped));
  if (CONTROL.test(plain))
    throw new UserError(
      text`There are invisible control characters in that line.`,
      command.example,
      text`by hand, without pasting.`,
    );
  const words = splitWords(plain.slice(name.length), takesOf(command));
  if (words === undefined) throw new UserError(text`A quote is opened and never closed.`, command.example);
  return { command: command.name, args: placeWords(words, command) };
}

function takesOf({ options }: Command): Takes {
  return new Map(Object.entries(options).map(([option, { takes }]) => [option, takes]));
}

function findTyped(name: string, commands: readonly Command[]): Command {
  const whenEmpty = name === '' ? commands.find(({ emptyLine }) => emptyLine === 'answers') : undefined;
  return whenEmpty ?? findCommand(commands, name);
}

function placeWords(words: readonly Word[], command: Command): Record<string, string> {
  const args: Record<string, string> = {};
  const open = [...command.positional];
  for (const word of words) {
    if (word.name === undefined && isMark(word.value)) continue;
    const option = word.name ?? nextOption(open, args, word, command);
    if (!Object.hasOwn(command.options, option)) throw unknownArgument(command.name, option);
    const isMany = takesMany(command.options[option], word);
    const before = args[option];
    if (before !== undefined && !isMany)
      throw new UserError(text`${option} is given twice.`, command.example);
    args[option] = before === undefined ? word.value : `${before} ${word.value}`;
  }
  return args;
}

/** The option that a word without a name belongs to: the first that has no value yet, or takes many. */
function nextOption(
  open: readonly string[],
  args: Record<string, string>,
  word: Word,
  command: Command,
): string {
  const option = open.find((each) => args[each] === undefined || takesMany(command.options[each], word));
  if (option !== undefined) return option;
  throw new UserError(
    text`${quoteBriefly(word.value)} is one word too many for ${command.name}.`,
    command.example,
  );
}

/** Several words typed without a name can be one value: an id in groups of digits, per cents with blanks between. */
function takesMany(option: Option | undefined, { name }: Word): boolean {
  return option?.many === true || (name === undefined && option?.takes === 'words');
}

/** Marks before and between what is meant: bullets, the `>` of a quoted line, the number of a list. */
function isMark(word: string): boolean {
  return word !== '' && (LIST_NUMBER.test(word) || BULLET.test(word));
}

import { type Command, DEFAULT_COMMAND_NAME, isTyped, type Option } from '../../../commands/command.ts';
import {
  describeUnknownCommand,
  describeUnknownOption,
  findTypedCommand,
  refuseUnknownOption,
} from '../../../commands/findCommand.ts';
import { findNear } from '../../../commands/findNear.ts';
import { quoteWords, seeHelp, UserError } from '../../../commands/userError.ts';
import { orExample, writeLine } from '../../../commands/writeLine.ts';
import { code, text } from '../../messages/text.ts';
import { unwrapLine } from '../unwrapLine.ts';
import { Misspelling, refuseMisspelling } from './misspelling.ts';
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

/** Control characters and lone surrogates; a terminal's sign has more. Tabs and line breaks are replaced before. */
const CONTROL = /[\p{Cc}\p{Cs}]/u;
const CONTROLS = /[\p{Cc}\p{Cs}](?:\[[\d;]{0,20}m)?/gu;

/** What can close a quote that was left open. */
const CLOSING_QUOTES = ['"', '»', '«', '」', '』', '》', '〉'];

/**
 * Parses what a person typed after `/threads`: a command, then values in order or as `name:value`, in straight or curly
 * quotes. An empty line runs the command whose `emptyLine` is `answers`. Marks of code around the line, a slash and the
 * bot's own name are left out; a name that is misspelt is refused with the whole line to type.
 *
 * @param commands the table; only commands that people type are found
 * @param commandName the name after the slash
 * @throws UserError
 */
export function parseLine(
  line: string,
  commands: readonly Command[],
  commandName: string = DEFAULT_COMMAND_NAME,
): ParsedLine {
  if (line.length > LONGEST_LINE)
    throw seeHelp(text`That is too long to be a command: ${LONGEST_LINE} characters are the most.`);
  const parse = (plain: string): ParsedLine => parsePlain(plain, commands, commandName);
  const plain = unwrapLine(line, commandName, commands)
    .replaceAll(/[\t\r\n]+/g, ' ')
    .trim();
  try {
    return parse(plain);
  } catch (error) {
    throw error instanceof Misspelling ? refuseMisspelling(error, parse) : error;
  }
}

/** @throws Misspelling @throws UserError */
function parsePlain(plain: string, commands: readonly Command[], commandName: string): ParsedLine {
  const [name = ''] = plain.split(/\s/, 1);
  const rest = plain.slice(name.length);
  const command = findTyped(name, rest, commands, commandName);
  if (CONTROL.test(plain))
    throw new UserError(
      text`There are invisible control characters in that line.`,
      orExample(plain.replaceAll(CONTROLS, ''), command.example),
      text`instead.`,
    );
  const words = splitWords(rest, takesOf(command));
  if (words === undefined) throw refuseOpenQuote(plain, rest, command);
  return { command: command.name, args: placeWords(words, rest, command) };
}

function takesOf({ options }: Command): Takes {
  return new Map(Object.entries(options).map(([option, { takes }]) => [option, takes]));
}

function findTyped(name: string, rest: string, commands: readonly Command[], commandName: string): Command {
  const whenEmpty = name === '' ? commands.find(({ emptyLine }) => emptyLine === 'answers') : undefined;
  const command = whenEmpty ?? findTypedCommand(commands, name);
  if (command !== undefined) return command;
  const typed = commands.filter(isTyped);
  const names = typed.map((each) => each.name);
  const problem = describeUnknownCommand(name);
  const near = findNear(name, rest.trim() === '' ? names : [...names, commandName]);
  if (near.length === 0) throw seeHelp(problem);
  const clean = rest.replaceAll(CONTROLS, '');
  throw new Misspelling({
    problem,
    near,
    fix: (meant) => (names.includes(meant) ? writeCommand(meant, clean, typed) : clean.trim()),
    exampleOf: (meant) => exampleOf(meant, typed),
  });
}

/** The command with what was typed after it; where nothing was, and something is needed, its example. */
function writeCommand(name: string, rest: string, commands: readonly Command[]): string {
  const options = Object.values(commands.find((each) => each.name === name)?.options ?? {});
  const isBare = rest.trim() === '' && options.some(({ required }) => required);
  return isBare ? exampleOf(name, commands) : name + rest;
}

function exampleOf(name: string, commands: readonly Command[]): string {
  return commands.find((each) => each.name === name)?.example ?? 'help';
}

/** Tries each quote that could close the open one: the line to type is the person's own. */
function refuseOpenQuote(plain: string, rest: string, command: Command): UserError {
  const closing = CLOSING_QUOTES.find((quote) => splitWords(rest + quote, takesOf(command)) !== undefined);
  return new UserError(
    text`A quote is opened and never closed.`,
    closing === undefined ? command.example : orExample(plain + closing, command.example),
  );
}

function placeWords(words: readonly Word[], rest: string, command: Command): Record<string, string> {
  const args: Record<string, string> = {};
  const open = [...command.positional];
  for (const word of words) {
    if (word.name === undefined && isMark(word.value)) continue;
    const option = word.name ?? nextOption(open, args, word, command);
    if (!Object.hasOwn(command.options, option)) throw misspeltOption(option, rest, command);
    const isMany = takesMany(command.options[option], word);
    const before = args[option];
    if (before !== undefined && !isMany)
      throw new UserError(text`${code(option)} is given twice.`, writeLine(command, args));
    args[option] = before === undefined ? word.value : `${before} ${word.value}`;
  }
  return args;
}

function misspeltOption(option: string, rest: string, command: Command): Error {
  const near = findNear(option, Object.keys(command.options));
  if (near.length === 0) return refuseUnknownOption(command, option);
  return new Misspelling({
    problem: describeUnknownOption(command, option),
    near,
    fix: (meant) => command.name + replaceName(rest, option, meant),
    exampleOf: () => command.example,
  });
}

/** A name before its colon, in whatever letters it was typed. */
const NAMED = /(?<=\s)([^\s:=：＝"]{1,40})(?=[:=：＝])/gu;

function replaceName(rest: string, option: string, meant: string): string {
  const plain = (word: string): string =>
    word
      .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
      .normalize('NFKC')
      .toLowerCase();
  let isDone = false;
  return rest.replaceAll(NAMED, (word) => {
    if (isDone || plain(word) !== option) return word;
    isDone = true;
    return meant;
  });
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
    text`${quoteWords(word.value)} is one word too many for ${code(command.name)}.`,
    writeLine(command, args),
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

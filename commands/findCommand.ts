import { code, type Text, text } from '../src/messages/text.ts';
import { toPlainWord } from '../src/plainText.ts';
import { type Command, isTyped } from './command.ts';
import { quoteWords, seeHelpOf, UserError } from './userError.ts';

/** Characters; no command has a longer name. */
const LONGEST_NAME = 100;

/** The command of that name, in whatever capitals and marks it was typed. */
export function findCommand(commands: readonly Command[], name: string): Command | undefined {
  const wanted = toPlainWord(name.slice(0, LONGEST_NAME));
  return commands.find((each) => each.name === wanted);
}

/** Likewise, of those that people type. @throws UserError for one that only a button runs */
export function findTypedCommand(commands: readonly Command[], name: string): Command | undefined {
  const command = findCommand(commands, name);
  if (command === undefined || isTyped(command)) return command;
  throw new UserError(text`${code(command.name)} belongs to a button, and can't be typed.`, command.example);
}

export function describeUnknownCommand(name: string): Text {
  return text`Unknown command ${quoteWords(name)}.`;
}

export function describeUnknownOption({ name }: Command, option: string): Text {
  return text`${code(name)} has no argument ${quoteWords(option)}.`;
}

/** The refusal of an argument that the command does not have, and that is near to none of those it has. */
export function refuseUnknownOption(command: Command, option: string): UserError {
  const known = Object.keys(command.options);
  const takes =
    known.length === 0 ? text`It takes none.` : text`It takes ${new Intl.ListFormat('en-GB').format(known)}.`;
  return seeHelpOf(
    command.name,
    text`${describeUnknownOption(command, option)} ${takes}`,
    text`to see what each is.`,
  );
}

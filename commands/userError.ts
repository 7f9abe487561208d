import type { Card } from '../src/messages/card.ts';
import { refusal } from '../src/messages/replies/refusal.ts';
import { command, type Text, text } from '../src/messages/text.ts';

/** A request that can't be done as it was made: the card says why, and what to type instead. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code = 'user_error';
  readonly card: Card;

  /** @param nextLine the exact command to type instead, without the slash and the name before it */
  constructor(problem: Text, nextLine: string, hint: Text = []) {
    super(problem.map((piece) => (typeof piece === 'string' ? piece : '…')).join(''));
    this.card = refusal(problem, text`Type ${command(nextLine)}${hint.length > 0 ? text` ${hint}` : ''}`);
  }
}

/** A refusal that points to the list of commands. */
export function seeHelp(problem: Text, hint: Text = text`to see what can be asked.`): UserError {
  return new UserError(problem, 'help', hint);
}

/** A refusal that points to the help of one command. */
export function seeHelpOf(command: string, problem: Text, hint: Text): UserError {
  return new UserError(problem, `help ${command}`, hint);
}

/** The refusal of an argument that a command does not have. */
export function unknownArgument(command: string, option: string): UserError {
  return seeHelpOf(
    command,
    text`${command} has no argument ${quoteBriefly(option)}.`,
    text`to see those it has.`,
  );
}

const MOST_QUOTED = 40;

/** A person's own words, in quotes and short enough for one line of a refusal. */
export function quoteBriefly(words: string): string {
  return `“${cutBriefly(words)}”`;
}

/** A person's own words, short enough for one line of a refusal, and with every invisible sign shown. */
export function cutBriefly(words: string): string {
  const visible = [...words.replaceAll(/\p{C}/gu, '�')];
  return visible.length > MOST_QUOTED ? `${visible.slice(0, MOST_QUOTED).join('')}…` : visible.join('');
}

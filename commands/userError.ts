import type { Card } from '../src/messages/card.ts';
import { refusal } from '../src/messages/replies/refusal.ts';
import { code, command, joinText, type Text, text } from '../src/messages/text.ts';

/** A request that can't be done as it was made: the card says why, and what to type instead. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code = 'user_error';
  readonly card: Card;

  /**
   * @param next the exact command to type instead, without the slash and the name before it; several where a person
   *   has to choose
   */
  constructor(problem: Text, next: string | readonly string[], hint: Text = []) {
    super(problem.map(plainWords).join(''));
    const lines = [next].flat().map((line) => text`${command(line)}`);
    const [first = [], ...others] = lines;
    const choice = others.length === 0 ? first : joinText(lines, ' or ');
    this.card = refusal(problem, text`Type ${choice}${hint.length > 0 ? text` ${hint}` : ''}`);
  }
}

function plainWords(piece: Text[number]): string {
  if (typeof piece === 'string') return piece;
  return piece.kind === 'code' ? piece.text : '…';
}

/** A refusal that points to the list of commands. */
export function seeHelp(problem: Text, hint: Text = text`to see every command.`): UserError {
  return new UserError(problem, 'help', hint);
}

/** A refusal that points to the help of one command. */
export function seeHelpOf(command: string, problem: Text, hint: Text): UserError {
  return new UserError(problem, `help ${command}`, hint);
}

/**
 * A refusal of a name that is near to others, with the whole line to type for each of them.
 *
 * @param problem a whole sentence
 * @param near at least one
 */
export function didYouMean(
  problem: Text,
  near: readonly string[],
  lineOf: (name: string) => string,
): UserError {
  const names = joinText(
    near.map((name) => text`${code(name)}`),
    ' or ',
  );
  return new UserError(text`${problem} Did you mean ${names}?`, near.map(lineOf));
}

const MOST_QUOTED = 40;

/** A person's own words, as code and short enough for one line of a refusal. */
export function quoteWords(words: string): Text {
  return text`${code(cutBriefly(words))}`;
}

/** A person's own words, in quotes and short enough for one line of a refusal. */
export function quoteBriefly(words: string): string {
  return `“${cutBriefly(words)}”`;
}

/** A person's own words, short enough for one line of a refusal, and with every invisible sign shown. */
export function cutBriefly(words: string): string {
  const visible = [...words.replaceAll(/\p{C}/gu, '�')];
  return visible.length > MOST_QUOTED ? `${visible.slice(0, MOST_QUOTED).join('')}…` : visible.join('');
}

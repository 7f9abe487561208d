import type { Card } from '../src/messages/card.ts';
import { refusal } from '../src/messages/replies/refusal.ts';
import { command, type Text, text } from '../src/messages/text.ts';

/** What a person asked for can't be done as it was asked: says why, and what to type instead. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code = 'person_error';
  readonly card: Card;

  /** @param nextLine the exact command to type instead, without the slash and the name before it */
  constructor(problem: Text, nextLine: string, hint: Text = []) {
    super(problem.map((piece) => (typeof piece === 'string' ? piece : '…')).join(''));
    this.card = refusal(problem, text`Type ${command(nextLine)}${hint.length > 0 ? text` ${hint}` : ''}`);
  }
}

/** Foreign words in a refusal, short enough to stay on its line. */
export function quoteBriefly(words: string): string {
  const MOST = 40;
  const visible = words.replaceAll(/\p{C}/gu, '�');
  return `“${[...visible].length > MOST ? `${[...visible].slice(0, MOST).join('')}…` : visible}”`;
}

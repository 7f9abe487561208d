import { UserError } from '../../../commands/userError.ts';
import type { Card } from '../../messages/card.ts';
import { text } from '../../messages/text.ts';
import type { ButtonAction } from '../buttonAction.ts';

/** A button as it is shown at a terminal: who types its number presses it. */
export interface NumberedButton extends ButtonAction {
  readonly number: number;
  readonly label: string;
}

interface OpenButton extends NumberedButton {
  /** The id of the message that it stands on. */
  readonly message: string;
}

/** What is to be remembered when the program ends: the last number that was given, and the buttons that still stand. */
export interface ButtonNumbersState {
  readonly last: number;
  readonly open: readonly OpenButton[];
}

/** Older ones are forgotten: by then they are far above on the screen. */
const MOST_OPEN = 100;

/**
 * Gives each button a number of its own, so that older messages can still be used: numbers go up and are never used
 * again. A button that stays on an edited message keeps its number; one that leaves it can't be pressed any more.
 */
export class ButtonNumbers {
  #last: number;
  #open: readonly OpenButton[];

  constructor(state: ButtonNumbersState = { last: 0, open: [] }) {
    this.#last = state.last;
    this.#open = state.open;
  }

  get state(): ButtonNumbersState {
    return { last: this.#last, open: this.#open };
  }

  /** The buttons of a message that is about to be shown, first or again. */
  number(message: string, card: Card): readonly NumberedButton[] {
    const before = this.#open.filter((each) => each.message === message);
    const now = expandChoices(card).map((button): OpenButton => {
      const same = before.find((each) => keyOf(each) === keyOf(button));
      return { ...button, message, number: same?.number ?? ++this.#last };
    });
    const others = this.#open.filter((each) => each.message !== message);
    this.#open = [...others, ...now].slice(-MOST_OPEN);
    return now;
  }

  /** What the button with this number does. @throws UserError where there is none, or none any more */
  find(number: number): ButtonAction {
    const found = this.#open.find((each) => each.number === number);
    if (found !== undefined) return found;
    const problem =
      number >= 1 && number <= this.#last
        ? text`Button ${number} is gone: its message has changed, or is far above.`
        : this.#last === 0
          ? text`There is no button ${number}: no message has had a button yet.`
          : text`There is no button ${number}. The last one is ${this.#last}.`;
    throw new UserError(problem, 'help', text`to see what can be asked.`);
  }
}

/** A card's buttons; one with choices becomes one for each choice, and one that opens a form has nothing to open here. */
function expandChoices({ buttons }: Card): (ButtonAction & { readonly label: string })[] {
  const pressable = buttons.filter(({ opensForm }) => opensForm !== true);
  return pressable.flatMap(({ label, command, args, choices }) =>
    choices === undefined
      ? [{ label, command, args }]
      : choices.map((choice) => ({
          label: `${label} ${choice.label}`,
          command,
          args: { ...args, ...choice.args },
        })),
  );
}

function keyOf({ label, command, args }: ButtonAction & { readonly label: string }): string {
  return JSON.stringify([label, command, args]);
}

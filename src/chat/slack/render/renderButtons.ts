import type { types } from '@slack/bolt';
import type { Button } from '../../../messages/card.ts';
import { type ButtonValue, writeButtonValue } from './buttonValue.ts';
import { BUTTONS_IN_A_ROW, LIMITS } from './limits.ts';
import { renderLine } from './renderInline.ts';

interface Press {
  readonly label: string;
  readonly value: ButtonValue;
}

/** What can be pressed under a card: each button, and where one more thing is to be chosen, each choice. */
export function pressesOf(buttons: readonly Button[]): Press[] {
  return buttons.flatMap(({ label, command, args, choices }) =>
    choices === undefined
      ? [{ label, value: { command, args } }]
      : choices.map((choice) => ({
          label: `${label} ${choice.label}`,
          value: { command, args: { ...args, ...choice.args } },
        })),
  );
}

/** The rows of buttons; what a button can't carry is left out. */
export function renderButtons(presses: readonly Press[]): types.ActionsBlock[] {
  const elements = presses
    .map(({ label, value }, index) => renderButton(label, value, index))
    .filter((element) => element !== undefined)
    .slice(0, LIMITS.actionsElements);
  const rows: types.ActionsBlock[] = [];
  for (let at = 0; at < elements.length; at += BUTTONS_IN_A_ROW)
    rows.push({ type: 'actions', elements: elements.slice(at, at + BUTTONS_IN_A_ROW) });
  return rows;
}

function renderButton(label: string, value: ButtonValue, index: number): types.Button | undefined {
  const written = writeButtonValue(value);
  if (written === undefined) return undefined;
  return {
    type: 'button',
    action_id: `threadwatch-${index}-${value.command}`.slice(0, LIMITS.actionId),
    text: { type: 'plain_text', text: cutLabel(label), emoji: false },
    value: written,
  };
}

function cutLabel(label: string): string {
  return renderLine([label], 'plain', { commandName: '' }, LIMITS.buttonText).trim() || '…';
}

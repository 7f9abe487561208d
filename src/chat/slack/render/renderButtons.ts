import type { types } from '@slack/bolt';
import type { Button } from '../../../messages/card.ts';
import type { ButtonAction } from '../../buttonAction.ts';
import { writeButtonValue } from './buttonValue.ts';
import { BUTTONS_IN_A_ROW, LIMITS } from './limits.ts';
import { renderLine } from './renderInline.ts';

/** A button with nothing left to choose. */
export interface LabelledAction {
  readonly label: string;
  readonly action: ButtonAction;
}

/** A card's buttons; a button with choices becomes one for each choice. */
export function expandChoices(buttons: readonly Button[]): LabelledAction[] {
  return buttons.flatMap(({ label, command, args, choices, opensForm }) =>
    choices === undefined
      ? [{ label, action: { command, args, opensForm } }]
      : choices.map((choice) => ({
          label: `${label} ${choice.label}`,
          action: { command, args: { ...args, ...choice.args } },
        })),
  );
}

/** Rows of buttons. A button whose action does not fit is left out. */
export function renderButtons(buttons: readonly LabelledAction[]): types.ActionsBlock[] {
  const elements = buttons
    .map((button, index) => renderButton(button, index))
    .filter((element) => element !== undefined)
    .slice(0, LIMITS.actionsElements);
  const rows: types.ActionsBlock[] = [];
  for (let at = 0; at < elements.length; at += BUTTONS_IN_A_ROW)
    rows.push({ type: 'actions', elements: elements.slice(at, at + BUTTONS_IN_A_ROW) });
  return rows;
}

function renderButton({ label, action }: LabelledAction, index: number): types.Button | undefined {
  const value = writeButtonValue(action);
  if (value === undefined) return undefined;
  return {
    type: 'button',
    action_id: `threadwatch-${index}-${action.command}`.slice(0, LIMITS.actionId),
    text: { type: 'plain_text', text: cutLabel(label), emoji: false },
    value,
  };
}

function cutLabel(label: string): string {
  return renderLine([label], 'plain', { commandName: '' }, LIMITS.buttonText).trim() || '…';
}

import {
  type APIActionRowComponent,
  type APIButtonComponent,
  ButtonStyle,
  ComponentType,
} from 'discord-api-types/v10';
import type { Button } from '../../../messages/card.ts';
import type { ButtonAction } from '../../buttonAction.ts';
import { encodeCustomId } from './customId.ts';

export type ButtonRow = APIActionRowComponent<APIButtonComponent>;

const LONGEST_LABEL = 80;
const ROW = 5;
const MOST_ROWS = 5;

const STYLES = {
  Watch: ButtonStyle.Primary,
  'Check again': ButtonStyle.Secondary,
  'Stop watching': ButtonStyle.Danger,
  Publish: ButtonStyle.Success,
  'Publish when ready': ButtonStyle.Success,
  Snooze: ButtonStyle.Secondary,
  'Resume alerts': ButtonStyle.Primary,
  Acknowledge: ButtonStyle.Primary,
  'Show all': ButtonStyle.Secondary,
  Reconnect: ButtonStyle.Primary,
  'Try again': ButtonStyle.Primary,
} as const satisfies Record<Button['label'], ButtonStyle>;

type Style = (typeof STYLES)[Button['label']];

/** A card's buttons. One whose id is too long, or the same as another's, is left out. */
export function renderButtons(buttons: readonly Button[]): ButtonRow[] {
  const pressable = buttons.flatMap((button) => expand(button));
  const components = pressable.flatMap(({ label, style, action }) => {
    const id = encodeCustomId(action);
    return id === undefined ? [] : [makeButton(label, style, id)];
  });
  return splitRows([...new Map(components.map((button) => [button.custom_id, button])).values()]);
}

/** *Previous* and *Next*, each where there is such a page. */
export function renderPaging(action: ButtonAction, page: number, pages: number): ButtonRow[] {
  const turns = [
    { label: 'Previous', to: page - 1 },
    { label: 'Next', to: page + 1 },
  ].filter(({ to }) => to >= 0 && to < pages);
  const buttons = turns.flatMap(({ label, to }) => {
    const id = encodeCustomId({ ...action, page: to });
    return id === undefined ? [] : [makeButton(label, ButtonStyle.Secondary, id)];
  });
  return splitRows(buttons);
}

interface Pressable {
  readonly label: string;
  readonly style: Style;
  readonly action: ButtonAction;
}

/** A button with choices becomes one button for each choice. */
function expand({ label, command, args, choices, opensForm }: Button): Pressable[] {
  const style = STYLES[label];
  if (choices === undefined) return [{ label, style, action: { command, args, opensForm } }];
  return choices.map((choice) => ({
    label: `${label} ${choice.label}`,
    style,
    action: { command, args: { ...args, ...choice.args } },
  }));
}

function makeButton(label: string, style: Style, id: string) {
  const short = [...label].slice(0, LONGEST_LABEL / 2).join('');
  return { type: ComponentType.Button, style, label: short, custom_id: id } as const;
}

function splitRows(buttons: readonly APIButtonComponent[]): ButtonRow[] {
  const rows: ButtonRow[] = [];
  for (let at = 0; at < Math.min(buttons.length, ROW * MOST_ROWS); at += ROW)
    rows.push({ type: ComponentType.ActionRow, components: buttons.slice(at, at + ROW) });
  return rows;
}

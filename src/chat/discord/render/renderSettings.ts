import {
  type APIActionRowComponent,
  type APIComponentInMessageActionRow,
  type APIRoleSelectComponent,
  type APIStringSelectComponent,
  ComponentType,
  SelectMenuDefaultValueType,
} from 'discord-api-types/v10';
import type { Select, Settings } from '../../../messages/card.ts';
import { encodeCustomId } from './customId.ts';
import { renderPaging } from './renderButtons.ts';

type SettingsRow = APIActionRowComponent<APIComponentInMessageActionRow>;

const MOST_CHOICES = 25;
const LONGEST = 100;
const LONGEST_PLACEHOLDER = 150;
const SNOWFLAKE = /^\d{15,20}$/;

/**
 * Selects, each in a row of its own; where there are more than fit, a page of them.
 *
 * @param page counted from 0 @param room rows
 */
export function renderSettings({ selects, again }: Settings, page: number, room: number): SettingsRow[] {
  if (selects.length <= room) return renderRows(selects, 0);
  const onPage = Math.max(1, room - 1);
  const pages = Math.ceil(selects.length / onPage);
  const shown = Math.min(page, pages - 1);
  return [
    ...renderRows(selects.slice(shown * onPage, (shown + 1) * onPage), shown),
    ...renderPaging({ ...again, replaces: true }, shown, pages),
  ];
}

/** One whose id does not fit is left out. @param page shown again with the answer to a choice */
function renderRows(selects: readonly Select[], page: number): SettingsRow[] {
  return selects.flatMap((select) => renderSelect(select, page) ?? []);
}

/** @returns `undefined` where it does not fit */
function renderSelect(select: Select, page: number): SettingsRow | undefined {
  const { label, command, args, option, from, chosen, called, most } = select;
  const id = encodeCustomId({ command, args, page, picks: option });
  if (id === undefined) return undefined;
  const common = {
    custom_id: id,
    placeholder: cut(label, LONGEST_PLACEHOLDER),
    min_values: args[option] === undefined ? 1 : 0,
  };
  if (from === 'callable')
    return row({
      ...common,
      type: ComponentType.RoleSelect,
      max_values: most,
      // Discord offers roles here: a person whom alerts call is shown in the text alone.
      default_values:
        called?.kind === 'role' && SNOWFLAKE.test(called.id)
          ? [{ id: called.id, type: SelectMenuDefaultValueType.Role }]
          : [],
    });
  const options = from.slice(0, MOST_CHOICES).map((choice) => ({
    label: cut(choice.label, LONGEST),
    value: choice.value,
    default: chosen.includes(choice.value),
  }));
  return row({
    ...common,
    type: ComponentType.StringSelect,
    max_values: Math.min(most, options.length),
    options,
  });
}

function row(select: APIStringSelectComponent | APIRoleSelectComponent): SettingsRow {
  return { type: ComponentType.ActionRow, components: [select] };
}

function cut(words: string, longest: number): string {
  return words.length <= longest ? words : `${words.slice(0, longest - 1).toWellFormed()}…`;
}

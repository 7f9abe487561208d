import {
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  ComponentType,
  TextInputStyle,
} from 'discord-api-types/v10';
import type { ShownField, ShownForm } from '../../../../commands/fillForm.ts';
import { encodeCustomId } from './customId.ts';

/**
 * Discord's limits for a modal, in characters.
 *
 * @see https://docs.discord.com/developers/components/reference#text-input
 */
const LIMITS = {
  title: 45,
  label: 45,
  description: 100,
  placeholder: 100,
  value: 4_000,
  choice: 100,
} as const;

/** Discord shows no more in one select. */
export const MOST_CHOICES = 25;

/** A form as a modal. Discord shows its words as they are: nothing in them pings or formats. */
export function renderModal({ command, fields, hidden }: ShownForm): APIModalInteractionResponseCallbackData {
  const { name, form } = command;
  const id = encodeCustomId({ command: name, args: hidden, opensForm: true });
  return {
    // What does not fit is asked for by the command.
    custom_id: id ?? encodeCustomId({ command: name, args: {}, opensForm: true }) ?? name,
    title: cut(form.title, LIMITS.title),
    components: fields.map(renderField),
  };
}

function renderField(field: ShownField): APILabelComponent {
  return {
    type: ComponentType.Label,
    label: cut(field.label, LIMITS.label),
    ...(field.hint !== undefined && { description: cut(field.hint, LIMITS.description) }),
    component: renderInput(field),
  };
}

function renderInput({
  option,
  placeholder,
  isRequired,
  value,
  input,
}: ShownField): APILabelComponent['component'] {
  const common = {
    custom_id: option,
    required: isRequired,
    ...(placeholder !== undefined && { placeholder: cut(placeholder, LIMITS.placeholder) }),
  };
  if (input.kind === 'choice')
    return {
      ...common,
      type: ComponentType.StringSelect,
      min_values: isRequired ? 1 : 0,
      max_values: 1,
      options: input.choices
        .filter((choice) => choice.value.length <= LIMITS.choice)
        .map((choice) => ({
          label: cut(choice.label, LIMITS.choice),
          value: choice.value,
          default: choice.value === value,
        })),
    };
  const longest = Math.min(input.longest, LIMITS.value);
  return {
    ...common,
    type: ComponentType.TextInput,
    style: input.isLong ? TextInputStyle.Paragraph : TextInputStyle.Short,
    max_length: longest,
    ...(value !== '' && { value: value.slice(0, longest).toWellFormed() }),
  };
}

function cut(words: string, longest: number): string {
  return words.length <= longest ? words : `${words.slice(0, longest - 1).toWellFormed()}…`;
}

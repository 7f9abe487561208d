import { ApplicationCommandType, InteractionType } from 'discord-api-types/v10';
import { z } from 'zod';
import type { Command, Person } from '../../../../commands/command.ts';
import {
  type FormCommand,
  hasForm,
  hasFormFor,
  messageCommandsOf,
  needsForm,
  readFilledIn,
} from '../../../../commands/fillForm.ts';
import type { FormStart } from '../../../../commands/form.ts';
import { UserError } from '../../../../commands/userError.ts';
import type { Card } from '../../../messages/card.ts';
import { type ButtonAction, withPicked } from '../../buttonAction.ts';
import type { CommandSet } from '../../platform.ts';
import { decodeCustomId } from '../render/customId.ts';
import type { Interaction } from './interaction.ts';
import { readMessage } from './readMessage.ts';
import { readModal } from './readModal.ts';
import { readSubcommand } from './readSubcommand.ts';
import { formRefused, unknownButton, unknownCommand, unknownForm } from './refusals.ts';
import { unwrapArgs } from './unwrapArgs.ts';

/** What an interaction asks for. */
export type Asked =
  | {
      readonly kind: 'run';
      readonly action: ButtonAction;
      /** Its entry in the table; `undefined` where there is none. */
      readonly command: Command | undefined;
    }
  | { readonly kind: 'open'; readonly command: FormCommand; readonly start: FormStart }
  | { readonly kind: 'refuse'; readonly card: Card };

/** Reads what a person typed, pressed, chose on a message or filled in. */
export function readAction(interaction: Interaction, set: CommandSet, person: Person): Asked {
  switch (interaction.type) {
    case InteractionType.MessageComponent:
      return readButton(interaction.data, set, person);
    case InteractionType.ModalSubmit:
      return readSent(interaction.data, set);
    default:
      return typeOf(interaction.data) === ApplicationCommandType.Message
        ? readChosen(interaction.data, set)
        : readTyped(interaction.data, set, person);
  }
}

const typedSchema = z.object({ type: z.number() });

function typeOf(data: unknown): number | undefined {
  return typedSchema.safeParse(data).data?.type;
}

function readTyped(data: unknown, set: CommandSet, person: Person): Asked {
  const typed = readSubcommand(data, set.commandName);
  if (typed === undefined) return { kind: 'refuse', card: unknownCommand() };
  const command = set.commands.find(({ name }) => name === typed.command);
  const args = command === undefined ? typed.args : unwrapArgs(typed.args, command, set.commandName);
  return runOrOpen({ command: typed.command, args, page: 0 }, set, person);
}

/** A button, or a select with what was chosen. */
const buttonSchema = z.object({
  custom_id: z.string(),
  values: z.array(z.string().max(100)).max(25).optional().catch(undefined),
});

function readButton(data: unknown, set: CommandSet, person: Person): Asked {
  const button = buttonSchema.safeParse(data).data;
  const action = button && decodeCustomId(button.custom_id);
  return action === undefined
    ? { kind: 'refuse', card: unknownButton() }
    : runOrOpen(withPicked(action, button?.values ?? []), set, person);
}

/** A command whose arguments are missing opens its form. */
function runOrOpen(action: ButtonAction, set: CommandSet, person: Person): Asked {
  const command = findCommand(action, set);
  const { args, opensForm } = action;
  if (needsForm(command, args, person) || (opensForm && hasFormFor(command, person)))
    return { kind: 'open', command, start: { args } };
  return { kind: 'run', action, command };
}

/** A command on a message. */
function readChosen(data: unknown, set: CommandSet): Asked {
  const chosen = readMessage(data);
  const command = messageCommandsOf(set.commands).find(({ form }) => form.onMessage?.name === chosen?.name);
  const onMessage = command?.form.onMessage;
  if (chosen === undefined || command === undefined || onMessage === undefined)
    return { kind: 'refuse', card: unknownCommand() };
  try {
    return { kind: 'open', command, start: onMessage.read(chosen.words) };
  } catch (error) {
    if (error instanceof UserError) return { kind: 'refuse', card: error.card };
    throw error;
  }
}

/** A form that was sent. Discord has closed it: where it can't be used, what was typed stands in the answer. */
function readSent(data: unknown, set: CommandSet): Asked {
  const sent = readModal(data);
  const command = sent && findCommand(sent, set);
  if (sent === undefined || !hasForm(command)) return { kind: 'refuse', card: unknownForm() };
  const filledIn = readFilledIn(command, sent.args);
  if (filledIn.problems.length > 0) return { kind: 'refuse', card: formRefused(command, filledIn) };
  return { kind: 'run', action: { command: command.name, args: filledIn.args, page: 0 }, command };
}

function findCommand({ command }: ButtonAction, { commands }: CommandSet): Command | undefined {
  return commands.find(({ name }) => name === command);
}

import type { z } from 'zod';
import { UserError } from '../../../../commands/userError.ts';
import { type ButtonAction, withPicked } from '../../buttonAction.ts';
import { parseLine } from '../../text/parseLine.ts';
import { readButtonValue } from '../render/buttonValue.ts';
import { blockActionsSchema, slashCommandSchema } from './payloads.ts';
import { findStranger, nameOf, type ReadOptions, readRequester, teamOf } from './readRequester.ts';
import { buttonRefused, refuseUnreadable, teamRefused } from './requestRefusals.ts';
import type { ReadRequest } from './slackRequest.ts';
import { unwrapText } from './unwrapText.ts';

/** What Slack calls every private channel and every conversation. */
const SECRET_NAMES: ReadonlySet<string> = new Set(['privategroup', 'directmessage']);

/** Reads a slash command. @returns `undefined` where there is no address to answer to */
export function readCommand(body: unknown, options: ReadOptions): ReadRequest | undefined {
  const payload = slashCommandSchema.safeParse(body).data;
  if (payload === undefined) return refuseUnreadable(body);
  const { team_id, channel_id, user_id, response_url } = payload;
  return {
    ...readRequester(team_id, channel_id, user_id, options),
    channelName: SECRET_NAMES.has(payload.channel_name ?? '') ? undefined : payload.channel_name,
    personName: payload.user_name,
    responseUrl: response_url,
    triggerId: payload.trigger_id,
    replaces: false,
    content: options.serves(team_id)
      ? readLine(unwrapText(payload.text), options)
      : { kind: 'refuse', card: teamRefused(team_id) },
  };
}

/** Reads a press of a button. @returns `undefined` where there is no address to answer to */
export function readPress(body: unknown, options: ReadOptions): ReadRequest | undefined {
  const payload = blockActionsSchema.safeParse(body).data;
  const channel = payload?.channel?.id ?? payload?.container?.channel_id;
  if (payload === undefined || channel === undefined) return refuseUnreadable(body);
  const stranger = findStranger(payload, options);
  const action = readAction(payload.actions[0]);
  return {
    ...readRequester(teamOf(payload), channel, payload.user.id, options),
    personName: nameOf(payload),
    responseUrl: payload.response_url,
    triggerId: payload.trigger_id,
    replaces: action?.page !== undefined || action?.picks !== undefined,
    content:
      stranger !== undefined
        ? { kind: 'refuse', card: stranger }
        : action === undefined
          ? { kind: 'refuse', card: buttonRefused() }
          : { kind: 'run', action, isEmptyLine: false },
  };
}

type Pressed = z.infer<typeof blockActionsSchema>['actions'][number];

/** The action of a button, or of a select with what was chosen. @returns `undefined` where it is not ours */
function readAction(pressed: Pressed | undefined): ButtonAction | undefined {
  const {
    value,
    action_id,
    selected_option: one,
    selected_options: some,
    selected_users: people,
  } = pressed ?? {};
  if (!one && !some && !people) return readButtonValue(value);
  const action = readButtonValue(action_id);
  if (action?.picks === undefined) return undefined;
  const chosen = [...(one ? [one] : []), ...(some ?? [])].map((choice) => choice.value);
  return withPicked(action, [...chosen, ...(people ?? [])]);
}

function readLine(line: string, { commands, commandName }: ReadOptions): ReadRequest['content'] {
  try {
    const action = parseLine(line, commands, commandName);
    return { kind: 'run', action, isEmptyLine: line.trim() === '' };
  } catch (error) {
    if (error instanceof UserError) return { kind: 'refuse', card: error.card };
    throw error;
  }
}

import { messageCommandsOf } from '../../../../commands/fillForm.ts';
import { UserError } from '../../../../commands/userError.ts';
import { callbackIdOf } from '../render/callbackId.ts';
import { messageActionSchema } from './payloads.ts';
import { readMessage } from './readMessage.ts';
import { findStranger, nameOf, type ReadOptions, readRequester, teamOf } from './readRequester.ts';
import { formRefused, refuseUnreadable } from './requestRefusals.ts';
import type { ReadRequest } from './slackRequest.ts';

/** Reads a shortcut that a person chose on a message. @returns `undefined` where there is no address to answer to */
export function readShortcut(body: unknown, options: ReadOptions): ReadRequest | undefined {
  const payload = messageActionSchema.safeParse(body).data;
  if (payload === undefined) return refuseUnreadable(body);
  const stranger = findStranger(payload, options);
  return {
    ...readRequester(teamOf(payload), payload.channel.id, payload.user.id, options),
    personName: nameOf(payload),
    responseUrl: payload.response_url,
    triggerId: payload.trigger_id,
    replaces: false,
    content:
      stranger === undefined
        ? readContent(payload.callback_id, payload.message, options)
        : { kind: 'refuse', card: stranger },
  };
}

function readContent(
  callbackId: string,
  message: unknown,
  { commands }: ReadOptions,
): ReadRequest['content'] {
  const command = messageCommandsOf(commands).find((each) => callbackIdOf(each) === callbackId);
  const onMessage = command?.form.onMessage;
  if (command === undefined || onMessage === undefined) return { kind: 'refuse', card: formRefused() };
  try {
    return { kind: 'open', command: command.name, start: onMessage.read(readMessage(message)) };
  } catch (error) {
    if (error instanceof UserError) return { kind: 'refuse', card: error.card };
    throw error;
  }
}

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { channelRefSchema } from '../../../channelRef.ts';
import type { Card } from '../../../messages/card.ts';
import { buttonActionSchema } from '../../buttonAction.ts';
import { formStartSchema, requestPersonSchema } from '../../forwardedRequest.ts';

/** A slash command, a press of a button, a shortcut on a message or a form that was sent, as read from Slack's payload. */
export const slackRequestSchema = z.object({
  channel: channelRefSchema,
  /** What people call the channel, where Slack says so. */
  channelName: z.string().optional(),
  person: requestPersonSchema,
  /** The person's name in Slack, from outside. */
  personName: z.string().optional(),
  /** Where Slack accepts the answer. */
  responseUrl: z.string(),
  /** Opens a form within 3 s; a form that was sent has none. */
  triggerId: z.string().optional(),
  /** Whether the answer replaces the message with the button: it is another page of it. */
  replaces: z.boolean(),
  /** What to run, or the form to open. */
  content: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('run'), action: buttonActionSchema, isEmptyLine: z.boolean() }),
    z.object({ kind: z.literal('open'), command: z.string(), start: formStartSchema }),
  ]),
});

export type SlackRequest = z.infer<typeof slackRequestSchema>;

/** What a payload says, where it may ask for nothing that can be run: then it is answered with a card. */
export interface ReadRequest extends Omit<SlackRequest, 'content'> {
  readonly content: SlackRequest['content'] | { readonly kind: 'refuse'; readonly card: Card };
}

/**
 * The same for a payload that Slack sends again. The number of an envelope and the signature of a request are new then,
 * and not every payload has an id; but each holds a trigger or an address that no other has.
 */
export function requestIdOf(payload: unknown): string {
  return createHash('sha256').update(JSON.stringify(payload)).digest('base64url');
}

import { z } from 'zod';
import { CALLBACK_PREFIX } from '../render/callbackId.ts';

/** A team removed the app, or revoked its token: the only events that the bot subscribes to. */
export const REMOVAL_EVENTS = ['app_uninstalled', 'tokens_revoked'] as const;

/** Bolt takes a payload with one of these fields for another type. */
const nothingElse = { event: z.undefined().optional(), name: z.undefined().optional() };

const noCommand = { ...nothingElse, command: z.undefined().optional() };
const noAction = { ...noCommand, actions: z.undefined().optional() };

/** Slack names a person and a channel by an object. */
const reference = z.looseObject({});
const callback_id = z.string().startsWith(CALLBACK_PREFIX);

const removalSchema = z.object({
  type: z.literal('event_callback'),
  team_id: z.string(),
  event: z.looseObject({ type: z.enum(REMOVAL_EVENTS) }),
  command: z.undefined().optional(),
  name: z.undefined().optional(),
});

/** A slash command, a press of a button, a shortcut or a form of ours, or that a team removed the app: the only payloads that Bolt gets from us. */
const requestSchema = z.union([
  z.object({ ...nothingElse, command: z.string() }),
  z.object({
    ...nothingElse,
    type: z.literal('block_actions'),
    actions: z.array(z.looseObject({})).min(1),
    user: reference,
  }),
  z.object({
    ...noAction,
    type: z.literal('message_action'),
    callback_id,
    user: reference,
    channel: reference,
  }),
  z.object({
    ...noAction,
    type: z.literal('view_submission'),
    user: reference,
    view: z.looseObject({ callback_id }),
  }),
  removalSchema,
]);

const anySchema = z.looseObject({ type: z.string().optional().catch(undefined) });

/** `other` is a payload of Slack that the bot does not serve: an event, or a shortcut or a form that is not ours. */
export type PayloadClass =
  | { readonly kind: 'request' | 'unreadable' }
  | { readonly kind: 'other'; readonly type: string | undefined };

/** Classifies a payload before Bolt gets it: Bolt throws at some that it does not know, and acknowledges none of them. */
export function classifyPayload(payload: unknown): PayloadClass {
  if (requestSchema.safeParse(payload).success) return { kind: 'request' };
  const other = anySchema.safeParse(payload);
  return other.success ? { kind: 'other', type: other.data.type } : { kind: 'unreadable' };
}

import { z } from 'zod';

/** Bolt takes a payload with one of these fields for another type. */
const nothingElse = { event: z.undefined().optional(), name: z.undefined().optional() };

/** A slash command or a press of a button: the only payloads that Bolt gets from us. */
const requestSchema = z.union([
  z.object({ ...nothingElse, command: z.string() }),
  z.object({
    ...nothingElse,
    type: z.literal('block_actions'),
    actions: z.array(z.looseObject({})).min(1),
    user: z.looseObject({}),
  }),
]);

const anySchema = z.looseObject({ type: z.string().optional().catch(undefined) });

/** `other` is a payload of Slack that the bot does not serve: an event, a shortcut, a submitted form. */
export type PayloadClass =
  | { readonly kind: 'request' | 'unreadable' }
  | { readonly kind: 'other'; readonly type: string | undefined };

/** Classifies a payload before Bolt gets it: Bolt throws at some that it does not know, and acknowledges none of them. */
export function classifyPayload(payload: unknown): PayloadClass {
  if (requestSchema.safeParse(payload).success) return { kind: 'request' };
  const other = anySchema.safeParse(payload);
  return other.success ? { kind: 'other', type: other.data.type } : { kind: 'unreadable' };
}

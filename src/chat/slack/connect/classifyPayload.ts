import { z } from 'zod';

/** By these Bolt takes a payload for another kind of thing. */
const nothingElse = { event: z.undefined().optional(), name: z.undefined().optional() };

/** What a person asks for: all that we have Bolt take. */
const askSchema = z.union([
  z.object({ ...nothingElse, command: z.string() }),
  z.object({
    ...nothingElse,
    type: z.literal('block_actions'),
    actions: z.array(z.looseObject({})).min(1),
    user: z.looseObject({}),
  }),
]);

const anySchema = z.looseObject({ type: z.string().optional().catch(undefined) });

/** `other` is Slack's, and not for us: an event, a shortcut, a form that is sent in. */
export type Sorted =
  | { readonly kind: 'ask' | 'unreadable' }
  | { readonly kind: 'other'; readonly type: string | undefined };

/** Tells what a payload is. Bolt takes what it does not know for an object all the same, and acknowledges none of it. */
export function classifyPayload(payload: unknown): Sorted {
  if (askSchema.safeParse(payload).success) return { kind: 'ask' };
  const other = anySchema.safeParse(payload);
  return other.success ? { kind: 'other', type: other.data.type } : { kind: 'unreadable' };
}

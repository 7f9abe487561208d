import { z } from 'zod';
import { errorDetailsSchema } from '../threads/errorDetails.ts';
import { QUOTA_PAIRS } from '../threads/quotas.ts';
import { TOKEN_ENDS } from '../tokens/tokenRecord.ts';
import { containerEventSchema } from '../watches/containerEvent.ts';
import { containerStateSchema } from '../watches/watch.ts';

/** Who wants to hear nothing of it for a while, and until when. */
const snoozeMarkSchema = z.object({ by: z.string(), until: z.number() });

export type SnoozeMark = z.infer<typeof snoozeMarkSchema>;

const liveItemSchema = z.object({
  container: z.string(),
  /** Where it is watched for another account than was asked for, since that one sees it. */
  account: z.string().optional(),
  createdAt: z.number(),
  state: containerStateSchema,
  /** Whether we still check it. */
  watched: z.boolean(),
  /** Who had the watch dropped, where somebody did. */
  droppedBy: z.string().optional(),
  snoozed: snoozeMarkSchema.optional(),
});

export type LiveItem = z.infer<typeof liveItemSchema>;

/** What a message in a channel says, as facts that a record can keep; its card is made from them. */
export const contentSchema = z.discriminatedUnion('kind', [
  /** The public live message of one `watch`. */
  z.object({
    kind: z.literal('live'),
    account: z.string(),
    by: z.string(),
    note: z.string().optional(),
    items: z.array(liveItemSchema),
  }),
  z.object({
    kind: z.literal('container'),
    account: z.string(),
    container: z.string(),
    createdAt: z.number(),
    by: z.string(),
    note: z.string().optional(),
    event: containerEventSchema,
  }),
  z.object({
    kind: z.literal('quota'),
    account: z.string(),
    pair: z.enum(QUOTA_PAIRS),
    /** In per cent, the highest of those crossed at once. */
    threshold: z.number(),
    crossed: z.array(z.number()),
    used: z.number(),
    total: z.number(),
    snoozed: snoozeMarkSchema.optional(),
    freed: z.object({ used: z.number(), total: z.number(), at: z.number() }).optional(),
  }),
  /** A quota that had been used up for long has room again. */
  z.object({
    kind: z.literal('quota-recovered'),
    account: z.string(),
    pair: z.enum(QUOTA_PAIRS),
    used: z.number(),
    total: z.number(),
    /** Since when it had been used up, as far as we saw. */
    since: z.number(),
    until: z.number(),
  }),
  /** Somebody wants the channel to hear no alerts for a while. */
  z.object({
    kind: z.literal('channel-snoozed'),
    by: z.string(),
    until: z.number(),
    isOver: z.boolean().optional(),
  }),
  /** Somebody has turned the channel's quota alerts on, at these thresholds in per cent, or off. */
  z.object({
    kind: z.literal('quota-alerts'),
    account: z.string(),
    by: z.string(),
    thresholds: z.array(z.number()).optional(),
  }),
  z.object({
    kind: z.literal('account-outage'),
    account: z.string(),
    error: errorDetailsSchema,
    since: z.number(),
    nextProbeAt: z.number(),
    /** When it was over. */
    until: z.number().optional(),
  }),
  z.object({
    kind: z.literal('account-recovered'),
    account: z.string(),
    error: errorDetailsSchema,
    since: z.number(),
    until: z.number(),
  }),
  /** A token, or the permission behind it, ends, and nothing of ours puts that off. */
  z.object({
    kind: z.literal('token-ending'),
    account: z.string(),
    end: z.enum(TOKEN_ENDS),
    endsAt: z.number(),
    /** Why the token could not be refreshed. */
    error: errorDetailsSchema.optional(),
    /** When a new token came, and when that one ends, where it is known. */
    healed: z.object({ at: z.number(), endsAt: z.number().optional() }).optional(),
  }),
]);

export type Content = z.infer<typeof contentSchema>;
export type ContentOf<Kind extends Content['kind']> = Extract<Content, { kind: Kind }>;

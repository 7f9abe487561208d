import { z } from 'zod';
import { channelRefSchema } from '../channelRef.ts';
import { QUOTA_PAIRS } from '../threads/quotas.ts';

const firedThresholdSchema = z.object({
  pair: z.enum(QUOTA_PAIRS),
  threshold: z.number(),
  /** The message that told of it; thresholds crossed at once share the message of the highest. */
  notificationId: z.string().optional(),
  /** When it fired, ms since the epoch. */
  at: z.number().optional(),
});

/** A threshold that has fired and is not armed again yet. */
export type FiredThreshold = z.infer<typeof firedThresholdSchema>;

/** A channel that wants to know when an account's quotas near their totals. */
export const quotaSubscriptionSchema = z.object({
  version: z.literal(2),
  channel: channelRefSchema,
  account: z.string(),
  by: z.string(),
  since: z.number(),
  /** Per cent of a total, ascending. */
  thresholds: z.array(z.number()),
  fired: z.array(firedThresholdSchema),
  /** How many alerts there have been; names the next, so that one decided twice is told once. */
  alerts: z.number(),
});

export type QuotaSubscription = z.infer<typeof quotaSubscriptionSchema>;

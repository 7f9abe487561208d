import { z } from 'zod';
import { type ChannelRef, channelKey, channelRefSchema } from '../channelRef.ts';
import { QUOTA_PAIRS } from '../threads/quotas.ts';

const firedThresholdSchema = z.object({
  pair: z.enum(QUOTA_PAIRS),
  threshold: z.number(),
  /** Its alert; of thresholds that were crossed at once, only the highest has one. */
  notificationId: z.string().optional(),
  /** When it fired, ms since the epoch. */
  at: z.number().optional(),
});

/** A threshold that fired and is not armed again yet. */
export type FiredThreshold = z.infer<typeof firedThresholdSchema>;

/** A channel that subscribed to an account's quota alerts. */
export const quotaSubscriptionSchema = z.object({
  version: z.literal(2),
  channel: channelRefSchema,
  account: z.string(),
  by: z.string(),
  since: z.number(),
  /** In per cent of a total, ascending. */
  thresholds: z.array(z.number()),
  fired: z.array(firedThresholdSchema),
  /** Part of the ids of its alerts: another one for each time that they are turned on. Earlier versions had none. */
  id: z.string().optional(),
  /** How many alerts there were. Part of the next one's id, so that an alert that is decided twice is stored once. */
  alerts: z.number(),
});

export type QuotaSubscription = z.infer<typeof quotaSubscriptionSchema>;

/** Begins the ids of a subscription's notifications; no other subscription has it, also none of the same channel. */
export function subscriptionIdPrefix({ channel, account, id }: QuotaSubscription): string {
  const key = subscriptionKey(channel, account);
  return id === undefined ? key : `${key}/${id}`;
}

/** The key under which a channel's subscription to an account's quota alerts is stored. */
export function subscriptionKey(channel: ChannelRef, account: string): string {
  return `${channelKey(channel)}/${account}`;
}

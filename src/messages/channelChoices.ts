import { z } from 'zod';
import { ALERT_KINDS } from './alertKinds.ts';

/** Whom a message calls: one role, one group of people, or one person. */
export const mentionSchema = z.object({
  kind: z.enum(['role', 'group', 'person']),
  /** The platform's id. */
  id: z.string(),
  /** What people call it, where the platform tells. */
  name: z.string().optional(),
});

export type Mention = z.infer<typeof mentionSchema>;

/** Hours of the day in which only urgent alerts are posted. */
export const quietHoursSchema = z.object({
  /** Minutes after midnight. Where `to` is the earlier one, the quiet hours end on the next day. */
  from: z.number(),
  to: z.number(),
  /** The time zone whose clock counts, as Intl names it. */
  zone: z.string(),
});

export type QuietHours = z.infer<typeof quietHoursSchema>;

/** When an alert that nobody acknowledged is brought up once more. */
export const remindSchema = z.object({
  /** How long after it was posted, ms. */
  after: z.number(),
  /** When people chose that, ms since the epoch: older alerts are left alone. */
  since: z.number(),
});

/** What a channel has chosen for its alerts. What it has not chosen is left out. */
export const channelChoicesSchema = z.object({
  mention: mentionSchema.optional(),
  quiet: quietHoursSchema.optional(),
  remind: remindSchema.optional(),
  /** The kinds that are posted without a sound, and call nobody. */
  silent: z.array(z.enum(ALERT_KINDS)).optional(),
  /** The kinds that are not posted. */
  muted: z.array(z.enum(ALERT_KINDS)).optional(),
});

export type ChannelChoices = z.infer<typeof channelChoicesSchema>;

import { z } from 'zod';
import type { ChannelRef } from '../channelRef.ts';
import type { EventDeliveries } from '../messages/eventDeliveries.ts';
import { eventFaultSchema } from '../messages/eventFault.ts';
import { signingSecretSchema } from './signingSecrets.ts';

/** Where events of a hook go, and how that went. Times are ms since the epoch. */
export const eventTargetSchema = z.object({
  url: z.string(),
  secret: signingSecretSchema,
  /** When it took an event last, to the minute. */
  acceptedAt: z.number().optional(),
  /** Since when it has taken none, when it was tried last, to the minute, and why it took none then. */
  failing: z.object({ since: z.number(), at: z.number(), fault: eventFaultSchema }).optional(),
  /** When an event was dropped last. */
  lostAt: z.number().optional(),
  /** When and why it was given up. */
  ended: z.object({ at: z.number(), fault: eventFaultSchema }).optional(),
});

export type EventTarget = z.infer<typeof eventTargetSchema>;

/** A program that gets the events of a channel and an account: the hook that somebody made with a URL. */
export interface EventReceiver {
  /** The hook's. */
  readonly id: string;
  readonly name: string;
  readonly channel: ChannelRef;
  readonly account: string;
  readonly target: EventTarget;
}

/** All of them; a hook that was revoked is none any more. */
export interface EventReceivers {
  /** It reads memory alone. */
  get(id: string): EventReceiver | undefined;
  inChannel(channel: ChannelRef): readonly EventReceiver[];
  all(): readonly EventReceiver[];
  /** Stores what has changed, unless the hook is gone. */
  changeTarget(id: string, change: (target: EventTarget) => EventTarget): Promise<void>;
}

/** What people are told of it: never the secret, and of the URL only the host. */
export function toDeliveries(
  { url, acceptedAt, failing, lostAt, ended }: EventTarget,
  waiting: number,
): EventDeliveries {
  return { host: new URL(url).host, acceptedAt, failing, lostAt, ended, waiting };
}

import { z } from 'zod';
import { type ChannelRef, channelKey, channelRefSchema } from '../channelRef.ts';
import { HOUR, MINUTE } from '../duration.ts';
import { type ErrorDetails, errorDetailsSchema, toErrorDetails } from '../threads/errorDetails.ts';
import type { ThreadsError } from '../threads/errors.ts';

/** An outage shorter than this passes unmentioned: nothing is lost, and nobody need know. */
const NOTIFIED_AFTER = 10 * MINUTE;

const OUTAGE_PROBE = { first: MINUTE, last: 15 * MINUTE, shareOfOutage: 0.2 };
const REFUSED_PROBE = HOUR;

/** An account that we can't see anything of, from the first failed call to the first that is answered. */
export const outageSchema = z.object({
  version: z.literal(2),
  account: z.string(),
  error: errorDetailsSchema,
  since: z.number(),
  nextProbeAt: z.number(),
  /** Who has been notified, and of which kind of trouble. */
  notified: z.array(z.object({ channel: channelRefSchema, kind: z.string() })),
});

export type Outage = z.infer<typeof outageSchema>;

/** Whether an error says something of the account or of Threads, not of the container that was asked for. */
export function isAccountError({ kind }: Pick<ThreadsError, 'kind'>): boolean {
  return ['token', 'permission', 'restricted', 'limited', 'outage'].includes(kind);
}

/** The account's blindness after one more call that failed. */
export function recordFailure(before: Outage | undefined, error: ThreadsError, now: number): Outage {
  const since = before?.since ?? now;
  const details = toErrorDetails(error);
  return {
    version: 2,
    account: error.account,
    error: details,
    since,
    nextProbeAt: nextProbeAt(details, since, now),
    notified: before?.notified ?? [],
  };
}

function nextProbeAt({ kind, retryAt }: ErrorDetails, since: number, now: number): number {
  if (kind === 'limited') return retryAt !== undefined && retryAt > now ? retryAt : now + REFUSED_PROBE;
  if (kind !== 'outage') return now + REFUSED_PROBE;
  const delay = (now - since) * OUTAGE_PROBE.shareOfOutage;
  return now + Math.min(OUTAGE_PROBE.last, Math.max(OUTAGE_PROBE.first, delay));
}

/** Whether people should know: at once where a person must act, else when it lasts or will last. */
export function isWorthNotifying({ error, since }: Outage, now: number): boolean {
  switch (error.kind) {
    case 'outage':
      return now - since >= NOTIFIED_AFTER;
    case 'limited':
      return Math.max(now, error.retryAt ?? now) - since >= NOTIFIED_AFTER;
    default:
      return true;
  }
}

/** Those of the places that have not been told of this kind of trouble yet. */
export function unnotified(outage: Outage, channels: readonly ChannelRef[]): ChannelRef[] {
  const notified = new Set(
    outage.notified
      .filter(({ kind }) => kind === outage.error.kind)
      .map(({ channel }) => channelKey(channel)),
  );
  return channels.filter((channel) => !notified.has(channelKey(channel)));
}

/** The blindness with these places noted as told. */
export function withNotified(outage: Outage, channels: readonly ChannelRef[]): Outage {
  const notified = channels.map((channel) => ({ channel, kind: outage.error.kind }));
  return { ...outage, notified: [...outage.notified, ...notified] };
}

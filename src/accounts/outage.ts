import { z } from 'zod';
import { type ChannelRef, channelKey, channelRefSchema } from '../channelRef.ts';
import { HOUR, MINUTE } from '../duration.ts';
import { type ErrorDetails, errorDetailsSchema, toErrorDetails } from '../threads/errorDetails.ts';
import type { ThreadsError } from '../threads/errors.ts';

/** Nobody is notified of a shorter outage: its checks are made up for, and nothing is lost. */
const NOTIFY_AFTER = 10 * MINUTE;

/** While Threads fails, the time between probes is a share of the outage's length so far, within these limits. */
const PROBE_BACKOFF = { shortest: MINUTE, longest: 15 * MINUTE, shareOfOutage: 0.2 };

/** Time between probes where Threads refuses the account, or limits it without saying until when. */
const REFUSED_PROBE_INTERVAL = HOUR;

/**
 * The time in which an account can't be called, from its first error to its next answer. A probe is
 * a call that finds out whether it is over. Times are ms since the epoch.
 */
export const outageSchema = z.object({
  version: z.literal(2),
  account: z.string(),
  error: errorDetailsSchema,
  since: z.number(),
  nextProbeAt: z.number(),
  /** Which channels were notified, and of which kind of error. */
  notified: z.array(z.object({ channel: channelRefSchema, kind: z.string() })),
});

export type Outage = z.infer<typeof outageSchema>;

/** Whether an error concerns the whole account or Threads itself, and not only the container of the call. */
export function isAccountError({ kind }: Pick<ThreadsError, 'kind'>): boolean {
  return ['token', 'permission', 'restricted', 'limited', 'outage'].includes(kind);
}

/** The account's outage after one more error: a new outage, or the one before with this error and its next probe. Pure. */
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
  if (kind === 'limited')
    return retryAt !== undefined && retryAt > now ? retryAt : now + REFUSED_PROBE_INTERVAL;
  if (kind !== 'outage') return now + REFUSED_PROBE_INTERVAL;
  const delay = (now - since) * PROBE_BACKOFF.shareOfOutage;
  return now + Math.min(PROBE_BACKOFF.longest, Math.max(PROBE_BACKOFF.shortest, delay));
}

/** Whether the channels should be notified: at once if a person must act, else once it is clear that it lasts. Pure. */
export function isWorthNotifying({ error, since }: Outage, now: number): boolean {
  switch (error.kind) {
    case 'outage':
      return now - since >= NOTIFY_AFTER;
    case 'limited':
      return Math.max(now, error.retryAt ?? now) - since >= NOTIFY_AFTER;
    default:
      return true;
  }
}

/** The channels that were not notified of the outage's present kind of error yet. Pure. */
export function unnotified(outage: Outage, channels: readonly ChannelRef[]): ChannelRef[] {
  const notified = new Set(
    outage.notified
      .filter(({ kind }) => kind === outage.error.kind)
      .map(({ channel }) => channelKey(channel)),
  );
  return channels.filter((channel) => !notified.has(channelKey(channel)));
}

/** The outage with these channels recorded as notified of its present kind of error. Pure. */
export function withNotified(outage: Outage, channels: readonly ChannelRef[]): Outage {
  const notified = channels.map((channel) => ({ channel, kind: outage.error.kind }));
  return { ...outage, notified: [...outage.notified, ...notified] };
}

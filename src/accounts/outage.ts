import { z } from 'zod';
import { type ChannelRef, channelKey, channelRefSchema } from '../channelRef.ts';
import { HOUR, MINUTE } from '../duration.ts';
import { type ErrorDetails, errorDetailsSchema, toErrorDetails } from '../threads/errorDetails.ts';
import { isPassing, isRateLimit, type ThreadsError, type ThreadsErrorKind } from '../threads/errors.ts';

/** Nobody is notified of a shorter outage: its checks are made up for, and nothing is lost. */
const NOTIFY_AFTER = 10 * MINUTE;

/** While Threads fails, the time between probes is a share of the outage's length so far, within these limits. */
const PROBE_BACKOFF = { shortest: MINUTE, longest: 15 * MINUTE, shareOfOutage: 0.2 };

/** An outage of all containers that has lasted so long is probed once an hour: its probes are calls for containers. */
const LASTING_OF_OBJECTS = { from: 3 * HOUR, interval: HOUR };

/**
 * So long after its start a container that has not failed is asked although the account does not answer: before people
 * are told, and once more. A refusal is told at once, so it is asked at once.
 */
const WITNESSES_AFTER = [5 * MINUTE, HOUR] as const;

/** Time between probes where Threads refuses the account, or limits it without saying until when. */
const REFUSED_PROBE_INTERVAL = HOUR;

export const outageScopeSchema = z.enum(['account', 'objects']);

/** What an outage concerns: the account as a whole, or all objects of an account that answers by itself. */
export type OutageScope = z.infer<typeof outageScopeSchema>;

/**
 * The time in which an account can't be called, from its first error to its next answer. A probe is
 * a call that finds out whether it is over. Times are ms since the epoch.
 */
export const outageSchema = z.object({
  version: z.literal(2),
  account: z.string(),
  /** `objects` where the account itself answers, and none of its containers does. */
  scope: outageScopeSchema.optional(),
  /** Another one for each outage, whatever the clock says. Earlier versions had none. */
  id: z.string().optional(),
  error: errorDetailsSchema,
  since: z.number(),
  /** By how much the times were moved back since, because the machine's clock was set back; ms. */
  shifted: z.number().optional(),
  nextProbeAt: z.number(),
  /**
   * Containers that failed in an outage of all of them, the latest last. It is probed with them where none is watched any
   * more that could tell.
   */
  failed: z.array(z.string()).optional(),
  /** When the incident began of which this is a part: all accounts of an app meet its errors together. */
  incident: z.number().optional(),
  /** Which channels were notified, and of which kind of error. */
  notified: z.array(z.object({ channel: channelRefSchema, kind: z.string() })),
});

export type Outage = z.infer<typeof outageSchema>;

/** When the outage began, by the clock of that time. It is part of ids, so it never changes; ms since the epoch. */
export function namedSince({ since, shifted = 0 }: Pick<Outage, 'since' | 'shifted'>): number {
  return since + shifted;
}

/** Errors of the app: all its accounts meet them together. */
const APP_WIDE: ReadonlySet<ThreadsErrorKind> = new Set(['app-limited', 'app-blocked']);

/** Whether an error is one of the app, so that one account can find out for all whether it is over. */
export function isAppWide({ error }: Pick<Outage, 'error'>): boolean {
  return APP_WIDE.has(error.kind);
}

/** So many failed containers are remembered: one may be broken for itself, and tell nothing of the others. */
const MOST_REMEMBERED = 3;

/** One more error of an account. */
interface Failure {
  readonly error: ThreadsError;
  readonly scope: OutageScope;
  /** In an outage of all containers, those that are known to have failed in it, the latest last. */
  readonly containers?: readonly string[];
}

/** The account's outage after one more error. @param now ms since the epoch */
export function recordFailure(
  before: Outage | undefined,
  { error, scope, containers = [] }: Failure,
  now: number,
): Outage {
  const since = before?.since ?? now;
  // All objects fail together, and each may answer in its own words: the first ones stand for the incident.
  const isSame = scope === 'objects' && before?.scope === 'objects';
  const details = isSame ? before.error : toErrorDetails(error);
  const earlier = (before?.failed ?? []).filter((each) => !containers.includes(each));
  const failed = [...earlier, ...containers].slice(-MOST_REMEMBERED);
  return {
    version: 2,
    account: error.account,
    scope,
    error: details,
    since,
    nextProbeAt: planProbe(details, scope, since, now),
    ...(scope === 'objects' && { failed }),
    ...(before?.id !== undefined && { id: before.id }),
    ...(before?.incident !== undefined && { incident: before.incident }),
    ...(before?.shifted !== undefined && { shifted: before.shifted }),
    notified: before?.notified ?? [],
  };
}

/** A refusal of all objects of an account that is well says nothing lasting, so it is probed like a failing service. */
function planProbe({ kind, retryAt }: ErrorDetails, scope: OutageScope, since: number, now: number): number {
  if (isRateLimit(kind))
    return retryAt !== undefined && retryAt > now ? retryAt : now + REFUSED_PROBE_INTERVAL;
  if (scope === 'account' && !isPassing({ kind })) return now + REFUSED_PROBE_INTERVAL;
  if (scope === 'objects' && now - since >= LASTING_OF_OBJECTS.from) return now + LASTING_OF_OBJECTS.interval;
  const delay = (now - since) * PROBE_BACKOFF.shareOfOutage;
  return now + Math.min(PROBE_BACKOFF.longest, Math.max(PROBE_BACKOFF.shortest, delay));
}

/**
 * From when on the channels are notified of an outage: at once if a person must act, else once it is clear that it
 * lasts. Pure.
 *
 * @returns ms since the epoch
 */
export function notifiedFrom({ error, scope, since }: Outage): number {
  const lasts = scope === 'objects' || (isPassing(error) && !isRateLimit(error.kind));
  if (lasts) return since + NOTIFY_AFTER;
  if (!isRateLimit(error.kind)) return since;
  const isLong = error.retryAt !== undefined && error.retryAt - since >= NOTIFY_AFTER;
  return isLong ? since : since + NOTIFY_AFTER;
}

/**
 * When a container that has not failed is asked, to find out whether the outage is one: `/me` alone may fail, or some ids
 * alone. Pure.
 *
 * @param asked how many were asked since the outage began
 * @returns ms since the epoch; infinity where none is asked any more
 */
export function witnessAt({ error, scope, since }: Outage, asked: number): number {
  if (scope === 'objects') return asked === 0 ? since : Number.POSITIVE_INFINITY;
  if (isRateLimit(error.kind)) return Number.POSITIVE_INFINITY;
  const delays = isPassing(error) ? WITNESSES_AFTER : [0, ...WITNESSES_AFTER.slice(1)];
  return since + (delays[asked] ?? Number.POSITIVE_INFINITY);
}

/** The outage whose probe could not be made, because nothing was left to probe with. Pure. @param now ms since the epoch */
export function postponeProbe(outage: Outage, now: number): Outage {
  const { error, scope = 'account', since } = outage;
  return { ...outage, nextProbeAt: planProbe(error, scope, since, now) };
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

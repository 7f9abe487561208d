import { z } from 'zod';
import { channelRefSchema } from '../channelRef.ts';
import { HOUR, MINUTE, SECOND } from '../duration.ts';
import { lastQuotasSchema } from '../messages/content.ts';
import { type ErrorDetails, errorDetailsSchema } from '../threads/errorDetails.ts';

/** The waits between the first tries, in ms; all later ones are {@link LAST_RETRY_DELAY}. */
const RETRY_DELAYS = [5 * MINUTE, 10 * MINUTE, 20 * MINUTE, 30 * MINUTE];
const LAST_RETRY_DELAY = HOUR;

/** A reading takes a moment, and the job runs on the minute: a try that is due within this time is made. */
const TRY_TOLERANCE = 30 * SECOND;

/** The channels are told of quotas that could not be read for so long. */
const NOTIFY_AFTER = HOUR;

/** `/me` is called at most so often to find out whether the account itself answers. */
const PROBE_INTERVAL = 2 * HOUR;

/** The time in which the quotas of an account that answers otherwise can't be read. Times are ms since the epoch. */
export const quotaFailureSchema = z.object({
  version: z.literal(2),
  account: z.string(),
  /** Another one for each failure, whatever the clock says. Earlier versions had none. */
  id: z.string().optional(),
  error: errorDetailsSchema,
  since: z.number(),
  /** By how much the times were moved back since, because the machine's clock was set back; ms. */
  shifted: z.number().optional(),
  /** How many readings have failed. */
  tries: z.number(),
  lastTriedAt: z.number(),
  nextTryAt: z.number(),
  probedAt: z.number(),
  /** The last reading before, where there was one. */
  last: lastQuotasSchema.optional(),
  /** The channels that were told. */
  notified: z.array(channelRefSchema),
});

export type QuotaFailure = z.infer<typeof quotaFailureSchema>;

/** What a failed reading has shown. */
export interface FailedReading extends Pick<QuotaFailure, 'account' | 'last'> {
  readonly error: ErrorDetails;
  /** Whether some pairs were readable: then the next reading comes as usual. */
  readonly isPartial: boolean;
  /** Whether `/me` has answered after it. */
  readonly wasProbed: boolean;
}

/** The failure after one more failed reading. Pure. @param now ms since the epoch */
export function recordQuotaFailure(
  before: QuotaFailure | undefined,
  { account, error, last, isPartial, wasProbed }: FailedReading,
  now: number,
): QuotaFailure {
  const tries = before?.tries ?? 0;
  return {
    version: 2,
    account,
    ...(before?.id !== undefined && { id: before.id }),
    error,
    since: before?.since ?? now,
    ...(before?.shifted !== undefined && { shifted: before.shifted }),
    tries: tries + 1,
    lastTriedAt: now,
    nextTryAt: isPartial ? now : now + (RETRY_DELAYS[tries] ?? LAST_RETRY_DELAY),
    probedAt: wasProbed ? now : (before?.probedAt ?? 0),
    last: before?.last ?? last,
    notified: before?.notified ?? [],
  };
}

/** Whether the quotas are to be read now. Pure. */
export function isTryDue(failure: QuotaFailure | undefined, now: number): boolean {
  return failure === undefined || now >= failure.nextTryAt - TRY_TOLERANCE;
}

/** Whether `/me` is to be called after a reading that failed so: also where the reason is another than before. Pure. */
export function isProbeDue(
  failure: QuotaFailure | undefined,
  error: Pick<ErrorDetails, 'kind'>,
  now: number,
): boolean {
  if (failure === undefined || failure.error.kind !== error.kind) return true;
  return now - failure.probedAt >= PROBE_INTERVAL - TRY_TOLERANCE;
}

/** Whether readings have failed for so long that the channels are told. Pure. */
export function isNotificationDue({ since, lastTriedAt }: QuotaFailure): boolean {
  return lastTriedAt - since >= NOTIFY_AFTER - TRY_TOLERANCE;
}

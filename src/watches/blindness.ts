import { z } from 'zod';
import { HOUR, MINUTE } from '../duration.ts';
import { type Place, placeKey, placeSchema } from '../place.ts';
import type { ThreadsError } from '../threads/errors.ts';
import { type Trouble, troubleOf, troubleSchema } from './watch.ts';

/** An outage shorter than this passes unmentioned: nothing is lost, and nobody need know. */
const TOLD_AFTER = 10 * MINUTE;

const OUTAGE_PROBE = { first: MINUTE, last: 15 * MINUTE, shareOfOutage: 0.2 };
const REFUSED_PROBE = HOUR;

/** An account that we can't see anything of, from the first failed call to the first that is answered. */
export const blindnessSchema = z.object({
  version: z.literal(1),
  account: z.string(),
  trouble: troubleSchema,
  since: z.number(),
  nextProbeAt: z.number(),
  /** Who has been told, and of which kind of trouble. */
  told: z.array(z.object({ place: placeSchema, kind: z.string() })),
});

export type Blindness = z.infer<typeof blindnessSchema>;

/** Whether an error says something of the account or of Threads, not of the container that was asked for. */
export function isBlinding({ kind }: Pick<ThreadsError, 'kind'>): boolean {
  return ['token', 'permission', 'restricted', 'limited', 'outage'].includes(kind);
}

/** The account's blindness after one more call that failed. */
export function loseSight(before: Blindness | undefined, error: ThreadsError, now: number): Blindness {
  const since = before?.since ?? now;
  const trouble = troubleOf(error);
  return {
    version: 1,
    account: error.account,
    trouble,
    since,
    nextProbeAt: nextProbeAt(trouble, since, now),
    told: before?.told ?? [],
  };
}

function nextProbeAt({ kind, retryAt }: Trouble, since: number, now: number): number {
  if (kind === 'limited') return retryAt !== undefined && retryAt > now ? retryAt : now + REFUSED_PROBE;
  if (kind !== 'outage') return now + REFUSED_PROBE;
  const delay = (now - since) * OUTAGE_PROBE.shareOfOutage;
  return now + Math.min(OUTAGE_PROBE.last, Math.max(OUTAGE_PROBE.first, delay));
}

/** Whether people should know: at once where a person must act, else when it lasts or will last. */
export function isWorthTelling({ trouble, since }: Blindness, now: number): boolean {
  switch (trouble.kind) {
    case 'outage':
      return now - since >= TOLD_AFTER;
    case 'limited':
      return Math.max(now, trouble.retryAt ?? now) - since >= TOLD_AFTER;
    default:
      return true;
  }
}

/** Those of the places that have not been told of this kind of trouble yet. */
export function untold(blindness: Blindness, places: readonly Place[]): Place[] {
  const told = new Set(
    blindness.told.filter(({ kind }) => kind === blindness.trouble.kind).map(({ place }) => placeKey(place)),
  );
  return places.filter((place) => !told.has(placeKey(place)));
}

/** The blindness with these places noted as told. */
export function withTold(blindness: Blindness, places: readonly Place[]): Blindness {
  const told = places.map((place) => ({ place, kind: blindness.trouble.kind }));
  return { ...blindness, told: [...blindness.told, ...told] };
}

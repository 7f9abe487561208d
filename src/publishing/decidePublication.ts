import { DAY, HOUR, MINUTE, SECOND } from '../duration.ts';
import type { PublicationOutcome } from '../messages/publicationOutcome.ts';
import type { ErrorDetails } from '../threads/errorDetails.ts';
import { isPassing } from '../threads/errors.ts';
import { isFinalStatus } from '../threads/status.ts';
import type { PublishedPost } from '../watches/watch.ts';
import type { Doubt } from './doubt.ts';
import type { Publication, PublicationStep } from './publication.ts';

/** Published within seconds of FINISHED, replies have come out as posts of their own. Meta recommends to wait so long. */
export const REST = 30 * SECOND;

/** Threads has been at a call for 222 s. After a lost answer nothing is called before this. */
const LOST_FOR = 5 * MINUTE;

/** After a doubtful answer, and at least this long after any lost one. */
const DOUBTFUL_FOR = MINUTE;

/** How long after the call's end its status is checked again; then only as long as no status has told. */
const LOOKS = [10 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR] as const;

/** A watch that ended without a word is noticed after this. */
export const WATCH_LOOK = MINUTE;

/** A container expires after a day; its watch makes the last check then, unless it can't be checked. */
const HOPELESS_AFTER = DAY + 5 * MINUTE;

/** Where nobody waits, a check that is not answered is made again so often, so long after. */
const MOST_TRIES = 10;
const TRY_AGAIN = MINUTE;

/** The posts that an account may still publish. */
export interface PostsQuota {
  readonly used: number;
  readonly total: number;
  readonly windowSeconds?: number | undefined;
}

/** What a step brought. */
export type Learned =
  /** The container's status; with the posts quota, where it is known and the status lets it be published. */
  | {
      readonly kind: 'status';
      readonly status: string;
      readonly errorMessage?: string | undefined;
      readonly quota?: PostsQuota | undefined;
    }
  /** Its status can't be checked. */
  | { readonly kind: 'no-status'; readonly error: ErrorDetails }
  /** The call was answered with the id of the post. */
  | { readonly kind: 'answered'; readonly post: string }
  /** The call was answered otherwise, or not; without an error, the program ended during it. */
  | {
      readonly kind: 'unanswered';
      readonly doubt: Doubt | 'not-made';
      readonly error?: ErrorDetails | undefined;
    }
  /** What is known of the post. */
  | { readonly kind: 'post'; readonly post: PublishedPost | undefined }
  /** A check of the watch found it ready; `since` when one first did. */
  | { readonly kind: 'ready'; readonly since: number }
  /** Its channel watches it no more. Without a status, nobody knows how the watch ended. */
  | {
      readonly kind: 'watch-over';
      readonly status?: string | undefined;
      readonly errorMessage?: string | undefined;
      /** What the last check was answered in place of a status. */
      readonly error?: ErrorDetails | undefined;
    }
  /** Its channel still watches it. `createdAt`: the container's creation, as far as it is known. */
  | { readonly kind: 'watch-on'; readonly createdAt: number };

/** What follows from what a step brought. Pure. @param now ms since the epoch */
export function decidePublication(publication: Publication, learned: Learned, now: number): Publication {
  const { step } = publication;
  switch (step.kind) {
    case 'await-ready':
      return decideAwaited(publication, learned, now);
    case 'check':
      return decideCheck(publication, step.tries, learned, now);
    case 'call':
      return decideCall(publication, step.calledAt, learned, now);
    case 'judge':
      return decideJudged(publication, step, learned, now);
    case 'find-post':
      return decideFound(publication, learned, now);
    case 'ended':
      return publication;
  }
}

function decideAwaited(publication: Publication, learned: Learned, now: number): Publication {
  if (learned.kind === 'ready') {
    const step = { kind: 'check', at: Math.max(now, learned.since + REST), tries: 0 } as const;
    return { ...publication, readySince: learned.since, step };
  }
  if (learned.kind === 'watch-on' && learned.createdAt + HOPELESS_AFTER <= now)
    return end(publication, { kind: 'too-late', at: now });
  if (learned.kind !== 'watch-over')
    return { ...publication, step: { kind: 'await-ready', at: now + WATCH_LOOK } };
  const { status, errorMessage, error } = learned;
  if (error !== undefined) return end(publication, { kind: 'unchecked', at: now, error });
  if (status === 'PUBLISHED') return end(publication, { kind: 'published-before', at: now });
  return status !== undefined && isFinalStatus(status)
    ? end(publication, { kind: 'wrong-status', at: now, status, ...(errorMessage && { errorMessage }) })
    : end(publication, { kind: 'called-off', at: now });
}

function decideCheck(publication: Publication, tries: number, learned: Learned, now: number): Publication {
  if (learned.kind === 'no-status') {
    const { error } = learned;
    if (publication.isPatient && isPassing(error) && tries < MOST_TRIES)
      return { ...publication, step: { kind: 'check', at: now + TRY_AGAIN, tries: tries + 1 } };
    return end(publication, { kind: 'unchecked', at: now, error });
  }
  if (learned.kind === 'watch-over') return end(publication, { kind: 'called-off', at: now });
  if (learned.kind !== 'status') return publication;
  const { status, errorMessage, quota } = learned;
  if (status === 'PUBLISHED') return end(publication, { kind: 'published-before', at: now });
  if (status !== 'FINISHED')
    return end(publication, { kind: 'wrong-status', at: now, status, ...(errorMessage && { errorMessage }) });
  const { readySince = now } = publication;
  if (readySince + REST > now)
    return {
      ...publication,
      readySince,
      isPatient: true,
      step: { kind: 'check', at: readySince + REST, tries },
    };
  if (quota !== undefined && quota.used >= quota.total)
    return end(publication, { kind: 'quota-used-up', at: now, ...quota });
  return { ...publication, readySince, step: { kind: 'call', calledAt: now } };
}

function decideCall(publication: Publication, calledAt: number, learned: Learned, now: number): Publication {
  if (learned.kind === 'answered')
    return { ...publication, step: { kind: 'find-post', calledAt, post: learned.post } };
  if (learned.kind !== 'unanswered') return publication;
  const { doubt, error } = learned;
  if (doubt === 'not-made')
    return end(publication, { kind: 'unpublished', at: now, ...(error && { error }) });
  const step = { kind: 'judge', at: now, calledAt, endedAt: now, doubt, ...(error && { error }) } as const;
  return { ...publication, step };
}

type Judging = Extract<PublicationStep, { kind: 'judge' }>;

/** The status decides, never the answer. What says FINISHED too early proves nothing yet. */
function decideJudged(publication: Publication, step: Judging, learned: Learned, now: number): Publication {
  const { calledAt, error } = step;
  const againAt = againFrom(step);
  if (learned.kind === 'status') {
    const { status, errorMessage } = learned;
    if (status === 'PUBLISHED') return { ...publication, step: { kind: 'find-post', calledAt } };
    if (isFinalStatus(status))
      return end(publication, {
        kind: 'wrong-status',
        at: now,
        status,
        ...(errorMessage && { errorMessage }),
      });
    if (status === 'FINISHED' && now >= againAt)
      return end(publication, { kind: 'unpublished', at: now, ...(error && { error }) });
    return lookAgain(publication, step, { at: now, againAt, status }, now);
  }
  if (learned.kind !== 'no-status') return publication;
  // An id that was a container before, and is none now, has most likely been published.
  if (learned.error.kind === 'not-a-container')
    return end(publication, { kind: 'unknown', at: now, error: learned.error });
  return lookAgain(publication, step, { at: now, againAt }, now);
}

/** From when on a FINISHED says that nothing comes of the call any more, ms since the epoch. */
function againFrom({ calledAt, endedAt, doubt }: Judging): number {
  switch (doubt) {
    case 'lost':
      return Math.max(calledAt + LOST_FOR, endedAt + DOUBTFUL_FOR);
    case 'doubtful':
      return endedAt + DOUBTFUL_FOR;
    case 'settled':
      return endedAt;
  }
}

function lookAgain(
  publication: Publication,
  step: Judging,
  facts: { readonly at: number; readonly againAt: number; readonly status?: string },
  now: number,
): Publication {
  const { error, endedAt } = step;
  const ahead = [...LOOKS.map((wait) => endedAt + wait), facts.againAt].filter((at) => at > now);
  if (ahead.length === 0) return end(publication, { kind: 'unknown', at: now, ...(error && { error }) });
  const outcome = { kind: 'unsettled', ...facts, ...(error && { error }) } as const;
  const last = publication.outcomes.at(-1);
  const isTold = last?.kind === 'unsettled' && (last.status === undefined) === (facts.status === undefined);
  const outcomes = isTold ? publication.outcomes : [...publication.outcomes, outcome];
  return { ...publication, outcomes, step: { ...step, at: Math.min(...ahead) } };
}

function decideFound(publication: Publication, learned: Learned, now: number): Publication {
  if (learned.kind !== 'post' || publication.step.kind !== 'find-post') return publication;
  const { post } = learned;
  const isSeen = publication.step.post === undefined && { isSeen: true };
  return end(publication, { kind: 'published', at: now, ...(post && { post }), ...isSeen });
}

function end(publication: Publication, outcome: PublicationOutcome): Publication {
  return {
    ...publication,
    outcomes: [...publication.outcomes, outcome],
    step: { kind: 'ended', endedAt: outcome.at },
  };
}

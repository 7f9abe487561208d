import { z } from 'zod';
import { channelRefSchema } from '../channelRef.ts';
import { publicationOutcomeSchema } from '../messages/publicationOutcome.ts';
import { errorDetailsSchema } from '../threads/errorDetails.ts';
import { findSubscriber } from '../watches/findSubscriber.ts';
import { type Watch, watchKey } from '../watches/watch.ts';
import { DOUBTS } from './doubt.ts';

/** What is to be done next for a publication. Times are ms since the epoch; nothing is done before `at`. */
const stepSchema = z.discriminatedUnion('kind', [
  /** The watch's own checks find out when it is ready; `at` is when to see whether that watch still runs. */
  z.object({ kind: z.literal('await-ready'), at: z.number() }),
  /** Its status is checked. What lets it be published leads to the call. `tries`: how many checks were not answered. */
  z.object({ kind: z.literal('check'), at: z.number(), tries: z.number() }),
  /** It is published: the one call is made once this is stored, and never again. */
  z.object({ kind: z.literal('call'), calledAt: z.number() }),
  /** Its status tells what became of the call. */
  z.object({
    kind: z.literal('judge'),
    at: z.number(),
    calledAt: z.number(),
    /** When the answer had come, or was lost. */
    endedAt: z.number(),
    doubt: z.enum(DOUBTS),
    error: errorDetailsSchema.optional(),
  }),
  /** It is out, and its post is looked for: by its id, or else among the newest. */
  z.object({ kind: z.literal('find-post'), calledAt: z.number(), post: z.string().optional() }),
  z.object({ kind: z.literal('ended'), endedAt: z.number() }),
]);

/** One press of *Publish*, from the press to the word in the channel. Each container has one at a time. */
export const publicationSchema = z.object({
  version: z.literal(2),
  /** Names its message. */
  id: z.string(),
  account: z.string(),
  container: z.string(),
  note: z.string().optional(),
  channel: channelRefSchema,
  by: z.string(),
  /** The question that was confirmed: a second press on it changes nothing. */
  question: z.string(),
  pressedAt: z.number(),
  /** When the container was first seen ready. */
  readySince: z.number().optional(),
  /** Whether nobody waits for its answer, so that a check which is not answered is made again. */
  isPatient: z.boolean(),
  /** Whether it was pressed before it was ready. Whoever stops the watch in its channel calls it off. */
  isAwaited: z.boolean().optional(),
  step: stepSchema,
  /** What its channel was told, the latest last. */
  outcomes: z.array(publicationOutcomeSchema),
});

export type Publication = z.infer<typeof publicationSchema>;
export type PublicationStep = Publication['step'];

/** The key of a publication's record, which is that of the container's watch. */
export function publicationKey({ account, container }: Pick<Publication, 'account' | 'container'>): string {
  return watchKey(account, container);
}

/** Whether the channel in which it was pressed watches the container. What other channels watch is no business of it. */
export function isWatchedIn(watch: Watch | undefined, { channel }: Publication): boolean {
  return findSubscriber(watch, channel) !== undefined;
}

/** Whether all is said about it. */
export function hasEnded({ step }: Publication): boolean {
  return step.kind === 'ended';
}

/** When something is to be done for it next, ms since the epoch. */
export function dueAt({ step }: Publication): number {
  switch (step.kind) {
    case 'call':
    case 'find-post':
      return step.calledAt;
    case 'ended':
      return Number.POSITIVE_INFINITY;
    default:
      return step.at;
  }
}

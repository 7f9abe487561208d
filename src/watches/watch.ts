import { z } from 'zod';
import { channelRefSchema } from '../channelRef.ts';
import { errorDetailsSchema } from '../threads/errorDetails.ts';

/** The post that a container became, as far as whoever published it said. */
export const publishedPostSchema = z.object({ id: z.string().optional(), permalink: z.string().optional() });

export type PublishedPost = z.infer<typeof publishedPostSchema>;

/** The last known state of a container. Times are ms since the epoch. */
export const containerStateSchema = z.discriminatedUnion('kind', [
  /** No check has been answered yet. */
  z.object({ kind: z.literal('unknown') }),
  z.object({
    kind: z.literal('status'),
    status: z.string(),
    errorMessage: z.string().optional(),
    at: z.number(),
    /** Of a published one. */
    post: publishedPostSchema.optional(),
  }),
  /** Threads does not find it. It may be too new, or the id may be wrong. */
  z.object({
    kind: z.literal('not-found'),
    error: errorDetailsSchema,
    at: z.number(),
    /** Its status before, if it was seen. */
    lastStatus: z.string().optional(),
  }),
  /** Threads answers for this id with an error alone. */
  z.object({ kind: z.literal('refused'), error: errorDetailsSchema, at: z.number() }),
]);

export type ContainerState = z.infer<typeof containerStateSchema>;

/** A channel that watches the container, who asked for it, and its live message. */
const subscriberSchema = z.object({
  channel: channelRefSchema,
  by: z.string(),
  note: z.string().optional(),
  liveId: z.string(),
  since: z.number(),
  /** The hook by which a publishing program registered it, in place of a person; `by` made that hook. */
  hook: z
    .object({
      id: z.string(),
      name: z.string(),
      /** Whether its program reports what it has published, so that nobody has to look for that. */
      reportsPublished: z.boolean().optional(),
    })
    .optional(),
  /** The people of the channel whom bad news about the container calls. */
  mentions: z.array(z.string()).optional(),
});

export type Subscriber = z.infer<typeof subscriberSchema>;

/** A watch: one record per (account, container), so ten channels that watch it cost one check. */
export const watchSchema = z.object({
  version: z.literal(2),
  account: z.string(),
  container: z.string(),
  /** When the container was created, as far as we know: the time of `watch`, less `age:`. */
  createdAt: z.number(),
  firstSeenAt: z.number(),
  /** Whether it was put back from memory, because the store had lost it: what was told of it before is not known. */
  putBack: z.literal(true).optional(),
  /** By how much the times were moved back since, because the machine's clock was set back; ms. */
  shifted: z.number().optional(),
  nextCheckAt: z.number(),
  /** Status calls made, answered or not. */
  checks: z.number(),
  state: containerStateSchema,
  /** How many checks in a row did not find it, when the first of them was, and its status before. */
  notFound: z.object({ checks: z.number(), since: z.number(), lastStatus: z.string().optional() }).optional(),
  /** Checks in a row that were answered with an error of this container alone, and whether that was reported. */
  failing: z
    .object({ checks: z.number(), since: z.number(), error: errorDetailsSchema, notified: z.boolean() })
    .optional(),
  delayedNotified: z.boolean(),
  /** When a check first found it ready, as far as it has stayed so since. */
  readySince: z.number().optional(),
  /** Whether it was reported as ready and not published. */
  unpublishedNotified: z.boolean().optional(),
  /** Whether it was reported with a status that Threads does not document, and a reason. */
  undocumentedNotified: z.boolean().optional(),
  expiryNotified: z.boolean(),
  /** The errors that its publisher reported, each by the name that its alert's id holds. */
  reportedErrors: z.array(z.string()).optional(),
  subscribers: z.array(subscriberSchema),
});

export type Watch = z.infer<typeof watchSchema>;

/** The key of a watch's record; account names hold no slash. */
export function watchKey(account: string, container: string): string {
  return `${account}/${container}`;
}

/** The key under which a watch is stored. */
export function keyOf({ account, container }: Pick<Watch, 'account' | 'container'>): string {
  return watchKey(account, container);
}

/** A watch that begins now, without subscribers. @param createdAt the container's creation, as `now` in ms since the epoch */
export function createWatch(account: string, container: string, createdAt: number, now: number): Watch {
  return {
    version: 2,
    account,
    container,
    createdAt,
    firstSeenAt: now,
    nextCheckAt: now,
    checks: 0,
    state: { kind: 'unknown' },
    delayedNotified: false,
    expiryNotified: false,
    subscribers: [],
  };
}

import { z } from 'zod';
import { placeSchema } from '../place.ts';
import { THREADS_ERROR_KINDS, type ThreadsError } from '../threads/errors.ts';

/** What remains of a `ThreadsError` in a record: enough to explain it later. */
export const troubleSchema = z.object({
  kind: z.enum(THREADS_ERROR_KINDS),
  code: z.number().optional(),
  subcode: z.number().optional(),
  apiMessage: z.string().optional(),
  /** When Threads says it may be asked again, ms since the epoch. */
  retryAt: z.number().optional(),
});

export type Trouble = z.infer<typeof troubleSchema>;

/** What we last knew of a container. Times are ms since the epoch. */
export const containerStateSchema = z.discriminatedUnion('kind', [
  /** No look has been answered yet. */
  z.object({ kind: z.literal('unknown') }),
  z.object({
    kind: z.literal('status'),
    status: z.string(),
    errorMessage: z.string().optional(),
    at: z.number(),
  }),
  /** Threads says it can't be seen; it may be too young, or the id is wrong. */
  z.object({ kind: z.literal('unseen'), trouble: troubleSchema, at: z.number() }),
  /** Threads refuses to answer for this id, for good. */
  z.object({ kind: z.literal('refused'), trouble: troubleSchema, at: z.number() }),
]);

export type ContainerState = z.infer<typeof containerStateSchema>;

/** A channel that watches, on whose word, and its live message. */
const watcherSchema = z.object({
  place: placeSchema,
  by: z.string(),
  note: z.string().optional(),
  liveId: z.string(),
  since: z.number(),
});

export type Watcher = z.infer<typeof watcherSchema>;

/** One record per (account, container); ten channels that watch it cost one look. */
export const watchSchema = z.object({
  version: z.literal(1),
  account: z.string(),
  container: z.string(),
  /** The container's creation as far as we know it: the moment of `watch`, less `age:`. */
  createdAt: z.number(),
  firstSeenAt: z.number(),
  nextLookAt: z.number(),
  /** Status calls made, answered or not. */
  looks: z.number(),
  state: containerStateSchema,
  /** Looks in a row that did not see it, when the first of them was, and what it was before. */
  unseen: z.object({ looks: z.number(), since: z.number(), lastStatus: z.string().optional() }).optional(),
  parkedTold: z.boolean(),
  expiryTold: z.boolean(),
  watchers: z.array(watcherSchema),
});

export type Watch = z.infer<typeof watchSchema>;

/** What the start needs of a watch. To validate the whole of each would take a fifth longer: that is done when it is used. */
export const watchEntrySchema = watchSchema
  .pick({ version: true, nextLookAt: true })
  .extend({ watchers: z.array(watcherSchema.pick({ place: true })) });

export type WatchEntry = z.infer<typeof watchEntrySchema>;

/** The key of a watch's record; account names hold no slash. */
export function watchKey(account: string, container: string): string {
  return `${account}/${container}`;
}

/** The key under which a watch is stored. */
export function keyOf({ account, container }: Pick<Watch, 'account' | 'container'>): string {
  return watchKey(account, container);
}

/** The facts of an error that a record keeps. */
export function troubleOf({ kind, code, subcode, apiMessage, retryAt }: ThreadsError): Trouble {
  return {
    kind,
    ...(code !== undefined && { code }),
    ...(subcode !== undefined && { subcode }),
    ...(apiMessage !== undefined && { apiMessage }),
    ...(retryAt !== undefined && { retryAt }),
  };
}

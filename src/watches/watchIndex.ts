import { channelKey } from '../channelRef.ts';
import type { RecordIndex } from '../store/recordIndex.ts';
import type { Watch } from './watch.ts';
import { nameState, WATCH_STATES, type WatchStateName } from './watchState.ts';

/** What the start knows of a watch. Times are ms since the epoch. */
export interface WatchEntry {
  readonly createdAt: number;
  readonly nextCheckAt: number;
  readonly state: WatchStateName;
  readonly subscriptions: readonly Subscription[];
}

/** What the start knows of a channel that watches it. */
export interface Subscription {
  /** The `channelKey`, since memory finds everything of a channel by it. */
  readonly channel: string;
  readonly by: string;
  readonly liveId: string;
  /** Whether a program began it by a hook, which `by` made. */
  readonly isByHook: boolean;
}

export function toWatchEntry({ createdAt, nextCheckAt, state, subscribers }: Watch): WatchEntry {
  return {
    createdAt,
    nextCheckAt,
    state: nameState(state),
    subscriptions: subscribers.map(({ channel, by, liveId, hook }) => ({
      channel: channelKey(channel),
      by,
      liveId,
      isByHook: hook !== undefined,
    })),
  };
}

/** Another meaning of a field needs another number of fields: by that the start knows what it can read. */
export const watchIndex: RecordIndex<Watch, WatchEntry> = {
  toEntry: toWatchEntry,
  toFields(watch) {
    const { createdAt, nextCheckAt, state, subscriptions } = toWatchEntry(watch);
    const lists = subscriptions.map(({ channel, by, liveId, isByHook }) => [channel, by, liveId, isByHook]);
    return [createdAt, nextCheckAt, WATCH_STATES.indexOf(state), lists];
  },
  // By hand, since zod takes longer for the few fields than V8 does to parse them.
  fromFields(_key, fields) {
    if (!Array.isArray(fields) || fields.length !== 4) return undefined;
    const [createdAt, nextCheckAt, number, lists]: unknown[] = fields;
    const state = typeof number === 'number' ? WATCH_STATES[number] : undefined;
    if (typeof createdAt !== 'number' || typeof nextCheckAt !== 'number' || state === undefined)
      return undefined;
    const subscriptions = Array.isArray(lists) ? lists.map(readSubscription) : [undefined];
    return isWhole(subscriptions) ? { createdAt, nextCheckAt, state, subscriptions } : undefined;
  },
};

function readSubscription(fields: unknown): Subscription | undefined {
  if (!Array.isArray(fields)) return undefined;
  const [channel, by, liveId, isByHook]: unknown[] = fields;
  if (typeof channel !== 'string' || typeof by !== 'string') return undefined;
  if (typeof liveId !== 'string' || typeof isByHook !== 'boolean') return undefined;
  return { channel, by, liveId, isByHook };
}

function isWhole(read: readonly (Subscription | undefined)[]): read is readonly Subscription[] {
  return !read.includes(undefined);
}

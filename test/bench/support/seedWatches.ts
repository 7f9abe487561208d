import { type Posting, postingSchema } from '../../../src/alerts/posting.ts';
import type { LiveItem } from '../../../src/messages/content.ts';
import { type Place, placeKey } from '../../../src/place.ts';
import { openStore } from '../../../src/store/openStore.ts';
import { type Watch, watchKey, watchSchema } from '../../../src/watches/watch.ts';

/** A watch under way, as far as it matters; times are ms since the epoch. */
export interface SeededWatch {
  readonly account: string;
  readonly container: string;
  readonly place: Place;
  readonly createdAt: number;
  readonly nextLookAt: number;
  readonly looks: number;
  readonly status: string;
}

/** A live message that stands in a channel already. */
export interface SeededMessage {
  readonly place: Place;
  readonly messageId: string;
}

/** Records written in one go. */
const PAGE = 5_000;

/**
 * Writes a store as a bot leaves it behind that has been at work: watches, and the live messages that show them.
 *
 * @param perMessage how many containers each `watch` named
 */
export async function seedWatches(
  storeUrl: string,
  watches: readonly SeededWatch[],
  perMessage: number,
): Promise<readonly SeededMessage[]> {
  const postings: Posting[] = [];
  const records: Watch[] = [];
  for (const inChannel of Map.groupBy(
    watches,
    ({ account, place }) => `${account} ${placeKey(place)}`,
  ).values())
    for (let start = 0; start < inChannel.length; start += perMessage) {
      const together = inChannel.slice(start, start + perMessage);
      const posting = createLive(postings.length, together);
      if (posting === undefined) continue;
      postings.push(posting);
      records.push(...together.map((watch) => createWatch(watch, posting.id)));
    }
  const store = await openStore(storeUrl);
  await writeAll(records, (page) =>
    store
      .collection('watches', watchSchema)
      .setMany(page.map((watch) => [watchKey(watch.account, watch.container), watch])),
  );
  await writeAll(postings, (page) =>
    store.collection('postings', postingSchema).setMany(page.map((posting) => [posting.id, posting])),
  );
  await store.close();
  return postings.map(({ place, messageId = '' }) => ({ place, messageId }));
}

async function writeAll<T>(
  records: readonly T[],
  write: (page: readonly T[]) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < records.length; start += PAGE) await write(records.slice(start, start + PAGE));
}

function createLive(count: number, watches: readonly SeededWatch[]): Posting | undefined {
  const [first] = watches;
  if (first === undefined) return undefined;
  const { place, account, createdAt: at } = first;
  const items: LiveItem[] = watches.map(({ container, createdAt, status }) => ({
    container,
    createdAt,
    state: { kind: 'status', status, at: createdAt },
    watched: true,
  }));
  return {
    version: 1,
    id: `live-00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
    place,
    content: { kind: 'live', account, by: '1400000000000000001', items },
    at,
    messageId: String(1_600_000_000_000_000_000n + BigInt(count)),
    current: true,
    final: false,
  };
}

function createWatch(seed: SeededWatch, liveId: string): Watch {
  const { account, container, place, createdAt, nextLookAt, looks, status } = seed;
  return {
    version: 1,
    account,
    container,
    createdAt,
    firstSeenAt: createdAt,
    nextLookAt,
    looks,
    state: { kind: 'status', status, at: createdAt },
    parkedTold: false,
    expiryTold: false,
    watchers: [{ place, by: '1400000000000000001', liveId, since: createdAt }],
  };
}

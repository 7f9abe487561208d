import { placeKey } from '../place.ts';
import type { Posting } from './posting.ts';

/** What goes to the platform in one call: one posting, or the like happenings of one channel together. */
export interface Delivery {
  readonly postings: readonly [Posting, ...Posting[]];
}

/**
 * Puts together what people would rather read as one message: what happened to containers of the same
 * account, in the same channel, and of the same kind. Order is kept.
 */
export function groupPostings(postings: readonly Posting[]): Delivery[] {
  const groups = Map.groupBy(postings, groupKey).values();
  return [...groups].flatMap((group) => {
    const [first, ...rest] = group;
    return first === undefined ? [] : [{ postings: [first, ...rest] }];
  });
}

function groupKey({ id, place, content }: Posting): string {
  if (content.kind !== 'container') return id;
  return `${placeKey(place)} ${content.account} ${content.happening.kind}`;
}

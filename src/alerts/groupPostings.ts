import { MINUTE, SECOND } from '../duration.ts';
import { alikeKey, type Posting, type StandingGroup } from './posting.ts';

/** What comes so soon after a message joins it: whoever was notified is still reading. */
const SAME_MOMENT = 10 * SECOND;

/** A message that tells of more than this is a storm: who was notified of it need not be for each that follows. */
const STORM = 10;

/** A storm takes in more for so long; then a new message notifies people again. */
export const FRESH_FOR = 10 * MINUTE;

/** What goes to the platform in one call: one posting, or what happened alike to several containers. */
export interface Delivery {
  readonly postings: readonly [Posting, ...Posting[]];
  /** The message that takes them in by an edit, where one stands. */
  readonly joins?: StandingGroup;
}

/**
 * Puts together what one channel would rather read as one message. Order is kept. Pure.
 *
 * @param standing the messages of the channel that may still take something in
 */
export function groupPostings(
  postings: readonly Posting[],
  standing: readonly StandingGroup[],
  now: number,
): Delivery[] {
  const groups = Map.groupBy(postings, (posting) => alikeKey(posting) ?? `alone ${posting.id}`);
  return [...groups].flatMap(([key, [first, ...rest]]) => {
    if (first === undefined) return [];
    const joins = standing.findLast((group) => group.key === key && takesIn(group, now));
    return [{ postings: [first, ...rest], ...(joins && { joins }) }];
  });
}

function takesIn({ ids, since }: StandingGroup, now: number): boolean {
  return now - since < (ids.size > STORM ? FRESH_FOR : SAME_MOMENT);
}

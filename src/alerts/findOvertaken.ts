import { placeKey } from '../place.ts';
import { watchKey } from '../watches/watch.ts';
import type { Posting } from './posting.ts';

/** What a later alert on the same container makes untrue: it would send people after what is over. */
const OVERTAKEN = new Set(['parked', 'expiring']);

/**
 * Which of the messages that wait need not be told any more, since one that waits with them says how it ended.
 * That happens where a channel could not be reached for hours. Pure.
 *
 * @returns the ids of those that are overtaken
 */
export function findOvertaken(outdated: readonly Posting[]): ReadonlySet<string> {
  const alerts = outdated.filter(({ messageId }) => messageId === undefined);
  const latest = new Map<string, Posting>();
  for (const posting of alerts) {
    const key = subjectOf(posting);
    const before = key === undefined ? undefined : latest.get(key);
    if (key !== undefined && (before === undefined || before.at <= posting.at)) latest.set(key, posting);
  }
  return new Set(
    alerts
      .filter((posting) => {
        const { content } = posting;
        if (content.kind !== 'container' || !OVERTAKEN.has(content.happening.kind)) return false;
        return latest.get(subjectOf(posting) ?? '') !== posting;
      })
      .map(({ id }) => id),
  );
}

function subjectOf({ place, content }: Posting): string | undefined {
  if (content.kind !== 'container') return undefined;
  return `${placeKey(place)} ${watchKey(content.account, content.container)}`;
}

import { formatDuration } from '../../duration.ts';
import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { QUOTA_NOUNS, quotaShare } from '../quotaWords.ts';
import { bar, text } from '../text.ts';

/** A quota that was used up for long has room again: people may be waiting for it. */
export function quotaRecovered({
  account,
  pair,
  used,
  total,
  since,
  until,
}: ContentOf<'quota-recovered'>): Card {
  const nouns = QUOTA_NOUNS[pair];
  return {
    tone: 'good',
    title: text`✅ ${account} has room for ${nouns} again: ${quotaShare(pair, used, total)}`,
    body: [text`${bar(used / total)}`, text`It was used up for ${formatDuration(until - since)}.`],
    buttons: [],
  };
}

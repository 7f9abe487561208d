import { formatDuration } from '../../duration.ts';
import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { text } from '../text.ts';

/** An outage that lasted has ended. */
export function accountRecovered({ account, scope, since, until }: ContentOf<'account-recovered'>): Card {
  const after = formatDuration(until - since);
  return {
    tone: 'good',
    title:
      scope === 'objects'
        ? text`✅ The containers of ${account} can be checked again, after ${after}`
        : text`✅ Threads answers for ${account} again, after ${after}`,
    body: [text`Nothing to do: the checks that were missed are made now.`],
    buttons: [],
  };
}

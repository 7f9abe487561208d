import type { TimedReading } from '../accounts/quotaReader.ts';
import type { LastQuotas } from '../messages/content.ts';
import { QUOTA_PAIRS } from '../threads/quotas.ts';

/** What a message shows of an earlier reading: the pairs that were known. */
export function toLastQuotas(last: TimedReading | undefined): LastQuotas | undefined {
  if (last === undefined) return undefined;
  const quotas = QUOTA_PAIRS.flatMap((pair) => {
    const answer = last.reading[pair];
    return answer.kind === 'known' ? [{ pair, used: answer.used, total: answer.total }] : [];
  });
  return { at: last.at, quotas };
}

import { type Answer, type Asked, answerData, isOwnUser, refuseUnseen } from './answer.ts';
import { pickFields } from './fields.ts';
import { type QuotaPair, readQuota } from './quotas.ts';

const FIELDS: Readonly<Record<string, { readonly pair: QuotaPair; readonly part: 'usage' | 'config' }>> = {
  quota_usage: { pair: 'posts', part: 'usage' },
  config: { pair: 'posts', part: 'config' },
  reply_quota_usage: { pair: 'replies', part: 'usage' },
  reply_config: { pair: 'replies', part: 'config' },
  delete_quota_usage: { pair: 'deletes', part: 'usage' },
  delete_config: { pair: 'deletes', part: 'config' },
  location_search_quota_usage: { pair: 'location_searches', part: 'usage' },
  location_search_config: { pair: 'location_searches', part: 'config' },
};

/** The rolling window of every quota, in seconds. */
const QUOTA_DURATION = 86_400;

/** `GET /{me|id}/threads_publishing_limit`: one pair without its scope fails the whole call, with no word. */
export function answerQuotas(asked: Asked, user: string): Answer {
  if (!isOwnUser(user, asked.account)) return refuseUnseen(user);
  const picked = pickFields(asked, 'ThreadsPublishingLimit', Object.keys(FIELDS), ['quota_usage', 'config']);
  if (picked.kind === 'refused') return picked.answer;
  const row: Record<string, unknown> = {};
  for (const field of picked.fields) {
    const source = FIELDS[field];
    if (source === undefined) continue;
    const quota = readQuota(asked.world, asked.account, source.pair, asked.now);
    if (quota.kind === 'no-scope') return { kind: 'silence' };
    const config = { quota_total: quota.total, quota_duration: QUOTA_DURATION };
    row[field] = source.part === 'usage' ? quota.usage : config;
  }
  return answerData({ data: [row] });
}

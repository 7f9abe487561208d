import { SECOND } from '../../duration.ts';
import { type Answer, type AuthorizedCall, answerData, answerNotFound, isOwnUser } from './answer.ts';
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

/** `GET /{me|id}/threads_publishing_limit`. A single pair without its scope fails the whole call with an empty body. */
export function answerQuotas(call: AuthorizedCall, user: string): Answer {
  if (!isOwnUser(user, call.account)) return answerNotFound(user);
  const picked = pickFields(call, 'ThreadsPublishingLimit', Object.keys(FIELDS), ['quota_usage', 'config']);
  if (picked.kind === 'refused') return picked.answer;
  const row: Record<string, unknown> = {};
  for (const field of picked.fields) {
    const source = FIELDS[field];
    if (source === undefined) continue;
    const quota = readQuota(call.world, call.account, source.pair, call.now);
    if (quota.kind === 'no-scope') return { kind: 'empty-error' };
    const config = { quota_total: quota.total, quota_duration: quota.window / SECOND };
    row[field] = source.part === 'usage' ? quota.usage : config;
  }
  return answerData({ data: [row] });
}

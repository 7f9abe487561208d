import { isRecord, type JsonRecord, readInteger } from './json.ts';
import { QUOTA_PAIRS, type QuotaAnswer, type QuotaPair, type QuotaReading } from './quotas.ts';
import type { Endpoint } from './readAnswer.ts';

/** What a pair that answers says. */
export type AnsweredQuota = Exclude<QuotaAnswer, { kind: 'unknown' }>;

/** The pairs that answered, at least one of them whole. */
export type QuotaAnswers = ReadonlyMap<QuotaPair, AnsweredQuota>;

/**
 * Where each pair stands in the answer, and the scope that it needs beside `threads_basic`.
 *
 * @see https://developers.facebook.com/docs/threads/overview
 */
const PAIR_FIELDS: Readonly<Record<QuotaPair, { usage: string; config: string; scope: string }>> = {
  posts: { usage: 'quota_usage', config: 'config', scope: 'threads_content_publish' },
  replies: { usage: 'reply_quota_usage', config: 'reply_config', scope: 'threads_manage_replies' },
  deletes: { usage: 'delete_quota_usage', config: 'delete_config', scope: 'threads_delete' },
  location_searches: {
    usage: 'location_search_quota_usage',
    config: 'location_search_config',
    scope: 'threads_location_tagging',
  },
};

/** Asks for some of the pairs in one call. */
export function quotaEndpoint(pairs: readonly QuotaPair[]): Endpoint<QuotaAnswers> {
  const fields = pairs.flatMap((pair) => [PAIR_FIELDS[pair].usage, PAIR_FIELDS[pair].config]);
  return {
    subject: 'quotas',
    path: `/me/threads_publishing_limit?fields=${fields.join(',')}`,
    read: (body) => readQuotas(body, pairs),
  };
}

/** All four pairs; one that did not answer is unknown, never 0. */
export function toQuotaReading(answers: QuotaAnswers): QuotaReading {
  const answerOf = (pair: QuotaPair): QuotaAnswer =>
    answers.get(pair) ?? { kind: 'unknown', missingScope: PAIR_FIELDS[pair].scope };
  return {
    posts: answerOf('posts'),
    replies: answerOf('replies'),
    deletes: answerOf('deletes'),
    location_searches: answerOf('location_searches'),
  };
}

/** An answer without one whole pair is no answer: empty `data` does not mean that nothing was used. */
function readQuotas(body: unknown, pairs: readonly QuotaPair[]): QuotaAnswers | undefined {
  if (!isRecord(body)) return undefined;
  const { data } = body;
  const row: unknown = Array.isArray(data) ? data[0] : undefined;
  if (!isRecord(row)) return undefined;
  const answers = new Map(pairs.map((pair) => [pair, readPair(row, pair)]));
  return [...answers.values()].some(({ kind }) => kind === 'known') ? answers : undefined;
}

/** Neither the total nor the window has a default: both are Threads' to say. */
function readPair(row: JsonRecord, pair: QuotaPair): AnsweredQuota {
  const { usage, config: configField } = PAIR_FIELDS[pair];
  const config = row[configField];
  const used = readCount(row[usage]);
  const { quota_total, quota_duration } = isRecord(config) ? config : {};
  const total = readCount(quota_total);
  const windowSeconds = readCount(quota_duration) || undefined;
  if (used === undefined || total === undefined) return { kind: 'partial', used, total, windowSeconds };
  return { kind: 'known', used, total, windowSeconds };
}

function readCount(value: unknown): number | undefined {
  const count = readInteger(value);
  return count !== undefined && count >= 0 ? count : undefined;
}

/** Whether nothing is missing. */
export function isComplete(answers: QuotaAnswers): boolean {
  return answers.size === QUOTA_PAIRS.length;
}

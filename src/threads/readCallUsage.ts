import { DAY, MINUTE } from '../duration.ts';
import { isRecord, parseJson } from './json.ts';

/** How much of its call budget an account has used, as Threads last said. */
export interface CallUsage {
  /** Of the whole: 1 is all of it, and it can be more. */
  readonly share: number;
  /** When calls are taken again, ms since the epoch, where Threads names a time: at most a day ahead. */
  readonly regainAt?: number | undefined;
}

/** What the budget is of; the highest of them decides. Each in per cent. */
const MEASURES = ['call_count', 'total_cputime', 'total_time'] as const;

/**
 * Reads `x-business-use-case-usage`: `{"<id>":[{"type":"threads","call_count":4,"total_cputime":2,"total_time":1,
 * "estimated_time_to_regain_access":0}]}`, in per cent, and minutes.
 *
 * @returns `undefined` where the header is missing, or holds no share
 * @see https://developers.facebook.com/docs/graph-api/overview/rate-limiting
 */
export function readCallUsage(header: string | undefined, now: number): CallUsage | undefined {
  const usage = parseJson(header ?? '', (text) => text);
  if (!isRecord(usage)) return undefined;
  const rows = Object.values(usage).flat().filter(isRecord);
  const shares = rows.flatMap((row) => MEASURES.map((measure) => readCount(row[measure])));
  const known = shares.filter((share) => share !== undefined);
  if (known.length === 0) return undefined;
  const minutes = Math.max(...rows.map(({ estimated_time_to_regain_access: each }) => readCount(each) ?? 0));
  return {
    share: Math.max(...known) / 100,
    ...(minutes > 0 && { regainAt: now + Math.min(minutes * MINUTE, DAY) }),
  };
}

function readCount(value: unknown): number | undefined {
  const count = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof count === 'number' && Number.isFinite(count) && count >= 0 ? count : undefined;
}

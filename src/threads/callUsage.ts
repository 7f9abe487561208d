import { DAY, HOUR, MINUTE } from '../duration.ts';
import { isRecord, parseJson } from './json.ts';

/** How much of its call budget an account has used, as Threads last said. */
export interface CallUsage {
  /** Of the whole: 1 is all of it, and it can be more. */
  readonly share: number;
  /** When calls are taken again, ms since the epoch, where Threads names a time: at most a day ahead. */
  readonly regainAt?: number | undefined;
}

/** How long an account rests that has used all of its calls, where Threads names no time. */
const REST_WITHOUT_A_TIME = HOUR;

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

/**
 * Until when an account that has used all of its calls rests, though it was answered: until the time that Threads
 * names, else for an hour. More calls would only raise the count.
 *
 * @returns ms since the epoch; `undefined` where there is something left
 */
export function findRecovery({ share, regainAt }: CallUsage, now: number): number | undefined {
  return share < 1 ? undefined : (regainAt ?? now + REST_WITHOUT_A_TIME);
}

function readCount(value: unknown): number | undefined {
  const count = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof count === 'number' && Number.isFinite(count) && count >= 0 ? count : undefined;
}

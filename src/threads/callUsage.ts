import { DAY, HOUR, MINUTE } from '../duration.ts';
import { isRecord, parseJson } from './json.ts';

/** How much of a call budget is used, as Threads last said. */
export interface CallUsage {
  /** Of the whole: 1 is all of it, and it can be more. */
  readonly share: number;
  /** When calls are taken again, ms since the epoch, where Threads names a time: at most a day ahead. */
  readonly regainAt?: number | undefined;
}

/** How long a budget that is used up takes to recover, where Threads names no time. */
const USUAL_RECOVERY = HOUR;

/** What the budget is made of, each in per cent. The highest of them decides. */
const MEASURES = ['call_count', 'total_cputime', 'total_time'] as const;

/**
 * Reads a header that tells how much of a call budget is used, in per cent and minutes. Of an account it is
 * `x-business-use-case-usage`: `{"<id>":[{"type":"threads","call_count":4,"total_cputime":2,"total_time":1,
 * "estimated_time_to_regain_access":0}]}`. Of the app it is `x-app-usage`: `{"call_count":4,"total_cputime":2,…}`.
 *
 * @returns `undefined` where the header is missing, or says neither a share nor a time
 * @see https://developers.facebook.com/docs/graph-api/overview/rate-limiting
 */
export function readCallUsage(header: string | undefined, now: number): CallUsage | undefined {
  const usage = parseJson(header ?? '');
  if (!isRecord(usage)) return undefined;
  const rows = [usage, ...Object.values(usage).flat()].filter(isRecord);
  const shares = rows.flatMap((row) => MEASURES.flatMap((measure) => readAmount(row[measure]) ?? []));
  const minutes = Math.max(
    0,
    ...rows.flatMap(({ estimated_time_to_regain_access: each }) => readAmount(each) ?? []),
  );
  if (shares.length === 0 && minutes === 0) return undefined;
  return {
    share: Math.max(0, ...shares) / 100,
    ...(minutes > 0 && { regainAt: now + Math.min(minutes * MINUTE, DAY) }),
  };
}

/**
 * Until when no call should be made, since the budget is used up: more calls would only raise the count.
 *
 * @returns ms since the epoch; `undefined` where something is left
 */
export function findRecovery({ share, regainAt }: CallUsage, now: number): number | undefined {
  return share < 1 ? undefined : (regainAt ?? now + USUAL_RECOVERY);
}

/** A number that is not negative, also where it came as text. */
function readAmount(value: unknown): number | undefined {
  const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof amount === 'number' && Number.isFinite(amount) && amount >= 0 ? amount : undefined;
}

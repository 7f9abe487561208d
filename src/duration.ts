const UNIT_MS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;
type Unit = keyof typeof UNIT_MS;

export const SECOND = UNIT_MS.s;
export const MINUTE = UNIT_MS.m;
export const HOUR = UNIT_MS.h;
export const DAY = UNIT_MS.d;

const DURATION = /^(?:\d+(?:\.\d+)?[dhms])+$/;
const PART = /(\d+(?:\.\d+)?)([dhms])/gy;

/**
 * Reads a duration as people type it: `90s`, `20m`, `2h10m`, `1d`, `1.5h`.
 *
 * @returns milliseconds, or `undefined` if the text is not a duration
 */
export function parseDuration(text: string): number | undefined {
  const compact = text.trim().toLowerCase().replaceAll(' ', '');
  if (!DURATION.test(compact)) return undefined;
  let total = 0;
  for (const [, amount, unit] of compact.matchAll(PART)) total += Number(amount) * UNIT_MS[unit as Unit];
  return Number.isSafeInteger(Math.round(total)) ? Math.round(total) : undefined;
}

/**
 * Formats a duration in at most two units, rounded to the smaller one: `23 h 10 min`, `2 d`, `1 min 40 s`.
 *
 * @param ms milliseconds; a negative duration counts as 0
 */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / SECOND));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 10 * 60) return join([Math.floor(seconds / 60), 'min'], [seconds % 60, 's']);
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return join([Math.floor(minutes / 60), 'h'], [minutes % 60, 'min']);
  const hours = Math.round(minutes / 60);
  return join([Math.floor(hours / 24), 'd'], [hours % 24, 'h']);
}

function join(...parts: [amount: number, unit: string][]): string {
  return parts
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}

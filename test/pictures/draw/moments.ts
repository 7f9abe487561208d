import { DAY, HOUR, MINUTE } from '../../../src/duration.ts';

/** The zone of the reader in the pictures. */
const TIME_ZONE = 'Europe/Berlin';

function createWriter(options: Intl.DateTimeFormatOptions): (at: number) => string {
  const { format } = new Intl.DateTimeFormat('en-GB', { timeZone: TIME_ZONE, ...options });
  return format;
}

/** `13:00`. */
export const writeTime = createWriter({ hour: '2-digit', minute: '2-digit' });
/** `1 January 2026`. */
export const writeLongDate = createWriter({ day: 'numeric', month: 'long', year: 'numeric' });
/** `1 Jan 2026`. */
export const writeShortDate = createWriter({ day: 'numeric', month: 'short', year: 'numeric' });
/** `01/01/2026`. */
export const writeNumericDate = createWriter({ day: '2-digit', month: '2-digit', year: 'numeric' });
/** `Thursday`. */
export const writeWeekday = createWriter({ weekday: 'long' });

const UNITS = [
  ['year', 365 * DAY],
  ['month', 30 * DAY],
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
  ['second', 1_000],
] as const;

/** `in 3 hours`, `2 minutes ago`, as clients write a relative time. */
export function writeRelative(at: number, now: number): string {
  const distance = at - now;
  if (Math.abs(distance) < 1_000) return 'now';
  const [unit, length] = UNITS.find(([, each]) => Math.abs(distance) >= each) ?? UNITS[5];
  return new Intl.RelativeTimeFormat('en', { numeric: 'always' }).format(Math.round(distance / length), unit);
}

/** The day as people say it near today, else `undefined`. */
export function writeNearDay(at: number, now: number): string | undefined {
  const near = { [writeShortDate(now)]: 'Today', [writeShortDate(now - DAY)]: 'Yesterday' };
  return { ...near, [writeShortDate(now + DAY)]: 'Tomorrow' }[writeShortDate(at)];
}

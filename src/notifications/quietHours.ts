import { DAY, HOUR, MINUTE } from '../duration.ts';
import type { QuietHours } from '../messages/channelChoices.ts';

/** Quiet hours come every day, also on one that a change of the clocks makes longer; ms. */
const LONGEST_DAY = DAY + HOUR;

/** By time zone: to make a format takes a hundred times as long as to use it. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether the clock of the zone shows a quiet hour. Pure. */
export function isQuiet({ from, to, zone }: QuietHours, at: number): boolean {
  const minutes = readClock(zone, at);
  return from < to ? from <= minutes && minutes < to : from <= minutes || minutes < to;
}

/**
 * When the quiet hours that contain a moment end, ms since the epoch; `undefined` where it is not quiet. The zone's own
 * clock is read at each minute, never reckoned: so it is right on the days on which the clocks are changed. Pure.
 */
export function quietUntil(quiet: QuietHours, at: number): number | undefined {
  if (!isQuiet(quiet, at)) return undefined;
  const start = Math.floor(at / MINUTE) * MINUTE;
  for (let moment = start; moment <= start + LONGEST_DAY; moment += MINUTE)
    if (!isQuiet(quiet, moment)) return moment;
  return undefined;
}

/** The latest minute that was quiet at a moment or before it; what was decided until then may have been held back. Pure. */
export function lastQuietMinute(quiet: QuietHours, at: number): number {
  const start = Math.floor(at / MINUTE) * MINUTE;
  for (let moment = start; moment >= start - LONGEST_DAY; moment -= MINUTE)
    if (isQuiet(quiet, moment)) return moment;
  return Number.NEGATIVE_INFINITY;
}

/** The minutes after midnight on the clock of a zone. */
function readClock(zone: string, at: number): number {
  const format = formats.get(zone) ?? createFormat(zone);
  const [hours = 0, minutes = 0] = format.format(at).split(':').map(Number);
  return hours * 60 + minutes;
}

function createFormat(timeZone: string): Intl.DateTimeFormat {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'short', hourCycle: 'h23' });
  formats.set(timeZone, format);
  return format;
}

/** The zone's name as Intl spells it; `undefined` where there is no such zone. */
export function findZone(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

import { DAY, MINUTE, parseDuration, SECOND } from '../../duration.ts';
import { HookCallError } from './hookCallError.ts';
import type { Fields } from './readFields.ts';

/** How far a program's clock may be ahead of ours. */
const LONGEST_AHEAD = MINUTE;

/** Characters. A longer text is no time. */
const LONGEST = 40;

/** From here on a number counts milliseconds: as seconds it would be in the year 5138. */
const FIRST_MS = 1e11;

const MOMENT =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?) ?(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i;
const NUMBER = /^\d{1,16}(?:\.\d{1,9})?$/;

/**
 * When the containers of a call were created, by `created_at` or, without it, by `age`.
 *
 * @param now ms since the epoch, as what is returned
 * @returns `undefined` where the call does not say it
 * @throws HookCallError
 */
export function readCreation({ created_at, age }: Fields, now: number): number | undefined {
  if (created_at !== undefined) return readMoment(created_at, now);
  return age === undefined ? undefined : now - readAge(age);
}

function readMoment(value: unknown, now: number): number {
  const at = toMoment(value);
  if (at === undefined)
    throw new HookCallError(
      'created_at',
      'created_at takes a time such as "2026-11-25T20:00:00Z", or seconds or milliseconds since 1970. Without it, the time of the call counts.',
    );
  if (at > now + LONGEST_AHEAD)
    throw new HookCallError(
      'created_at',
      'created_at is in the future. Send it in UTC or with its time zone, and let the clock of that machine be set by NTP; or leave it out.',
    );
  if (now - at > DAY)
    throw new HookCallError(
      'created_at',
      'created_at is more than 24 hours ago: such a container is published or has expired. Send the time at which this container was created, or create a new container.',
    );
  return Math.min(at, now);
}

function toMoment(value: unknown): number | undefined {
  if (typeof value === 'number') return fromNumber(value);
  if (typeof value !== 'string' || value.length > LONGEST) return undefined;
  const text = value.trim();
  if (NUMBER.test(text)) return fromNumber(Number(text));
  const [, day, time, zone] = MOMENT.exec(text) ?? [];
  if (day === undefined || time === undefined) return undefined;
  if (zone === undefined)
    throw new HookCallError(
      'created_at',
      'created_at lacks its time zone. End it with Z for UTC, or with an offset such as +02:00.',
    );
  const at = Date.parse(`${day}T${time.replace(',', '.')}${toOffset(zone)}`);
  return Number.isNaN(at) ? undefined : at;
}

/** An offset as JavaScript reads it: Threads itself writes `+0000`. */
function toOffset(zone: string): string {
  if (!/^[+-]/.test(zone)) return 'Z';
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone.slice(0, 1)}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

function fromNumber(value: number): number | undefined {
  const at = Math.round(value >= FIRST_MS ? value : value * SECOND);
  return at > 0 && Number.isSafeInteger(at) ? at : undefined;
}

/** @returns ms */
function readAge(value: unknown): number {
  const age = toDuration(value);
  if (age === undefined)
    throw new HookCallError(
      'age',
      'age takes a time such as "20m" or "2h10m", or a number of seconds. Without it, the time of the call counts.',
    );
  if (age > DAY)
    throw new HookCallError(
      'age',
      'age is more than 24 hours: such a container is published or has expired. Send how long ago this container was created, or create a new container.',
    );
  return age;
}

function toDuration(value: unknown): number | undefined {
  if (typeof value === 'string' && value.length > LONGEST) return undefined;
  const isNumber = typeof value === 'number' || (typeof value === 'string' && NUMBER.test(value.trim()));
  if (!isNumber) return typeof value === 'string' ? parseDuration(value) : undefined;
  const age = Math.round(Number(value) * SECOND);
  return age >= 0 && Number.isSafeInteger(age) ? age : undefined;
}

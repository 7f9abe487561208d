import { formatDuration, MINUTE, SECOND } from '../duration.ts';
import { advice, type Finding, fault } from './findings.ts';
import { text } from './text.ts';

/** A larger difference between our clock and a server's makes checks and expiries come at the wrong time. */
const MAX_SKEW = 30 * SECOND;

/** Beyond this, alerts come minutes late, and Slack's signed requests are refused for their age. */
const BROKEN_SKEW = 5 * MINUTE;

/** How far our clock is ahead of a server's, ms, by the time in its answer. */
export interface ClockSkew {
  /** For people. */
  readonly service: string;
  readonly skew: number;
}

/** What the checks of a platform find. */
export interface Examination {
  readonly findings: readonly Finding[];
  readonly clocks: readonly ClockSkew[];
}

/** Reads the time of a server from the `Date` of its answer. @returns an empty list where it says none */
export function readSkew(service: string, date: string | null | undefined, now: number): ClockSkew[] {
  const at = Date.parse(date ?? '');
  return Number.isNaN(at) ? [] : [{ service, skew: now - at }];
}

/** That our clock is wrong. */
interface WrongClock {
  /** A sentence without its full stop. */
  readonly words: string;
  readonly isBroken: boolean;
}

/** @returns `undefined` where the clocks agree */
export function describeWrongClock(skews: readonly ClockSkew[]): WrongClock | undefined {
  const off = skews.filter(({ skew }) => Math.abs(skew) > MAX_SKEW);
  const [first] = off;
  if (first === undefined) return undefined;
  const services = new Intl.ListFormat('en').format(off.map(({ service }) => service));
  const direction = first.skew > 0 ? 'ahead of' : 'behind';
  const amount = Math.abs(first.skew);
  return {
    words: `Our clock is ${formatDuration(amount)} ${direction} that of ${services}: let this machine set its time by NTP`,
    isBroken: amount >= BROKEN_SKEW,
  };
}

/** One finding where our clock is wrong, whoever says so; none where the clocks agree. */
export function checkClocks(skews: readonly ClockSkew[]): Finding[] {
  const wrong = describeWrongClock(skews);
  if (wrong === undefined) return [];
  return [wrong.isBroken ? fault(text`${wrong.words}`) : advice(text`${wrong.words}`)];
}

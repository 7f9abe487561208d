import type { History, QuietHours } from '../history.ts';
import type { Span, Transcript, Typed } from '../transcript.ts';
import { forgottenAt } from './forgotten.ts';
import type { AlertKind } from './readMessage.ts';
import type { Snoozes } from './snoozes.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Longer than any history. */
const LONGEST = 60 * HOUR;

/** What passes quiet hours: a post is lost unless a person does something. */
const URGENT: ReadonlySet<AlertKind> = new Set(['failed', 'expired', 'over', 'unfinished', 'expiring']);

type QuietCommand = Extract<Typed['command'], { kind: 'quiet' }>;

export function isUrgent(kind: AlertKind): boolean {
  return URGENT.has(kind);
}

/** The times in which a channel wants to hear only what is urgent; later hours take the place of earlier ones. */
export function findQuiet(history: History, transcript: Transcript, channel: number): Snoozes {
  const { clockChange } = history;
  const forgotten = forgottenAt(history, transcript);
  const own = transcript.typed.filter(
    (each): each is Typed & { command: QuietCommand } =>
      each.command.kind === 'quiet' && each.command.channel === channel && each.outcome !== 'refused',
  );
  if (clockChange === undefined || own.length === 0) return { sure: [], isDoubtful: false };
  return {
    sure: own.flatMap(({ at, command: { hours } }, index) => {
      const next = own[index + 1]?.at ?? Number.POSITIVE_INFINITY;
      const end = Math.min(next, forgotten.find((each) => each >= at) ?? Number.POSITIVE_INFINITY);
      if (hours === 'off') return [];
      return readQuiet(hours, clockChange.startsAt).flatMap(({ from, to }) => {
        const span = { from: Math.max(from, at), to: Math.min(to, end) };
        return span.from < span.to ? [span] : [];
      });
    }),
    isDoubtful: own.some(({ at, outcome }) => outcome === 'unsure' || forgotten.some((each) => each >= at)),
  };
}

/** What holds back an alert that is not urgent. */
export function join(snoozes: Snoozes, quiet: Snoozes): Snoozes {
  return {
    sure: [...snoozes.sure, ...quiet.sure],
    isDoubtful: snoozes.isDoubtful || quiet.isDoubtful,
  };
}

/** By the clock on the wall, minute by minute: an hour that comes twice is quiet twice, and one that is left out is not. */
function readQuiet({ from, to, zone }: QuietHours, startsAt: number): Span[] {
  const spans: { from: number; to: number }[] = [];
  for (const [index, minutes] of readWall(zone, startsAt).entries()) {
    const at = index * MINUTE;
    const isQuiet = from < to ? minutes >= from && minutes < to : minutes >= from || minutes < to;
    if (!isQuiet) continue;
    const last = spans.at(-1);
    if (last?.to === at) last.to = at + MINUTE;
    else spans.push({ from: at, to: at + MINUTE });
  }
  return spans;
}

/** What each wall showed, by its zone and the start of the history: it is slow to read. */
const walls = new Map<string, Int16Array>();

/** @returns the minutes after midnight, for each minute of the history */
function readWall(zone: string, startsAt: number): Int16Array {
  const name = `${zone} ${startsAt}`;
  const known = walls.get(name);
  if (known !== undefined) return known;
  const wall = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  });
  const minutes = Int16Array.from({ length: LONGEST / MINUTE }, (_, index) => {
    const parts = wall.formatToParts(startsAt + index * MINUTE);
    const read = (unit: string): number => Number(parts.find(({ type }) => type === unit)?.value);
    return read('hour') * 60 + read('minute');
  });
  walls.set(name, minutes);
  return minutes;
}

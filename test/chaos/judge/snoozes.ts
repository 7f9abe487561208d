import type { History, Snoozed } from '../history.ts';
import type { Span, Transcript, Typed } from '../transcript.ts';
import { forgottenAt } from './forgotten.ts';

const HOUR = 3_600_000;

type SnoozeCommand = Extract<Typed['command'], { kind: 'snooze' }>;

/** The snoozes of one subject in one channel. */
export interface Snoozes {
  /** Nothing may be told in these. */
  readonly sure: readonly Span[];
  /** Whether an answer left people in doubt: then a snooze may hold that nobody can be sure of. */
  readonly isDoubtful: boolean;
}

/** What people snoozed that holds back an alert about one of these subjects; a later snooze takes an earlier one's place. */
export function findSnoozes(
  history: History,
  transcript: Transcript,
  channel: number,
  subjects: readonly Snoozed[],
): Snoozes {
  const forgotten = forgottenAt(history, transcript);
  const all = transcript.typed.filter(
    (each): each is Typed & { command: SnoozeCommand } =>
      each.command.kind === 'snooze' && each.command.channel === channel && each.outcome !== 'refused',
  );
  const bySubject = subjects.map((subject) =>
    all.filter(({ command }) => JSON.stringify(command.what) === JSON.stringify(subject)),
  );
  return {
    sure: bySubject.flatMap((own) =>
      own
        .map(({ at, command, outcome }, index) => {
          const next = own[index + 1]?.at ?? Number.POSITIVE_INFINITY;
          const end = forgotten.find((each) => each >= at) ?? Number.POSITIVE_INFINITY;
          const hours = command.hours === 'off' ? 0 : command.hours;
          return { outcome, from: at, to: Math.min(next, at + hours * HOUR, end) };
        })
        .filter(({ outcome }) => outcome === 'done'),
    ),
    isDoubtful: bySubject
      .flat()
      .some(({ outcome, at }) => outcome === 'unsure' || forgotten.some((each) => each >= at)),
  };
}

/** Whether a moment lies within one of the spans, their edges left out. */
export function isWithin(spans: readonly Span[], at: number): boolean {
  return spans.some(({ from, to }) => at > from && at < to);
}

import type { ToldMessage } from './chaosChat.ts';
import type { Event } from './history.ts';

/** A span of time, ms after the start. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export type Command = Extract<Event, { kind: 'watch' | 'unwatch' | 'ask' | 'alerts' | 'quiet' | 'snooze' }>;

/** A command that somebody typed, and what the answer made them believe. */
export interface Typed {
  /** When it was typed, which may be later than the history says: a machine that sleeps takes no commands. */
  readonly at: number;
  /** When the answer came: later, where the command had to wait for an owner or for the store. */
  readonly answeredAt: number;
  readonly command: Command;
  /** What it names, where it names containers. */
  readonly containers: readonly number[];
  readonly note: string | undefined;
  /** `done` where the answer says so; `refused` where it names a mistake; `unsure` where something went wrong, or took its time. */
  readonly outcome: 'done' | 'refused' | 'unsure';
  readonly answer: string;
}

/** The store lost everything. */
export interface Flush {
  /** ms after the start. */
  readonly at: number;
  /** Whether a process was there that remembers; it may have died before it put anything back. */
  readonly isRemembered: boolean;
}

/** A process was paused until another had taken its store over. */
export interface Pause extends Span {
  /** Whether it stopped in the middle of what it did, or could not store what came of it. */
  readonly isMidway: boolean;
}

/** All that came of a history, for the judge. */
export interface Transcript {
  readonly told: readonly ToldMessage[];
  readonly typed: readonly Typed[];
  /** When each container was created, ms after the start. */
  readonly bornAt: ReadonlyMap<number, number>;
  /** When the process was found dead, and started again. */
  readonly deaths: readonly number[];
  /** When the process was told to end in the middle of a call to Threads, and started again. */
  readonly stops: readonly number[];
  /** When the machine slept. */
  readonly sleeps: readonly Span[];
  readonly flushes: readonly Flush[];
  /** When no Redis took a write, and when the new master was found: later than the history says after a sleep. */
  readonly failovers: readonly Span[];
  readonly pauses: readonly Pause[];
  /** Messages that the chat took and denied. */
  readonly denied: number;
  /** What each channel still watches at the end, in the words of `watches`. */
  readonly lists: readonly string[];
  /** What can be seen to be wrong while it happens. */
  readonly faults: readonly string[];
}

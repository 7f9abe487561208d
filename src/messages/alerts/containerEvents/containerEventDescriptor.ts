import type { ContainerEvent, ContainerEventKind } from '../../../watches/containerEvent.ts';
import type { Button, Tone } from '../../card.ts';
import type { ContentOf } from '../../content.ts';
import type { Text } from '../../text.ts';

export type ContainerEventOf<K extends ContainerEventKind> = Extract<ContainerEvent, { kind: K }>;

/** The container that an alert is about, and what became of it; `createdAt` is in ms since the epoch. */
export type AlertedContainer = Pick<
  ContentOf<'container'>,
  'account' | 'container' | 'createdAt' | 'outcome'
>;

/** What an alert about one container says; its headline is the sign, the post's name and the predicate. */
export interface AlertWords {
  readonly sign: string;
  readonly tone: Tone;
  /** What happened to the post: the rest of a sentence that begins with its name. */
  readonly predicate: Text;
  /** What to do, and then why. */
  readonly body: readonly Text[];
  /** Below, in small print: what Threads called it. */
  readonly code?: Text | undefined;
}

/** The sign, the tone and what is said of several containers. */
export interface GroupHeadline {
  readonly sign: string;
  readonly tone: Tone;
  readonly predicate: string;
}

/** Why something happened, and what to do about it. In a message about several, containers with the same cause share it. */
export interface GroupLine {
  /** In a few words, without a capital and a full stop; left out where the headline says it. */
  readonly cause?: string | undefined;
  /** Full sentences. */
  readonly whatToDo: Text;
  /** Until when it can be done, where that is another time for each container; ms since the epoch. */
  readonly until?: number | undefined;
}

/** Every fact about one kind of container event; `table.ts` lists all kinds. */
export interface ContainerEventDescriptor<K extends ContainerEventKind> {
  /** What a message about one container says. */
  readonly alert: (event: ContainerEventOf<K>, container: AlertedContainer) => AlertWords;
  readonly buttons: (container: AlertedContainer, event: ContainerEventOf<K>) => readonly Button[];
  /** The headline of a message about several: "❌ 3 posts of brand", followed by `predicate`. */
  readonly groupHeadline: (event: ContainerEventOf<K>) => GroupHeadline;
  readonly groupLine: (event: ContainerEventOf<K>, createdAt: number) => GroupLine;
  /** The topic of the documentation that explains it; left out where there is nothing more to read. */
  readonly topic?: (event: ContainerEventOf<K>) => string | undefined;
  /** Whether a later alert about the same container replaces this one while both wait to be sent. */
  readonly isSuperseded: boolean;
  /** Whether the event is still true in a status; `undefined` for what stays true in any status. */
  readonly isTrueWhile: ((status: string) => boolean) | undefined;
}

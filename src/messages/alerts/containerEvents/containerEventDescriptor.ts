import type { ContainerEvent, ContainerEventKind } from '../../../watches/containerEvent.ts';
import type { Button, Card, Tone } from '../../card.ts';
import type { ContentOf } from '../../content.ts';
import type { Text } from '../../text.ts';

export type ContainerEventOf<K extends ContainerEventKind> = Extract<ContainerEvent, { kind: K }>;

/** The container that an alert is about, and what became of it; `createdAt` is in ms since the epoch. */
export type AlertedContainer = Pick<
  ContentOf<'container'>,
  'account' | 'container' | 'createdAt' | 'outcome'
>;

/** An alert about one container: the headline, the tone, and what to do. */
type AlertWords = Pick<Card, 'tone' | 'title' | 'body'>;

/** The sign, the tone and what is said of several containers. */
export interface GroupHeadline {
  readonly sign: string;
  readonly tone: Tone;
  readonly predicate: string;
}

/** Every fact about one kind of container event; `table.ts` lists all kinds. */
export interface ContainerEventDescriptor<K extends ContainerEventKind> {
  /** What a message about one container says. */
  readonly alert: (event: ContainerEventOf<K>, container: AlertedContainer) => AlertWords;
  readonly buttons: (container: AlertedContainer, event: ContainerEventOf<K>) => readonly Button[];
  /** The headline of a message about several: "❌ 3 containers of brand", followed by `predicate`. */
  readonly groupHeadline: (event: ContainerEventOf<K>) => GroupHeadline;
  /** What to do, in one line. In a message about several, containers with the same line share it. */
  readonly groupLine: (event: ContainerEventOf<K>, createdAt: number) => Text;
  /** What the list behind *Show all* says about one container. */
  readonly listLine: (event: ContainerEventOf<K>, createdAt: number) => Text;
  /** Whether a later alert about the same container replaces this one while both wait to be sent. */
  readonly isSuperseded: boolean;
  /** Whether the event is still true in a status; `undefined` for what stays true in any status. */
  readonly isTrueWhile: ((status: string) => boolean) | undefined;
}

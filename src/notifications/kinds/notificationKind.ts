import type { AlertKind } from '../../messages/alertKinds.ts';
import type { Card } from '../../messages/card.ts';
import type { Content, ContentOf } from '../../messages/content.ts';
import type { MessageLinks } from '../../messages/links.ts';
import type { WatchStore } from '../../watches/watchStore.ts';

/** What a snooze silences in its channel: one container, an account's quotas, or the whole channel. */
export interface SnoozeSubject {
  /** Left out for the whole channel. */
  readonly account?: string | undefined;
  /** Left out for the account's quotas. */
  readonly container?: string | undefined;
}

/** Notifications of one channel about the same subject: the latest of them supersedes the earlier ones. */
export interface Supersession {
  readonly subject: string;
  /** Whether a later one makes this one pointless; `false` for what people should read in any case. */
  readonly isSuperseded: boolean;
}

/** How the buttons of a message name what it shows, and where its links lead. */
export interface MessageIds {
  readonly notification: string;
  readonly group: string;
  readonly links: MessageLinks;
}

/** How much an alert matters to people. */
export interface AlertWeight {
  readonly kind: AlertKind;
  /** Whether it is bad news that still holds: it calls whom the channel chose, and can be acknowledged. */
  readonly isBad: boolean;
  /** Whether it passes quiet hours. */
  readonly isUrgent: boolean;
  /** Whether it is brought up once more where nobody acknowledged it. */
  readonly isReminded: boolean;
}

/** Every fact about one kind of notification; `table.ts` lists all kinds. */
export interface NotificationKind<K extends Content['kind']> {
  /** Of the notifications of one moment, those with the lowest rank are sent first. */
  readonly rank: number;
  /** Orders notifications of the same moment and rank; where it is the same too, their ids do. */
  readonly tieBreak: (content: ContentOf<K>) => string;
  /** Notifications of one kind, key and channel share a message; `undefined` for a message of its own. */
  readonly groupKey: (content: ContentOf<K>) => string | undefined;
  /**
   * How much it matters; `undefined` for what is no alert.
   *
   * @param at when it was decided, ms since the epoch
   */
  readonly weigh: (content: ContentOf<K>, at: number) => AlertWeight | undefined;
  /**
   * Until when it waits, unsent, for what will complete it, ms since the epoch; without it, nothing does.
   *
   * @param at when it was decided, ms since the epoch
   */
  readonly incompleteUntil?: (content: ContentOf<K>, at: number) => number | undefined;
  /** The snoozes that hold the notification back; empty for what no snooze holds back. */
  readonly snoozeSubjects: (content: ContentOf<K>) => readonly SnoozeSubject[];
  /** Whether the notification is still true when the snooze that held it back has ended. */
  readonly isStillTrue: (
    content: ContentOf<K>,
    watchStore: Pick<WatchStore, 'get'>,
  ) => boolean | Promise<boolean>;
  /** What supersedes it while both wait to be sent; `undefined` where nothing does. */
  readonly supersession: (content: ContentOf<K>) => Supersession | undefined;
  /** Whether its message changes all the time, so that it is edited every few seconds at most; without it, not. */
  readonly isPaced?: (content: ContentOf<K>) => boolean;
  /** What follows when somebody deleted the message that was to be edited. */
  readonly whenDeleted: 'post-again' | 'forget';
  /** What it says in a new message, where it had one before; without it, the same. */
  readonly sayAnew?: (content: ContentOf<K>) => ContentOf<K>;
  /** Whether a new message would have nothing to say; without it, never. */
  readonly saysNothing?: (content: ContentOf<K>) => boolean;
  /** The containers that it says are watched no more, and that a channel may watch anew; without it, none. */
  readonly endedContainers?: (content: ContentOf<K>) => readonly string[];
  /** The card of one message; `contents` has several members only for a kind with a group key. */
  readonly render: (contents: readonly [ContentOf<K>, ...ContentOf<K>[]], ids: MessageIds) => Card;
}

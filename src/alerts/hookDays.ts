import { type ChannelRef, channelKey } from '../channelRef.ts';
import { DAY } from '../duration.ts';
import { isFinal } from '../messages/containerWords.ts';
import type { ChannelSettings } from '../notifications/channelSettings.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { ContainerState } from '../watches/watch.ts';
import { reviseItem } from './reviseItem.ts';

/** Begins the ids of the live messages of days; no other id begins with it. */
const PREFIX = 'hook-live';

/** Of so many days memory holds what has ended; the one that was used longest ago is dropped. */
const MOST_DAYS = 500;

/** A container is watched for a day at most, so what a program reports may belong to the message of the day before. */
const REMEMBERED_FOR = 2 * DAY;

/** Whether a live message is that of a day, by its id. */
export function isOfDay(liveId: string): boolean {
  return liveId.startsWith(`${PREFIX}/`);
}

/** The day of a live message, by its id. */
export function dayOfId(liveId: string): string {
  return liveId.slice(liveId.lastIndexOf('/') + 1);
}

export interface HookDaysOptions {
  readonly outbox: Outbox;
  readonly channelSettings: Pick<ChannelSettings, 'of'>;
}

/** What a day's message is about: the channel and the account of a hook. */
interface HookScope {
  readonly channel: ChannelRef;
  readonly account: string;
}

/**
 * The live messages of what publishing programs register: one for each channel, account and day. They also remember which
 * containers have ended, so that a call which comes late, or twice, begins no second watch.
 */
export class HookDays {
  readonly #options: HookDaysOptions;
  /** The containers that have ended, by the id of the day's message; read from it when they are first needed. */
  readonly #ended = new Map<string, Promise<Set<string>>>();
  /** By time zone: to make a format takes a hundred times as long as to use it. */
  readonly #formats = new Map<string, Intl.DateTimeFormat>();

  constructor(options: HookDaysOptions) {
    this.#options = options;
  }

  /** The day on the channel's own clock, where it has chosen a time zone for its quiet hours; else UTC's. */
  #dayOf({ channel }: HookScope, at: number): string {
    const timeZone = this.#options.channelSettings.of(channel).quiet?.zone ?? 'UTC';
    const format =
      this.#formats.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
    this.#formats.set(timeZone, format);
    return format.format(at);
  }

  /** The id of the live message of the day that a moment belongs to. */
  idOf(scope: HookScope, at: number): string {
    return `${this.#prefixOf(scope)}${this.#dayOf(scope, at)}`;
  }

  /** Whether a container of today's or yesterday's message is watched no more, whatever became of it. */
  async hasEnded(scope: HookScope, container: string, now: number): Promise<boolean> {
    for (const id of this.#idsAround(scope, now))
      if ((await this.#endedOf(scope.channel, id)).has(container)) return true;
    return false;
  }

  /** Shows that a container is published whose watch ended before anybody knew that; what Threads said of it stands. */
  async showPublished(
    scope: HookScope,
    container: string,
    state: ContainerState,
    now: number,
  ): Promise<void> {
    for (const id of this.#idsAround(scope, now))
      await this.#options.outbox.revise(id, (message) =>
        reviseItem(message, container, ({ droppedBy, leftOut: _, ...item }) =>
          item.watched || isFinal(item.state)
            ? { ...item, ...(droppedBy && { droppedBy }) }
            : { ...item, state },
        ),
      );
  }

  /** The messages of today and yesterday. */
  #idsAround(scope: HookScope, now: number): ReadonlySet<string> {
    return new Set([this.idOf(scope, now), this.idOf(scope, now - DAY)]);
  }

  /** A container of a live message is watched no more. */
  noteEnded(liveId: string, container: string): void {
    this.#ended.get(liveId)?.then(
      (ended) => ended.add(container),
      () => undefined,
    );
  }

  /** Closes the messages of days that nothing can be reported of any more. */
  async closePast(scope: HookScope, now: number): Promise<void> {
    const { outbox } = this.#options;
    const prefix = this.#prefixOf(scope);
    const first = `${prefix}${this.#dayOf(scope, now - REMEMBERED_FOR)}`;
    const past = outbox.idsIn(scope.channel).filter((id) => id.startsWith(prefix) && id < first);
    for (const id of past) {
      this.#ended.delete(id);
      await outbox.finalize(id);
    }
  }

  async #endedOf(channel: ChannelRef, id: string): Promise<ReadonlySet<string>> {
    const known = this.#ended.get(id);
    if (known !== undefined) return known;
    // Set before it is read, so that what ends meanwhile is added to it.
    const ended = this.#readEnded(channel, id);
    this.#ended.set(id, ended);
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > MOST_DAYS && oldest !== undefined) this.#ended.delete(oldest);
    try {
      return await ended;
    } catch (error) {
      this.#ended.delete(id);
      throw error;
    }
  }

  async #readEnded(channel: ChannelRef, id: string): Promise<Set<string>> {
    const { outbox } = this.#options;
    const content = outbox.has(channel, id) ? (await outbox.get(id))?.content : undefined;
    const items = content?.kind === 'live' ? content.items : [];
    return new Set(items.filter(({ watched }) => !watched).map(({ container }) => container));
  }

  #prefixOf({ channel, account }: HookScope): string {
    return `${PREFIX}/${channelKey(channel)}/${account}/`;
  }
}

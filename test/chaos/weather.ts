import { StoreError } from '../../src/store/store.ts';
import type { Mood } from './chaosChat.ts';
import type { Event, History } from './history.ts';

type Windowed = Extract<Event, { span: number }>;

/** What a history does to the program for a while. All times are ms after the start. */
export class Weather {
  readonly #events: History['events'];

  constructor({ events }: History) {
    this.#events = events;
  }

  moodOf(now: number): Mood {
    const window = this.windowOf('chat fails', now);
    if (window === undefined) return 'takes';
    return window.takes ? 'denies' : 'refuses';
  }

  /** @throws where the store fails just now */
  troubleStore(isWrite: boolean, now: number): void {
    const window = this.windowOf('store fails', now);
    if (window !== undefined && (isWrite || window.reads))
      throw new StoreError('store_failed', 'the disk is full');
  }

  isStoreFailing(from: number, to: number): boolean {
    return this.#events.some(
      (each) =>
        (each.kind === 'store fails' || each.kind === 'failover') &&
        each.at < to &&
        each.at + each.span > from,
    );
  }

  /** When the store works again that fails just now. */
  storeFailsUntil(now: number): number | undefined {
    const window = this.windowOf('store fails', now) ?? this.windowOf('failover', now);
    return window && window.at + window.span;
  }

  windowOf<K extends Windowed['kind']>(kind: K, now: number): Extract<Windowed, { kind: K }> | undefined {
    return this.#events.find(
      (each): each is Extract<Windowed, { kind: K }> =>
        each.kind === kind && 'span' in each && now >= each.at && now < each.at + each.span,
    );
  }
}

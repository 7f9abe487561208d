import { MINUTE } from '../duration.ts';
import type { LiveItem, SnoozeMark } from '../messages/content.ts';
import { type Place, placeKey } from '../place.ts';
import type { Blindness } from '../watches/blindness.ts';
import type { LookDecision } from '../watches/decideLook.ts';
import type { Happening } from '../watches/happening.ts';
import type { SightTeller } from '../watches/sight.ts';
import type { ContainerState, Watch, Watcher } from '../watches/watch.ts';
import type { WatchBook } from '../watches/watchBook.ts';
import type { Posting } from './posting.ts';
import type { Postings } from './postings.ts';
import type { QuotaAlerts } from './quotaAlerts.ts';
import { ShownStates } from './shownStates.ts';

/** The end of a shorter blindness is shown on the message that told of it, and disturbs nobody. */
const BLIND_FOR_LONG = 10 * MINUTE;

/** Turns what was decided into messages to be sent. Ids follow from the facts: what is told twice is sent once. */
export class Teller implements SightTeller {
  readonly #postings: Postings;
  readonly #book: WatchBook;
  readonly #quotaAlerts: QuotaAlerts;
  readonly #shown = new ShownStates();

  constructor(postings: Postings, book: WatchBook, quotaAlerts: QuotaAlerts) {
    this.#postings = postings;
    this.#book = book;
    this.#quotaAlerts = quotaAlerts;
  }

  /** Stores what each channel is to be told of a look, and how its live message changes; side by side, as one write. */
  async tellLook(before: Watch, { watch, ended, happening }: LookDecision, now: number): Promise<void> {
    await Promise.all(
      before.watchers.flatMap((watcher) => [
        this.#show(watcher.liveId, watch, ended),
        ...(happening === undefined ? [] : [this.#alert(watch, watcher, happening, now)]),
      ]),
    );
  }

  async #show(liveId: string, { container, state }: Watch, ended: boolean): Promise<void> {
    const reading = readsAs(state);
    if (!ended && this.#shown.isShown(liveId, container, reading)) return;
    // Until the change is stored, nothing is known: it may fail half way.
    this.#shown.forget(liveId, container);
    await this.#postings.revise(liveId, (posting) =>
      reviseItem(posting, container, (item) => ({ ...item, state, watched: !ended })),
    );
    if (!ended) this.#shown.note(liveId, container, reading);
  }

  /** Shows in the live messages that a container is watched for another account, which sees it. */
  async tellMoved({ container, watchers }: Watch, account: string): Promise<void> {
    for (const { liveId } of watchers)
      await this.#postings.revise(liveId, (posting) =>
        reviseItem(posting, container, (item) => ({ ...item, account })),
      );
  }

  /** Shows in the live message who dropped a watch. */
  async tellDropped({ liveId }: Watcher, container: string, by: string): Promise<void> {
    await this.#postings.revise(liveId, (posting) =>
      reviseItem(posting, container, (item) => ({ ...item, watched: false, droppedBy: by })),
    );
  }

  /** Shows in the live message who snoozed a container, and until when. */
  async tellSnoozed({ liveId }: Watcher, container: string, snoozed: SnoozeMark): Promise<void> {
    await this.#postings.revise(liveId, (posting) =>
      reviseItem(posting, container, (item) => ({ ...item, snoozed })),
    );
  }

  reliantOn(account: string): Place[] {
    const places = [...this.#book.placesOf(account), ...this.#quotaAlerts.placesOf(account)];
    return [...new Map(places.map((place) => [placeKey(place), place])).values()];
  }

  async blind(blindness: Blindness, places: readonly Place[]): Promise<void> {
    const { account, trouble, since, nextProbeAt } = blindness;
    for (const place of places) {
      const content = { kind: 'blind', account, trouble, since, nextProbeAt } as const;
      await this.#postings.add(blindId(blindness, trouble.kind, place), place, content, {
        at: since,
        final: false,
      });
    }
  }

  /**
   * Shows on what was told of a blindness that it is over, and tells of it in a new message where it lasted. Who had
   * been told nothing yet hears nothing of it at all.
   */
  async seesAgain(blindness: Blindness, now: number): Promise<void> {
    const { account, trouble, since, told } = blindness;
    for (const { place, kind } of told) {
      const blindPosting = blindId(blindness, kind, place);
      const isStanding = (await this.#postings.get(blindPosting))?.messageId !== undefined;
      if (!isStanding) {
        await this.#postings.forget([blindPosting]);
        continue;
      }
      await this.#postings.revise(blindPosting, ({ content }) =>
        content.kind === 'blind' ? { content: { ...content, until: now }, final: true } : undefined,
      );
      if (now - since < BLIND_FOR_LONG) continue;
      const id = `sees-again/${account}/${since}/${placeKey(place)}`;
      const content = { kind: 'sees-again', account, trouble, since, until: now } as const;
      await this.#postings.add(id, place, content, { at: now, final: true });
    }
  }

  #alert(watch: Watch, { place, by, note }: Watcher, happening: Happening, now: number): Promise<void> {
    const { account, container, createdAt, firstSeenAt } = watch;
    const id = `container/${account}/${container}/${firstSeenAt}/${happening.kind}/${placeKey(place)}`;
    const content = { kind: 'container', account, container, createdAt, by, note, happening } as const;
    return this.#postings.add(id, place, content, { at: now, final: true });
  }
}

function blindId({ account, since }: Blindness, kind: string, place: Place): string {
  return `blind/${account}/${since}/${kind}/${placeKey(place)}`;
}

function reviseItem(
  { content }: Posting,
  container: string,
  change: (item: LiveItem) => LiveItem,
): Pick<Posting, 'content' | 'final'> | undefined {
  if (content.kind !== 'live') return undefined;
  const items = content.items.map((item) => (item.container === container ? change(item) : item));
  if (items.every((item, index) => showsTheSame(item, content.items[index]))) return undefined;
  return { content: { ...content, items }, final: items.every(({ watched }) => !watched) };
}

/** Whether a live message would read the same; when an item was last looked at is not shown. */
function showsTheSame(after: LiveItem, before: LiveItem | undefined): boolean {
  return (
    before !== undefined &&
    after.account === before.account &&
    after.watched === before.watched &&
    after.droppedBy === before.droppedBy &&
    after.snoozed?.until === before.snoozed?.until &&
    readsAs(after.state) === readsAs(before.state)
  );
}

function readsAs(state: ContainerState): string {
  const { kind } = state;
  if (kind === 'status') return `${kind} ${state.status} ${state.errorMessage ?? ''}`;
  return kind === 'unknown' ? kind : `${kind} ${state.trouble.kind}`;
}

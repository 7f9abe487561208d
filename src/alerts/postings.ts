import { KeyedLock } from '../keyedLock.ts';
import type { Content } from '../messages/content.ts';
import { type Place, placeKey } from '../place.ts';
import type { Collection, StoreError } from '../store/store.ts';
import type { Posting } from './posting.ts';

/** The messages that stand, or are to stand, in channels. Memory holds the ids of those to be sent or edited. */
export class Postings {
  readonly #records: Collection<Posting>;
  readonly #lock = new KeyedLock();
  readonly #outdated = new Set<string>();
  /** By channel, for the day it is lost to us. */
  readonly #idsByPlace = new Map<string, Set<string>>();

  constructor(records: Collection<Posting>) {
    this.#records = records;
  }

  /** Finds what was stored but not confirmed when the program ended. */
  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    for await (const [, posting] of this.#records.entries(onCorrupt)) {
      this.#index(posting);
      if (!posting.current) this.#outdated.add(posting.id);
    }
  }

  get(id: string): Promise<Posting | undefined> {
    return this.#records.get(id);
  }

  /** What is to be sent or edited, the oldest first. */
  async outdated(): Promise<Posting[]> {
    const postings = await this.#records.getMany([...this.#outdated]);
    return postings.filter((posting) => posting !== undefined).sort((a, b) => a.at - b.at || compare(a, b));
  }

  get hasOutdated(): boolean {
    return this.#outdated.size > 0;
  }

  /** Stores the intent to post; one that is stored already stays as it is. */
  add(
    id: string,
    place: Place,
    content: Content,
    { at, final }: { at: number; final: boolean },
  ): Promise<void> {
    return this.#lock.run(id, async () => {
      if (await this.#records.get(id)) return;
      await this.#save({ version: 1, id, place, content, at, current: false, final });
    });
  }

  /** Stores a change to what a message says; `change` gives `undefined` where there is none. */
  revise(
    id: string,
    change: (posting: Posting) => Pick<Posting, 'content' | 'final'> | undefined,
  ): Promise<void> {
    return this.#lock.run(id, async () => {
      const posting = await this.#records.get(id);
      const revision = posting && change(posting);
      if (posting && revision) await this.#save({ ...posting, ...revision, current: false });
    });
  }

  /** Notes that the platform took what was sent, unless the content has changed since. */
  confirm(sent: Posting, messageId: string): Promise<void> {
    return this.#lock.run(sent.id, async () => {
      const posting = await this.#records.get(sent.id);
      if (posting === undefined) return;
      const current = JSON.stringify(posting.content) === JSON.stringify(sent.content);
      if (current && posting.final) await this.#forget(posting);
      else await this.#save({ ...posting, messageId, current });
    });
  }

  /** Forgets a message that need not be sent any more. */
  forget(id: string): Promise<void> {
    return this.#lock.run(id, async () => {
      const posting = await this.#records.get(id);
      if (posting !== undefined) await this.#forget(posting);
    });
  }

  /** Notes that nothing will change this message any more. */
  settle(id: string): Promise<void> {
    return this.#lock.run(id, async () => {
      const posting = await this.#records.get(id);
      if (posting?.current) await this.#forget(posting);
      else if (posting) await this.#save({ ...posting, final: true });
    });
  }

  /** Notes that the message to edit is gone: a live one is posted anew, anything else has had its say. */
  vanished({ id }: Posting): Promise<void> {
    return this.#lock.run(id, async () => {
      const posting = await this.#records.get(id);
      if (posting === undefined) return;
      const { messageId: _, ...rest } = posting;
      if (posting.content.kind === 'live') await this.#save(rest);
      else await this.#forget(posting);
    });
  }

  /** Forgets all that stands or waits in a channel. @returns what had not been sent */
  async forgetPlace(place: Place): Promise<Posting[]> {
    const ids = [...(this.#idsByPlace.get(placeKey(place)) ?? [])];
    const postings = await this.#records.getMany(ids.filter((id) => this.#outdated.has(id)));
    await this.#records.deleteMany(ids);
    for (const id of ids) this.#outdated.delete(id);
    this.#idsByPlace.delete(placeKey(place));
    return postings.filter((posting) => posting !== undefined);
  }

  async #save(posting: Posting): Promise<void> {
    await this.#records.set(posting.id, posting);
    this.#index(posting);
    if (posting.current) this.#outdated.delete(posting.id);
    else this.#outdated.add(posting.id);
  }

  async #forget({ id, place }: Posting): Promise<void> {
    await this.#records.delete(id);
    this.#outdated.delete(id);
    const ids = this.#idsByPlace.get(placeKey(place));
    ids?.delete(id);
    if (ids?.size === 0) this.#idsByPlace.delete(placeKey(place));
  }

  #index({ id, place }: Posting): void {
    const ids = this.#idsByPlace.get(placeKey(place)) ?? new Set();
    this.#idsByPlace.set(placeKey(place), ids.add(id));
  }
}

/** Of what came at the same moment, the live messages come first, then what is said of an account as a whole. */
const RANKS: Record<Content['kind'], number> = {
  live: 0,
  blind: 1,
  'sees-again': 1,
  'quota-alerts': 1,
  'token-ending': 1,
  quota: 2,
  container: 2,
};

/** Within a rank the order is one of its own, ever the same. */
function compare(a: Posting, b: Posting): number {
  const [first, second] = [sortKey(a), sortKey(b)];
  return first < second ? -1 : Number(first > second);
}

function sortKey({ id, content }: Posting): string {
  const about = content.kind === 'live' ? (content.items[0]?.container ?? '') : '';
  return `${RANKS[content.kind]} ${about} ${id}`;
}

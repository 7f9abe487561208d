import { DAY } from '../duration.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { Content } from '../messages/content.ts';
import type { Place } from '../place.ts';
import { getReadable } from '../store/getReadable.ts';
import type { Collection, StoreError } from '../store/store.ts';
import { FRESH_FOR } from './groupPostings.ts';
import { orderPostings } from './orderPostings.ts';
import { alikeKey, type Posting, type StandingGroup } from './posting.ts';
import { PostingIndex } from './postingIndex.ts';

/** A message that tells of more than one container can be asked for all of them for so long. */
const LISTED_FOR = DAY;

/** What was taken by the platform: in which message, and since when that stands. */
export interface Taken {
  readonly messageId: string;
  readonly group: { readonly id: string; readonly since: number };
}

/** The messages that stand, or are to stand, in channels. Records live in the store; memory holds their ids. */
export class Postings {
  readonly #records: Collection<Posting>;
  readonly #lock = new KeyedLock();
  readonly #index = new PostingIndex();
  readonly #onCorrupt: (key: string, error: StoreError) => void;

  /** @param onCorrupt told of a record that can't be read any more, once */
  constructor(records: Collection<Posting>, onCorrupt: (key: string, error: StoreError) => void) {
    this.#records = records;
    this.#onCorrupt = onCorrupt;
  }

  /** Finds what was stored but not confirmed when the program ended, and what still stands. */
  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    for await (const [, posting] of this.#records.entries(onCorrupt)) this.#index.note(posting);
  }

  get(id: string): Promise<Posting | undefined> {
    return this.#records.get(id);
  }

  /** The channels in which something is to be sent or edited. */
  outdatedPlaces(): Place[] {
    return this.#index.outdatedPlaces();
  }

  /** What is to be sent or edited in a channel, in that order. */
  async outdatedIn(place: Place): Promise<Posting[]> {
    const outdated = await getReadable(this.#records, this.#index.outdatedIn(place), (key, error) => {
      // It holds up nobody: the record is left as it is, and the next start passes it over too.
      this.#index.drop(place, [key]);
      this.#onCorrupt(key, error);
    });
    return orderPostings(outdated);
  }

  /** Changes whenever there is something new to be sent or edited in a channel. */
  revisionOf(place: Place): number {
    return this.#index.revisionOf(place);
  }

  /** The messages of alerts that stand in a channel. */
  groupsIn(place: Place): StandingGroup[] {
    return this.#index.groupsIn(place);
  }

  /** What a standing message tells of. */
  membersOf({ ids }: StandingGroup): Promise<Posting[]> {
    return this.#read([...ids]);
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

  /**
   * Notes that the platform took what was sent. Alerts are kept while their message can take in more, or be asked
   * for all that it tells of; anything else that nothing changes any more is forgotten.
   */
  async confirm(sent: readonly Posting[], taken: Taken): Promise<void> {
    const alerts = sent.filter((posting) => alikeKey(posting) !== undefined);
    if (alerts.length > 0) await this.#keepStanding(alerts, taken);
    for (const posting of sent)
      if (!alerts.includes(posting)) await this.#confirmOne(posting, taken.messageId);
  }

  /** Forgets messages that need not be sent any more. */
  async forget(ids: readonly string[]): Promise<void> {
    for (const posting of await this.#read(ids)) await this.#forget(posting);
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

  /** Forgets a message of alerts that stands no more. */
  async forgetGroup(place: Place, { ids }: StandingGroup): Promise<void> {
    await this.#records.deleteMany([...ids]);
    this.#index.drop(place, [...ids]);
  }

  /** When the next message of alerts takes in nothing more; never, where none stands. */
  get nextStale(): number {
    return Math.min(
      Number.POSITIVE_INFINITY,
      ...[...this.#index.groups()].map(([, group]) => staleAt(group)),
    );
  }

  /** Forgets the alerts whose messages take in nothing more. */
  async forgetStale(now: number): Promise<void> {
    for (const [place, group] of [...this.#index.groups()])
      if (staleAt(group) <= now) await this.forgetGroup(place, group);
  }

  /** Forgets all that stands or waits in a channel. @returns what had not been sent */
  async forgetPlace(place: Place): Promise<Posting[]> {
    const unsent = await this.#read(this.#index.outdatedIn(place));
    const ids = this.#index.idsIn(place);
    await this.#records.deleteMany(ids);
    this.#index.drop(place, ids);
    return unsent;
  }

  async #read(ids: readonly string[]): Promise<Posting[]> {
    return getReadable(this.#records, ids, this.#onCorrupt);
  }

  /** Alerts never change what they say, so they are noted together. */
  async #keepStanding(alerts: readonly Posting[], { messageId, group }: Taken): Promise<void> {
    const standing = alerts.map((posting) => ({ ...posting, messageId, group, current: true }));
    await this.#records.setMany(standing.map((posting) => [posting.id, posting] as const));
    for (const posting of standing) this.#index.note(posting);
  }

  /** What has been revised since it was sent stays to be sent. */
  #confirmOne(sent: Posting, messageId: string): Promise<void> {
    return this.#lock.run(sent.id, async () => {
      const posting = await this.#records.get(sent.id);
      if (posting === undefined) return;
      const current = JSON.stringify(posting.content) === JSON.stringify(sent.content);
      if (current && posting.final) await this.#forget(posting);
      else await this.#save({ ...posting, messageId, current });
    });
  }

  async #save(posting: Posting): Promise<void> {
    await this.#records.set(posting.id, posting);
    this.#index.note(posting);
  }

  async #forget({ id, place }: Posting): Promise<void> {
    await this.#records.delete(id);
    this.#index.drop(place, [id]);
  }
}

function staleAt({ ids, since }: StandingGroup): number {
  return since + (ids.size > 1 ? LISTED_FOR : FRESH_FOR);
}

import type { Clock } from '../clock.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { Outbox } from '../notifications/outbox.ts';
import { type PublishedPost, watchKey } from '../watches/watch.ts';
import type { WatchStore } from '../watches/watchStore.ts';
import { decidePublication, type Learned, REST } from './decidePublication.ts';
import { dueAt, hasEnded, isWatchedIn, type Publication, publicationKey } from './publication.ts';
import type { Publications } from './publications.ts';
import type { Checked, PublishingCalls } from './publishingCalls.ts';
import { tellPublication } from './tellPublication.ts';

export interface PublicationRunnerOptions {
  readonly publications: Publications;
  readonly calls: PublishingCalls;
  readonly watchStore: Pick<WatchStore, 'get'>;
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** Ends the container's watch: it is published. */
  readonly acceptPublished: (
    about: Pick<Publication, 'account' | 'container'>,
    post: PublishedPost,
  ) => Promise<unknown>;
  /** @throws StoreError where another process has taken the store over */
  readonly ensureLeased: () => Promise<void>;
}

/** Does what is due for publications, one step after the other, and stores what follows. */
export class PublicationRunner {
  readonly #options: PublicationRunnerOptions;
  /** Held while a publication is read and written back; never while Threads, or the lock of a watch, is waited for. */
  readonly lock = new KeyedLock();
  readonly #running = new Map<string, Promise<void>>();
  /** What a call brought, until it is stored: the store may fail in between. */
  readonly #unstored = new Map<string, Learned>();

  constructor(options: PublicationRunnerOptions) {
    this.#options = options;
  }

  isRunning(key: string): boolean {
    return this.#running.has(key);
  }

  /** Does all that is due for a publication. Whoever wants the same at the same time shares it. */
  async advance(key: string): Promise<void> {
    const shared = this.#running.get(key);
    if (shared !== undefined) {
      await shared;
      // It may have ended just before something became due.
      if (!this.#isDue(key)) return;
    }
    const running = this.#running.get(key) ?? this.#run(key).finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    await running;
  }

  #isDue(key: string): boolean {
    const publication = this.#options.publications.get(key);
    return publication !== undefined && dueAt(publication) <= this.#options.clock.now();
  }

  async #run(key: string): Promise<void> {
    const { publications } = this.#options;
    /** The publication whose call this process has just stored, and has not made yet. */
    let about: Publication | undefined;
    for (;;) {
      const publication = publications.get(key);
      if (publication === undefined || !this.#isDue(key)) return;
      const learned = this.#unstored.get(key) ?? (await this.#learn(publication, publication === about));
      if (learned.kind === 'owned') {
        await this.move(key, learned.account);
        return this.advance(watchKey(learned.account, publication.container));
      }
      if (publication.step.kind === 'call') this.#unstored.set(key, learned);
      about = await this.lock.run(key, () => this.#applyTo(publication, learned));
      this.#unstored.delete(key);
    }
  }

  /** Nothing is applied to a publication that was changed meanwhile. */
  async #applyTo(publication: Publication, learned: Learned): Promise<Publication | undefined> {
    const isSame = this.#options.publications.get(publicationKey(publication)) === publication;
    return isSame ? this.apply(publication, learned) : undefined;
  }

  /** Stores what follows; what is told is stored before. */
  async apply(publication: Publication, learned: Learned): Promise<Publication> {
    const { publications, outbox, clock } = this.#options;
    const next = decidePublication(publication, learned, clock.now());
    if (next.outcomes.length > publication.outcomes.length) await tellPublication(outbox, next, clock.now());
    await publications.save(next);
    return next;
  }

  /** @param isOwnCall whether this process has just stored that it makes the call */
  async #learn(publication: Publication, isOwnCall: boolean): Promise<Checked> {
    const { calls, watchStore, ensureLeased, acceptPublished } = this.#options;
    const { step, account, container } = publication;
    switch (step.kind) {
      case 'await-ready': {
        const watch = await watchStore.get(publicationKey(publication));
        return watch !== undefined && isWatchedIn(watch, publication)
          ? { kind: 'watch-on', createdAt: watch.createdAt }
          : { kind: 'watch-over' };
      }
      case 'check':
        return this.#check(publication);
      case 'call':
        if (!isOwnCall) return { kind: 'unanswered', doubt: 'lost' };
        await ensureLeased();
        return calls.publish(publication);
      case 'judge':
        return calls.check(publication, false);
      default: {
        const { calledAt, post: id } = step.kind === 'find-post' ? step : { calledAt: 0, post: undefined };
        const post = await calls.findPost(publication, calledAt, id);
        await acceptPublished({ account, container }, post ?? {});
        return { kind: 'post', post };
      }
    }
  }

  /** Where it is known that it became ready too short ago, no call is made. */
  async #check(publication: Publication): Promise<Checked> {
    const { readySince } = publication;
    const isResting = readySince !== undefined && this.#options.clock.now() < readySince + REST;
    if (isResting) return { kind: 'status', status: 'FINISHED' };
    const checked = await this.#options.calls.check(publication, true);
    if (checked.kind !== 'status') return checked;
    if (checked.status === 'PUBLISHED') await this.#options.acceptPublished(publication, {});
    return checked.status === 'FINISHED' && (await this.#isCalledOff(publication))
      ? { kind: 'watch-over' }
      : checked;
  }

  /** Whether somebody stopped the watch that it waited for. */
  async #isCalledOff(publication: Publication): Promise<boolean> {
    if (publication.isAwaited !== true) return false;
    return !isWatchedIn(await this.#options.watchStore.get(publicationKey(publication)), publication);
  }

  /** Its container belongs to another account of the workspace. */
  async move(key: string, account: string): Promise<void> {
    const { publications } = this.#options;
    await this.lock.run(key, async () => {
      const publication = publications.get(key);
      if (publication === undefined || hasEnded(publication)) return;
      const moved = { ...publication, account };
      const there = publications.get(publicationKey(moved));
      // Stored before the old one is removed, so that a crash between the two loses nothing.
      if (there === undefined || hasEnded(there)) await publications.save(moved);
      await publications.remove(key);
    });
  }
}

import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChannelRef } from '../channelRef.ts';
import { SECOND } from '../duration.ts';
import type { PollerEvent } from '../polling/pollerEvent.ts';
import { keyOf, type Watch, watchKey } from '../watches/watch.ts';
import { decidePress, type Press } from './decidePress.ts';
import { WATCH_LOOK } from './decidePublication.ts';
import { isWatchedIn, type Publication, publicationKey } from './publication.ts';
import { PublicationRunner, type PublicationRunnerOptions } from './publicationRunner.ts';

/** A round waits for what it began no longer than this, in real time: a call that publishes can take minutes. */
const LONGEST_ROUND = 2 * SECOND;

/** Of so many containers that nobody watches it is remembered when they were first seen ready. */
const MOST_REMEMBERED = 1_000;

export interface PublisherOptions extends PublicationRunnerOptions {
  /** Handles an error of our own, such as one of the store. The publication goes on in the next round. */
  readonly onError: (error: unknown, about: { account: string; container: string }) => void;
}

/** What a person asks for by a press. */
export interface PublishRequest extends Press {
  readonly account: string;
  readonly container: string;
  readonly note: string | undefined;
  readonly channel: ChannelRef;
  readonly by: string;
}

/** What a press came to: without a publication, the question is out of date. */
export type Pressed =
  | { readonly kind: 'told'; readonly publication: Publication }
  | { readonly kind: 'out-of-date' };

/**
 * Publishes containers that people confirmed, each with one call at most. What it is about to do is stored before, so a
 * crash never leads to a second call: then, as after any answer but an id, the container's status decides.
 */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #runner: PublicationRunner;
  readonly #readySince = new Map<string, number>();

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#runner = new PublicationRunner(options);
  }

  /** The publication of a container, of the last day. */
  find(account: string, container: string): Publication | undefined {
    return this.#options.publications.get(watchKey(account, container));
  }

  /** Remembers when a container that nobody watches was first seen ready, as far as it has stayed so. */
  noteStatus(account: string, container: string, status: string): void {
    const key = watchKey(account, container);
    const since = this.#readySince.get(key) ?? this.#options.clock.now();
    this.#readySince.delete(key);
    if (status !== 'FINISHED') return;
    this.#readySince.set(key, since);
    const [oldest] = this.#readySince.keys();
    if (this.#readySince.size > MOST_REMEMBERED && oldest !== undefined) this.#readySince.delete(oldest);
  }

  /** Publishes a container. It resolves once the outcome is known, or once something has to be waited for. */
  async publish(request: PublishRequest): Promise<Pressed> {
    const now = this.#options.clock.now();
    const readySince = await this.#firstReady(request);
    return this.#press(request, { kind: 'check', at: now, tries: 0 }, readySince);
  }

  /**
   * Publishes a container once its watch finds it ready.
   *
   * @param beginWatch begins its watch, where its channel does not watch it yet
   */
  async publishWhenReady(request: PublishRequest, beginWatch: () => Promise<unknown>): Promise<Pressed> {
    const { publications, clock } = this.#options;
    const step = { kind: 'await-ready', at: clock.now() + WATCH_LOOK } as const;
    const pressed = await this.#press(request, step, undefined);
    if (pressed.kind === 'out-of-date' || pressed.publication.step.kind !== 'await-ready') return pressed;
    const key = publicationKey(pressed.publication);
    try {
      if (!isWatchedIn(await this.#options.watchStore.get(key), pressed.publication)) await beginWatch();
    } catch (error) {
      if (pressed.publication.question === request.question) await publications.remove(key);
      throw error;
    }
    const watch = await this.#options.watchStore.get(key);
    if (watch !== undefined) await this.#learnFromWatch(key, watch, false);
    await this.#runner.advance(key);
    return { kind: 'told', publication: this.#latestOf(pressed.publication) };
  }

  async #press(
    { askedAt, ...request }: PublishRequest,
    step: Publication['step'],
    readySince: number | undefined,
  ): Promise<Pressed> {
    const { publications, clock } = this.#options;
    const key = publicationKey(request);
    const begun = await this.#runner.lock.run(key, async (): Promise<Publication | undefined> => {
      const known = publications.get(key);
      const decided = decidePress(known, { question: request.question, askedAt });
      if (decided === 'ask-anew') return undefined;
      if (decided === 'tell' && known !== undefined) return known;
      const { note, ...facts } = request;
      const publication: Publication = {
        version: 2,
        id: randomUUID(),
        ...facts,
        ...(note !== undefined && { note }),
        ...(readySince !== undefined && { readySince }),
        pressedAt: clock.now(),
        isPatient: step.kind === 'await-ready',
        ...(step.kind === 'await-ready' && { isAwaited: true }),
        step,
        outcomes: [],
      };
      await publications.save(publication);
      return publication;
    });
    if (begun === undefined) return { kind: 'out-of-date' };
    await this.#runner.advance(key);
    return { kind: 'told', publication: this.#latestOf(begun) };
  }

  /** It may have moved to the account that owns its container. */
  #latestOf(publication: Publication): Publication {
    const { publications } = this.#options;
    const same = publications.get(publicationKey(publication));
    if (same?.id === publication.id) return same;
    return publications.find(publication.id) ?? publication;
  }

  async #firstReady({ account, container }: PublishRequest): Promise<number | undefined> {
    const key = watchKey(account, container);
    const watch = await this.#options.watchStore.get(key);
    const known = [watch?.readySince, this.#readySince.get(key)].filter((each) => each !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  /** Does what is due. A call that takes long goes on after the round. */
  async round(): Promise<void> {
    const { publications, clock, onError } = this.#options;
    const due = publications.due(clock.now()).filter((key) => !this.#runner.isRunning(key));
    const runs = due.map((key) =>
      this.#runner.advance(key).catch((error: unknown) => {
        const { account = '', container = '' } = publications.get(key) ?? {};
        onError(error, { account, container });
      }),
    );
    if (runs.length > 0) {
      const ended = new AbortController();
      const late = delay(LONGEST_ROUND, undefined, { signal: ended.signal, ref: false }).catch(
        () => undefined,
      );
      await Promise.race([Promise.all(runs), late]);
      ended.abort();
    }
    await publications.forgetOld(clock.now());
  }

  /** When something is due next, ms since the epoch; infinity where nothing is. */
  get idleUntil(): number {
    return this.#options.publications.nextDueAt;
  }

  /** Learns from the checks of watches. It is called before the watch is stored, so a crash loses nothing. */
  async onPollerEvent(event: PollerEvent): Promise<void> {
    if (event.kind === 'moved') return this.#runner.move(keyOf(event.watch), event.account);
    if (event.kind !== 'checked') return;
    await this.#learnFromWatch(keyOf(event.before), event.decision.watch, event.decision.ended);
  }

  async #learnFromWatch(key: string, watch: Watch, ended: boolean): Promise<void> {
    const { state, readySince } = watch;
    const status = state.kind === 'status' ? state : undefined;
    const error = state.kind === 'not-found' || state.kind === 'refused' ? state.error : undefined;
    await this.#runner.lock.run(key, async () => {
      const publication = this.#options.publications.get(key);
      if (publication === undefined) return;
      const { step } = publication;
      const now = this.#options.clock.now();
      // What its own checks would find out later is known now.
      if (step.kind === 'judge' && status?.status === 'PUBLISHED')
        return this.#options.publications.save({ ...publication, step: { ...step, at: now } });
      if (step.kind !== 'await-ready' || !isWatchedIn(watch, publication)) return;
      const isReady = status?.status === 'FINISHED' && !ended;
      if (isReady) await this.#runner.apply(publication, { kind: 'ready', since: readySince ?? now });
      else if (ended) await this.#runner.apply(publication, { ...status, error, kind: 'watch-over' });
    });
  }
}

import pLimit from 'p-limit';
import { MINUTE } from '../duration.ts';
import type { Place } from '../place.ts';
import type { StoreError } from '../store/store.ts';
import type { LookDecision } from './decideLook.ts';
import { LookMaker, type LookMakerOptions } from './lookMaker.ts';
import { PacedLooks } from './pacedLooks.ts';
import { RoundPlaces } from './roundPlaces.ts';
import { isPrecious } from './schedule.ts';
import { findBlindness, noToken } from './takeLook.ts';
import { keyOf, type Watch } from './watch.ts';

/** Looks under way at once for one account: what an outage can eat before we know of it. */
const LOOKS_AT_ONCE = 8;

/** Meta asks for one query a minute at most: within it the last answer stands. */
const FRESH_FOR = MINUTE;

export interface LooksOptions extends LookMakerOptions {
  /** Told of a channel for which a round found something, as soon as the round has no more looks that concern it. */
  readonly onNews: (place: Place) => void;
  /** A look that failed on our own side: it is made again in the next round. */
  readonly onError: (error: unknown, about: { account: string; container?: string }) => void;
  /** A watch that can't be read: it is left as it is, and not looked at until the next start. */
  readonly onCorrupt: (key: string, error: StoreError) => void;
}

/** What looks are made under. */
interface Terms {
  readonly signal?: AbortSignal;
  /** Asked for each when its turn has come, not for all at once: every answer may say that the budget is nearer to its end. */
  readonly isItsTurn?: (watch: Watch) => boolean;
  /** Told of each once it is over; without a decision where none was made. */
  readonly onEnd?: (watch: Watch, decision: LookDecision | undefined) => void;
}

/** A round under way. */
type Round = Required<Omit<Terms, 'isItsTurn'>> & { readonly places: RoundPlaces };

/** Makes the looks that are due, and those a person asks for, and carries out what is decided on each. */
export class Looks {
  readonly #options: LooksOptions;
  /** Looks that fell due while their account was blind; made up when it is seen again. */
  readonly #held = new Map<string, Set<string>>();
  readonly #paced: PacedLooks;
  /** A round and a person may want the same look at the same moment: it is made once. So is a probe. */
  readonly #underWay = new Map<string, Promise<LookDecision | 'unanswered' | undefined>>();
  readonly #probes = new Map<string, Promise<boolean>>();
  readonly #maker: LookMaker;

  constructor(options: LooksOptions) {
    this.#options = options;
    this.#paced = new PacedLooks(options);
    this.#maker = new LookMaker(options);
  }

  /** One round: what is due is looked at, as fast as the account's call budget allows, and blind accounts whose time has come are probed. */
  async round(signal: AbortSignal): Promise<void> {
    const { book, sight, clock } = this.#options;
    const now = clock.now();
    const due = Map.groupBy(book.takeDue(now), (key) => key.slice(0, key.indexOf('/')));
    const names = new Set([
      ...due.keys(),
      ...this.#paced.turnsDue(now),
      ...sight.probesDue(now),
      ...this.#seenAgain(),
    ]);
    const round = this.#beginRound(signal);
    await Promise.all([...names].map((name) => this.#roundOf(name, due.get(name) ?? [], round)));
  }

  #beginRound(signal: AbortSignal): Round {
    const places = new RoundPlaces();
    return {
      signal,
      places,
      onEnd: (watch, decision) => {
        for (const place of places.end(watch, decision?.happening !== undefined)) this.#options.onNews(place);
      },
    };
  }

  /** When the next look or probe falls due. */
  get idleUntil(): number {
    const { book, sight, clock } = this.#options;
    if (this.#seenAgain().length > 0) return clock.now();
    return Math.min(book.firstDue, this.#paced.firstTurn, sight.firstProbe);
  }

  /**
   * Looks at watched containers because somebody asks; an answer less than a minute old stands, unless the account can't
   * be seen. What is found is told and stored as in a round. People do not wait for an account's pace.
   *
   * @returns what was decided, by the watch's key; nothing where no look was made or none was answered
   */
  async lookNow(watches: readonly Watch[]): Promise<ReadonlyMap<string, LookDecision>> {
    const decisions = new Map<string, LookDecision>();
    const onEnd: Terms['onEnd'] = (watch, decision) => {
      if (decision !== undefined) decisions.set(keyOf(watch), decision);
    };
    const stale = watches.filter((watch) => this.#isStale(watch));
    const byAccount = Map.groupBy(stale, ({ account }) => account);
    await Promise.all([...byAccount].map(([name, theirs]) => this.#lookFor(name, theirs, { onEnd })));
    return decisions;
  }

  #isStale({ account, state }: Watch): boolean {
    const { sight, clock } = this.#options;
    const isFresh = state.kind !== 'unknown' && clock.now() - state.at < FRESH_FOR;
    return !isFresh || sight.of(account) !== undefined;
  }

  /** Whoever asks may have mended what blinds an account: it is probed for them, unless Threads limits it. */
  async #lookFor(name: string, watches: readonly Watch[], terms: Terms): Promise<void> {
    const { sight, onError } = this.#options;
    try {
      await sight.probeSoon(name);
      const isBlind = sight.of(name) !== undefined;
      if (isBlind && !(await sight.mayBeAsked(name))) return;
      const rest = isBlind ? await this.#seeAgain(name, watches, terms) : watches;
      if (sight.of(name) === undefined) await this.#lookAtAll(rest, terms);
    } catch (error) {
      onError(error, { account: name });
    }
  }

  async #roundOf(name: string, due: readonly string[], round: Round): Promise<void> {
    let keys = due;
    try {
      if (!(await this.#options.sight.mayBeAsked(name)))
        return this.#hold(name, [...this.#paced.takeAll(name), ...due]);
      keys = [...this.#release(name), ...this.#paced.takeTurns(name), ...due];
      const open = this.#paced.inOrder(await this.#open(keys));
      round.places.expect(open);
      const rest = await this.#makeSure(name, open, round);
      if (this.#options.sight.of(name) === undefined) {
        await this.#lookAtAll(rest, { ...round, isItsTurn: (watch) => this.#paced.take(watch) });
        return;
      }
      this.#hold(name, rest.map(keyOf));
      for (const watch of rest) round.onEnd(watch, undefined);
    } catch (error) {
      for (const key of keys) this.#options.book.requeue(key, this.#options.clock.now());
      this.#options.onError(error, { account: name });
    }
  }

  /** The records behind keys that fell due, less those that were dropped or put off meanwhile. */
  async #open(keys: readonly string[]): Promise<Watch[]> {
    const { book, clock, onCorrupt } = this.#options;
    const now = clock.now();
    const watches = await book.getReadable(keys, onCorrupt);
    return watches.filter(({ nextLookAt }) => nextLookAt <= now);
  }

  /**
   * Finds out whether the account answers, where we know that it did not or where a look is precious.
   *
   * @returns the looks that are still to be made, should it answer
   */
  async #makeSure(name: string, due: readonly Watch[], round: Round): Promise<readonly Watch[]> {
    const { sight, schedule, clock } = this.#options;
    const now = clock.now();
    if (sight.of(name) !== undefined) return this.#seeAgain(name, due, round);
    const unanswered = due.filter((watch) => !this.#maker.knowsAnswer(keyOf(watch)));
    const isPreciousDue = unanswered.some(({ createdAt }) => isPrecious(schedule, createdAt, now));
    if (isPreciousDue && !sight.wasSeenJustNow(name, now)) await this.#probe(name);
    return due;
  }

  /** Threads can fail for containers alone: where a look is due, one must be answered before the rest is tried. */
  async #seeAgain(name: string, due: readonly Watch[], terms: Terms): Promise<readonly Watch[]> {
    const [first, ...rest] = due;
    if (!(await this.#probe(name))) return due;
    if (first === undefined) await this.#options.sight.answered(name);
    else await this.#lookAtAll([first], terms);
    return rest;
  }

  async #probe(name: string): Promise<boolean> {
    const probe = this.#probes.get(name) ?? this.#makeProbe(name);
    this.#probes.set(name, probe);
    try {
      return await probe;
    } finally {
      this.#probes.delete(name);
    }
  }

  async #makeProbe(name: string): Promise<boolean> {
    const { accounts, threads, sight } = this.#options;
    const account = accounts.get(name);
    const blind = account === undefined ? noToken(name) : await findBlindness(threads, account);
    if (blind !== undefined) await sight.lost(name, blind.error);
    return blind === undefined;
  }

  async #lookAtAll(
    watches: readonly Watch[],
    { signal, isItsTurn = () => true, onEnd }: Terms,
  ): Promise<void> {
    const limit = pLimit(LOOKS_AT_ONCE);
    const look = async (watch: Watch): Promise<void> => {
      const decision = isItsTurn(watch) ? await this.#lookOrHold(watch, signal) : undefined;
      onEnd?.(watch, decision);
    };
    await Promise.all(watches.map((watch) => limit(look, watch)));
  }

  async #lookOrHold(watch: Watch, signal: AbortSignal | undefined): Promise<LookDecision | undefined> {
    const { sight, book, clock, onError } = this.#options;
    const key = keyOf(watch);
    try {
      const mayLook = !signal?.aborted && (await sight.mayBeAsked(watch.account));
      const decision = mayLook ? await this.#lookOnce(watch, signal) : 'unanswered';
      if (decision !== 'unanswered') return decision;
      this.#hold(watch.account, [key]);
    } catch (error) {
      book.requeue(key, clock.now());
      onError(error, watch);
    }
    return undefined;
  }

  async #lookOnce(
    watch: Watch,
    signal: AbortSignal | undefined,
  ): Promise<LookDecision | 'unanswered' | undefined> {
    const key = keyOf(watch);
    const look = this.#underWay.get(key) ?? this.#maker.look(watch, signal);
    this.#underWay.set(key, look);
    try {
      return await look;
    } finally {
      this.#underWay.delete(key);
    }
  }

  #hold(name: string, keys: readonly string[]): void {
    const held = this.#held.get(name) ?? new Set();
    for (const key of keys) held.add(key);
    if (held.size > 0) this.#held.set(name, held);
  }

  /** The accounts that are seen again, and have looks that were held: a person's question has healed them. */
  #seenAgain(): string[] {
    return [...this.#held.keys()].filter((name) => this.#options.sight.of(name) === undefined);
  }

  #release(name: string): readonly string[] {
    const held = [...(this.#held.get(name) ?? [])];
    this.#held.delete(name);
    return held;
  }
}

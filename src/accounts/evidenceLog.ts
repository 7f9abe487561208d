import { MINUTE } from '../duration.ts';
import { isRateLimit, type ThreadsErrorKind } from '../threads/errors.ts';
import { countsForAccount, type Evidence, PROVEN_FOR } from './decideFault.ts';

/** Errors of several objects agree if they came within this time; bad ids fail hours apart as well. */
const TOGETHER = 15 * MINUTE;

interface AccountEvidence {
  objectAnsweredAt?: number;
  accountAnsweredAt?: number;
  /** The objects that failed since one was last answered, and with what; errors of a wrong id are not counted. */
  readonly failing: Map<string, { readonly kind: ThreadsErrorKind; readonly at: number }>;
  /** Whether every object is taken to have failed, as after a restart in an outage of all objects. */
  isPresumedFailed?: boolean;
  /** When each failing object's error was found to be its own, ms since the epoch. */
  readonly own: Map<string, number>;
  /** Whether objects were answered while the call that names no object was refused: its refusal proves nothing then. */
  isRefusalDisproved?: boolean;
}

/** What the latest calls said of each account; in memory only, so a restart forgets it. */
export class EvidenceLog {
  readonly #byAccount = new Map<string, AccountEvidence>();

  /** Notes an answer. @param container left out for a call that names no object */
  noteAnswer(account: string, container: string | undefined, now: number): void {
    const entry = this.#entry(account);
    if (container === undefined) {
      entry.accountAnsweredAt = now;
      delete entry.isRefusalDisproved;
      return;
    }
    entry.objectAnsweredAt = now;
    entry.failing.clear();
    delete entry.isPresumedFailed;
    entry.own.delete(container);
  }

  noteFailure(account: string, container: string, kind: ThreadsErrorKind, now: number): void {
    if (!countsForAccount(kind)) return;
    const { failing } = this.#entry(account);
    // The latest is the last.
    failing.delete(container);
    failing.set(container, { kind, at: now });
  }

  /** The objects that failed since one was last answered, the latest last. */
  failedObjects(account: string): string[] {
    return [...this.#entry(account).failing.keys()];
  }

  /** Whether an object of the account failed at that time or later; ms since the epoch. */
  hasObjectFailed(account: string, since: number): boolean {
    return this.#entry(account)
      .failing.values()
      .some(({ at }) => at >= since);
  }

  /** Takes every object to have failed until one is answered. */
  presumeFailed(account: string): void {
    this.#entry(account).isPresumedFailed = true;
  }

  /** Notes that an object's error is its own. Where another object was just answered, it speaks for no other any more. */
  noteOwn(account: string, container: string, now: number): void {
    const { own, failing, objectAnsweredAt = Number.NEGATIVE_INFINITY } = this.#entry(account);
    own.set(container, now);
    if (now - objectAnsweredAt < PROVEN_FOR) failing.delete(container);
  }

  /** Notes that a call which names no object failed: earlier answers prove nothing any more. */
  noteOutage(account: string): void {
    const entry = this.#entry(account);
    delete entry.objectAnsweredAt;
    delete entry.accountAnsweredAt;
    delete entry.isRefusalDisproved;
    entry.own.clear();
  }

  /** Notes that an object was answered although the call that names no object had been refused. */
  noteRefusalDisproved(account: string): void {
    this.#entry(account).isRefusalDisproved = true;
  }

  /** Whether a refusal of the call that names no object proves nothing: objects were answered all the same. */
  isRefusalDisproved(account: string): boolean {
    return this.#entry(account).isRefusalDisproved === true;
  }

  /** @param kind what the container was answered with: a limit agrees with limits alone, and so does any other error */
  about(account: string, container: string, kind: ThreadsErrorKind, now: number): Evidence {
    const { objectAnsweredAt, accountAnsweredAt, failing, own } = this.#entry(account);
    const others = failing
      .entries()
      .filter(
        ([other, its]) =>
          other !== container && isRateLimit(its.kind) === isRateLimit(kind) && now - its.at < TOGETHER,
      );
    return {
      objectAnsweredAt,
      accountAnsweredAt,
      otherObjectsFailing: [...others].length,
      ownSince: own.get(container),
    };
  }

  /** Whether an object was answered at that time or later; ms since the epoch. */
  wasObjectAnswered(account: string, since: number): boolean {
    return (this.#entry(account).objectAnsweredAt ?? Number.NEGATIVE_INFINITY) >= since;
  }

  /** Whether this object has failed since an object was last answered, with an error that may be the account's. */
  hasFailed(account: string, container: string): boolean {
    const { failing, isPresumedFailed = false } = this.#entry(account);
    return isPresumedFailed || failing.has(container);
  }

  /** When anything of the account was last answered; `undefined` where nothing was since its last outage began. */
  answeredAt(account: string): number | undefined {
    const { objectAnsweredAt, accountAnsweredAt } = this.#entry(account);
    const moments = [objectAnsweredAt, accountAnsweredAt].filter((at) => at !== undefined);
    return moments.length === 0 ? undefined : Math.max(...moments);
  }

  forget(account: string): void {
    this.#byAccount.delete(account);
  }

  #entry(account: string): AccountEvidence {
    const entry = this.#byAccount.get(account) ?? { failing: new Map(), own: new Map() };
    this.#byAccount.set(account, entry);
    return entry;
  }
}

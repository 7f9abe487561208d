import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { DAY, MINUTE, SECOND } from '../duration.ts';
import type { Collection, StoreError } from '../store/store.ts';
import type { QuotaCallOptions, ThreadsApi } from '../threads/api.ts';
import { CallEndedError, ThreadsError } from '../threads/errors.ts';
import { quotaScopesSchema } from '../threads/quotaScopes.ts';
import { hasAnswered, type QuotaReading } from '../threads/quotas.ts';
import { rejectOnAbort } from '../threads/rejectOnAbort.ts';
import type { Account } from './accounts.ts';

/** A person is answered with a reading that ended more recently than this, whatever it brought. */
const FRESH_FOR = MINUTE;

/** A person waits at most this long for a reading, in real time: an answer within 10 s, with time to show it. */
const PATIENCE = 8 * SECOND;

/** While the quotas can't be read, it is tried so often which pairs answer. */
const LEARN_INTERVAL = DAY;

/** What was learned of the quotas that an account's token may read. */
export const quotaScopesRecordSchema = quotaScopesSchema.extend({
  version: z.literal(2),
  account: z.string(),
});

type QuotaScopesRecord = z.infer<typeof quotaScopesRecordSchema>;

/** A reading in which at least one pair answered, and when it ended (ms since the epoch). */
export interface TimedReading {
  readonly reading: QuotaReading;
  readonly at: number;
}

/** What a person who asks for quotas gets; `last` is an earlier reading that was answered. */
export type PersonReading =
  | { readonly kind: 'read'; readonly reading: QuotaReading }
  | { readonly kind: 'failed'; readonly error: ThreadsError }
  | { readonly kind: 'slow'; readonly last: TimedReading | undefined };

type EndedReading = Exclude<PersonReading, { kind: 'slow' }>;

export interface QuotaReaderOptions {
  readonly records: Collection<QuotaScopesRecord>;
  readonly threads: Pick<ThreadsApi, 'fetchQuotas' | 'quotaScopesOf' | 'restoreQuotaScopes'>;
  readonly clock: Clock;
  /** Finds out, when a person's reading has failed, whether the account is the reason. */
  readonly probe?: (account: Account) => Promise<unknown>;
  /** Resolves when a person has waited long enough. */
  readonly patience?: (ended: AbortSignal) => Promise<void>;
  /** Called where the scopes could not be stored: after a restart they are learned again. */
  readonly onStoreError: (error: unknown, account: string) => void;
  /** Called with the outcome of each reading that was made. */
  readonly onRead?: ((outcome: ReadingOutcome) => void) | undefined;
}

/** What a reading brought: whether Threads told at least one quota, told none, or the call failed. */
export const READING_OUTCOMES = ['answered', 'empty', 'failed'] as const;

export type ReadingOutcome = (typeof READING_OUTCOMES)[number];

/** What is done with each reading before those who asked for it get it. */
type ReadingListener = (account: Account, reading: QuotaReading) => Promise<void>;

/** What is remembered of an account's readings with one token. */
interface History {
  readonly token: string;
  readonly ended: EndedReading;
  readonly endedAt: number;
  /** When it was last tried which pairs answer, or when a reading last made that unnecessary. */
  readonly learnedAt: number;
}

interface UnderWay {
  readonly token: string;
  /** What Threads answers. */
  readonly answer: Promise<QuotaReading>;
  /** The same, once what it means is stored. */
  readonly reading: Promise<QuotaReading>;
}

/**
 * Reads quotas so that an account has one reading under way at most, shared by all who ask: commands and the quota job.
 * What was learned of the scopes is stored when it changes.
 */
export class QuotaReader {
  readonly #options: QuotaReaderOptions;
  readonly #underWay = new Map<string, UnderWay>();
  readonly #histories = new Map<string, History>();
  readonly #lastReadings = new Map<string, TimedReading>();
  /** By account, the scopes as they are stored. They are never changed in place. */
  readonly #stored = new Map<string, unknown>();
  readonly #listeners: ReadingListener[] = [];

  constructor(options: QuotaReaderOptions) {
    this.#options = options;
  }

  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    const { records, threads } = this.#options;
    for await (const [account, scopes] of records.entries(onCorrupt)) {
      threads.restoreQuotaScopes(account, scopes);
      this.#stored.set(account, scopes);
    }
  }

  onReading(listener: ReadingListener): void {
    this.#listeners.push(listener);
  }

  /** The last reading in which a pair answered, since the start of the program. */
  lastReadingOf(account: string): TimedReading | undefined {
    return this.#lastReadings.get(account);
  }

  /**
   * Reads the quotas for a job, or shares the reading that is under way. Once Threads has answered, what the answer means is
   * stored to its end: a process that ended in the middle of that would leave half of it, and the next one would tell it again.
   *
   * @param signal ends the wait for Threads, and the reading if this call began it
   * @throws ThreadsError; once the signal is aborted, its reason or a CallEndedError
   */
  async read(account: Account, signal: AbortSignal): Promise<QuotaReading> {
    const { answer, reading } = this.#share(account, signal);
    const [stored] = await Promise.all([reading, rejectOnAbort(answer, signal, () => signal.reason)]);
    return stored;
  }

  /** Answers a person at once where a reading ended less than a minute ago, and after {@link PATIENCE} in any case. */
  async readForPerson(account: Account): Promise<PersonReading> {
    const history = this.#historyOf(account);
    const age = this.#options.clock.now() - (history?.endedAt ?? Number.NEGATIVE_INFINITY);
    if (history !== undefined && age >= 0 && age < FRESH_FOR) return history.ended;
    const { patience = waitForPatience } = this.#options;
    const answered = new AbortController();
    try {
      return await Promise.race([
        this.#readAndProbe(account),
        patience(answered.signal).then((): PersonReading => this.#slow(account)),
      ]);
    } finally {
      answered.abort();
    }
  }

  async #readAndProbe(account: Account): Promise<EndedReading> {
    const outcome = await toOutcome(
      this.#share(account).reading.catch((error) => this.#readAgainIfEnded(account, error)),
    );
    if (outcome.kind === 'failed') await this.#options.probe?.(account);
    return outcome;
  }

  /** A reading of a job that stops ends for those who share it as well, who still want an answer. */
  #readAgainIfEnded(account: Account, error: unknown): Promise<QuotaReading> {
    if (error instanceof CallEndedError) return this.#share(account).reading;
    throw error;
  }

  /** The accounts of which it is stored which quotas they may read. */
  get knownAccounts(): readonly string[] {
    return [...this.#stored.keys()];
  }

  /** Deletes what is known of an account that was disconnected. */
  async forget(account: string): Promise<void> {
    this.#histories.delete(account);
    this.#lastReadings.delete(account);
    this.#stored.delete(account);
    await this.#options.records.delete(account);
  }

  #slow({ name }: Account): PersonReading {
    return { kind: 'slow', last: this.#lastReadings.get(name) };
  }

  /** What a token could read says nothing of the next one. */
  #historyOf({ name, token }: Account): History | undefined {
    const history = this.#histories.get(name);
    return history?.token === token ? history : undefined;
  }

  #share(account: Account, signal?: AbortSignal): UnderWay {
    const { name, token } = account;
    const underWay = this.#underWay.get(name);
    if (underWay?.token === token) return underWay;
    const options = this.#decideOptions(account);
    const answer = this.#fetch(account, options, signal);
    const reading = this.#read(account, options, answer).finally(() => {
      if (this.#underWay.get(name)?.reading === reading) this.#underWay.delete(name);
    });
    const begun = { token, answer, reading };
    this.#underWay.set(name, begun);
    return begun;
  }

  /** An answer that comes after its caller has gone is none. */
  async #fetch(
    account: Account,
    options: QuotaCallOptions,
    signal: AbortSignal | undefined,
  ): Promise<QuotaReading> {
    const reading = await this.#options.threads.fetchQuotas(account, {
      ...options,
      ...(signal && { signal }),
    });
    if (!signal?.aborted) return reading;
    throw new CallEndedError(`account ${account.name}: the reading of its quotas was ended by its caller`);
  }

  async #read(
    account: Account,
    options: QuotaCallOptions,
    answer: Promise<QuotaReading>,
  ): Promise<QuotaReading> {
    const { clock, onRead } = this.#options;
    const { name, token } = account;
    const note = (ended: EndedReading): void => {
      const endedAt = clock.now();
      const learnedAt = options.learns ? endedAt : (this.#historyOf(account)?.learnedAt ?? endedAt);
      this.#histories.set(name, { token, ended, endedAt, learnedAt });
    };
    try {
      const reading = await answer;
      note({ kind: 'read', reading });
      onRead?.(hasAnswered(reading) ? 'answered' : 'empty');
      if (hasAnswered(reading)) this.#lastReadings.set(name, { reading, at: clock.now() });
      await this.#storeScopes(name);
      for (const listener of this.#listeners) await listener(account, reading);
      return reading;
    } catch (error) {
      if (error instanceof ThreadsError) {
        note({ kind: 'failed', error });
        onRead?.('failed');
      }
      throw error;
    }
  }

  /** After a failed reading, one call is enough to find out whether the next one fails too. */
  #decideOptions(account: Account): QuotaCallOptions {
    const history = this.#historyOf(account);
    if (history?.ended.kind !== 'failed') return { learns: true };
    const learns = this.#options.clock.now() - history.learnedAt >= LEARN_INTERVAL;
    return { learns, attempts: 1 };
  }

  async #storeScopes(account: string): Promise<void> {
    const { threads, records, onStoreError } = this.#options;
    const scopes = threads.quotaScopesOf(account);
    if (scopes === undefined || this.#stored.get(account) === scopes) return;
    try {
      await records.set(account, { version: 2, account, ...scopes });
      this.#stored.set(account, scopes);
    } catch (error) {
      onStoreError(error, account);
    }
  }
}

async function toOutcome(reading: Promise<QuotaReading>): Promise<EndedReading> {
  try {
    return { kind: 'read', reading: await reading };
  } catch (error) {
    if (error instanceof ThreadsError) return { kind: 'failed', error };
    throw error;
  }
}

function waitForPatience(ended: AbortSignal): Promise<void> {
  return delay(PATIENCE, undefined, { signal: ended, ref: false });
}

import { isDeepStrictEqual } from 'node:util';
import type { Account, Accounts } from '../accounts/accounts.ts';
import type { Clock } from '../clock.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { Secrets } from '../secrets.ts';
import type { Collection, StoreError } from '../store/store.ts';
import { type TokenCipher, WrongKeyError } from './cipher.ts';
import { compareConfigured, hashOf, isConfiguredToken, type ReplacedOutcome } from './compareConfigured.ts';
import type { TokenLife } from './tokenLife.ts';
import type { NotifiedEnd, TokenRecord, Unannounced } from './tokenRecord.ts';

export interface TokenStoreOptions {
  readonly records: Collection<TokenRecord>;
  /** Left out if TOKEN_KEY is not set. Then no token is stored. */
  readonly cipher: TokenCipher | undefined;
  readonly accounts: Accounts;
  readonly secrets: Pick<Secrets, 'add'>;
  readonly clock: Clock;
  /** Told of each account whose configured token is one that a later one has replaced. */
  readonly onReplaced?: (account: string, outcome: ReplacedOutcome) => void;
}

/** Called with the name of an account that has a new token. */
type NewTokenListener = (account: string) => Promise<void>;

/** An account that a person connected from chat. */
export interface ConnectedAccount {
  readonly name: string;
  readonly token: string;
  /** The workspace in which it was connected. It is bound to this workspace only. */
  readonly workspace: string;
  readonly userId: string;
  readonly username: string;
}

/** The times of a token; ms since the epoch. Unknown ones are left out. */
export interface TokenTimes {
  readonly obtainedAt?: number | undefined;
  readonly expiresAt?: number | undefined;
  readonly grantEndsAt?: number | undefined;
}

/** The fields of a record that can change while the token stays the same. */
export type TokenUpdate = Partial<
  Pick<
    TokenRecord,
    'userId' | 'obtainedAt' | 'expiresAt' | 'grantEndsAt' | 'lastRefresh' | 'notified' | 'unannounced'
  >
>;

interface TokenEntry {
  readonly record: TokenRecord;
  readonly token: string;
}

/** The tokens of all accounts, in the store and in use. It passes a token itself only to `Accounts` and `Secrets`. */
export class TokenStore {
  readonly #options: TokenStoreOptions;
  readonly #entries = new Map<string, TokenEntry>();
  /** Accounts whose changed record could not be stored yet. */
  readonly #unsaved = new Set<string>();
  /** Accounts whose stored record can't be read. It is never overwritten. */
  readonly #unreadable = new Set<string>();
  readonly #lock = new KeyedLock();
  readonly #listeners: NewTokenListener[] = [];

  constructor(options: TokenStoreOptions) {
    this.#options = options;
  }

  /** Calls `listener` whenever an account gets a new token. */
  onNewToken(listener: NewTokenListener): void {
    this.#listeners.push(listener);
  }

  /** Whether TOKEN_KEY is set, so that tokens survive a restart. */
  get canStore(): boolean {
    return this.#options.cipher !== undefined;
  }

  /**
   * Reads the store and starts to use its tokens. A configured token that has changed since then replaces the stored one, unless
   * that one had replaced it.
   *
   * @throws {WrongKeyError} before anything is written
   */
  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    const { records, accounts } = this.#options;
    const stored = new Map<string, TokenRecord>();
    const skip = (key: string, error: StoreError): void => {
      this.#unreadable.add(key);
      onCorrupt(key, error);
    };
    for await (const [name, record] of records.entries(skip)) stored.set(name, record);
    const configured = accounts.all.map((account) => this.#readConfigured(account, stored.get(account.name)));
    const connected = [...stored.values()].flatMap((record) => this.#readConnected(record));
    for (const entry of [...configured, ...connected]) await this.#activateStored(entry, stored);
  }

  /** The life of an account's token; `undefined` for an unknown account. */
  lifeOf(name: string): TokenLife | undefined {
    const record = this.#entries.get(name)?.record;
    if (record === undefined) return undefined;
    const { obtainedAt, expiresAt, grantEndsAt, issued, lastRefresh, secret } = record;
    const isStored = secret !== undefined && !this.#unsaved.has(name) && !this.#unreadable.has(name);
    return { obtainedAt, expiresAt, grantEndsAt, issued, lastRefresh, isStored };
  }

  /** The Threads user of an account, if known. */
  userOf(name: string): { readonly id?: string | undefined; readonly username?: string | undefined } {
    const record = this.#entries.get(name)?.record;
    return record?.origin.kind === 'connected'
      ? { id: record.origin.userId, username: record.origin.username }
      : { id: record?.userId };
  }

  /** The channels that were warned of an expiry. */
  notifiedOf(name: string): readonly NotifiedEnd[] {
    return this.#entries.get(name)?.record.notified ?? [];
  }

  /** Who connected an account, where that is not announced yet. */
  unannouncedOf(name: string): Unannounced | undefined {
    return this.#entries.get(name)?.record.unannounced;
  }

  /** The accounts that were connected and are not announced yet. */
  get unannounced(): string[] {
    return [...this.#entries.keys()].filter((name) => this.unannouncedOf(name) !== undefined);
  }

  /** Runs work on an account's token one at a time, because two refreshes would invalidate each other's token. */
  exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
    return this.#lock.run(name, work);
  }

  /** Updates a token's record if something changed. Call it within `exclusively`. */
  async update(name: string, changes: TokenUpdate): Promise<void> {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    const record = { ...entry.record, ...changes };
    if (!isDeepStrictEqual(record, entry.record)) await this.#saveOrRemember({ ...entry, record });
  }

  /**
   * Stores a refreshed token and starts to use it. Call it within `exclusively`. If the store fails, the new token is used
   * anyway, because the old one may not work any more.
   */
  async replace(name: string, token: string, times: TokenTimes): Promise<void> {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    const at = this.#options.clock.now();
    const issued = { at, by: 'refresh' } as const;
    await this.#activate({ ...entry.record, ...this.#toTimes(times), issued, lastRefresh: { at } }, token);
  }

  /** Stores again what memory holds, because the store has lost it. */
  async restore(): Promise<void> {
    for (const name of this.#entries.keys())
      await this.exclusively(name, async () => {
        const entry = this.#entries.get(name);
        if (entry !== undefined) await this.#save(entry);
      });
  }

  /** Stores a record that could not be stored when it changed. Call it within `exclusively`. */
  async retrySave(name: string): Promise<void> {
    const entry = this.#entries.get(name);
    if (entry !== undefined && this.#unsaved.has(name)) await this.#save(entry);
  }

  /**
   * Saves an account that a person connected: a new account, or a new token of an existing one. A configured account keeps
   * its name and its workspaces.
   *
   * @param unannounced stored with it, so that no crash keeps the channel from being told
   * @throws {TypeError} if the account was connected in another workspace
   */
  saveConnected(account: ConnectedAccount, times: TokenTimes, unannounced?: Unannounced): Promise<void> {
    const { name, token, workspace, userId, username } = account;
    const { accounts } = this.#options;
    return this.exclusively(name, async () => {
      const before = this.#entries.get(name)?.record;
      const workspaces = [...(accounts.get(name)?.workspaces ?? [workspace])];
      const isConfigured = accounts.isConfigured(name);
      if (!isConfigured && !workspaces.includes(workspace))
        throw new TypeError(`the account ${name} belongs to another workspace`);
      const origin =
        isConfigured && before
          ? before.origin
          : ({ kind: 'connected', workspaces, userId, username } as const);
      const notified = before?.notified ?? [];
      const issued = { at: this.#options.clock.now(), by: 'connect' } as const;
      await this.#activate(
        { version: 2, account: name, origin, notified, userId, issued, unannounced, ...this.#toTimes(times) },
        token,
      );
    });
  }

  /** Removes a connected account and its token. Call it only for connected accounts. */
  forget(name: string): Promise<void> {
    return this.exclusively(name, async () => {
      await this.#options.records.delete(name);
      this.#entries.delete(name);
      this.#unsaved.delete(name);
      this.#options.accounts.remove(name);
    });
  }

  #readConfigured(account: Account, record: TokenRecord | undefined): TokenEntry {
    const { name, token } = account;
    const compared = compareConfigured(hashOf(token), record);
    if (compared.outcome !== undefined) this.#options.onReplaced?.(name, compared.outcome);
    if (compared.kind === 'stored') {
      const { record: stored } = compared;
      return { record: stored, token: this.#decrypt(stored) ?? token };
    }
    const { origin } = compared;
    const obtainedAt = this.#options.clock.now();
    // Kept, so that a warning about the old token is corrected when the new one works.
    const notified = record?.notified ?? [];
    return { record: { version: 2, account: name, origin, obtainedAt, notified }, token };
  }

  #readConnected(record: TokenRecord): TokenEntry[] {
    const { accounts } = this.#options;
    if (record.origin.kind !== 'connected' || accounts.isConfigured(record.account)) return [];
    const token = this.#decrypt(record);
    return token === undefined ? [] : [{ record, token }];
  }

  #decrypt({ account, secret }: TokenRecord): string | undefined {
    const { cipher } = this.#options;
    if (secret === undefined) return undefined;
    if (cipher === undefined) throw new WrongKeyError(account, 'no key is set');
    return cipher.decrypt(secret, account);
  }

  async #activateStored(
    { record, token }: TokenEntry,
    stored: ReadonlyMap<string, TokenRecord>,
  ): Promise<void> {
    const { cipher, secrets } = this.#options;
    secrets.add(token);
    this.#setToken(record, token);
    this.#entries.set(record.account, { record, token });
    const isUnchanged = stored.get(record.account) === record && record.secret?.keyId === cipher?.keyId;
    if (!isUnchanged) await this.#save({ record: this.#encrypt(record, token), token });
  }

  /** The times of a new token. */
  #toTimes({ obtainedAt, expiresAt, grantEndsAt }: TokenTimes) {
    return { obtainedAt: obtainedAt ?? this.#options.clock.now(), expiresAt, grantEndsAt };
  }

  async #activate(record: TokenRecord, token: string): Promise<void> {
    const { secrets } = this.#options;
    secrets.add(token);
    try {
      await this.#saveOrRemember({ record: this.#encrypt(record, token), token });
    } finally {
      this.#setToken(record, token);
      for (const listener of this.#listeners) await listener(record.account);
    }
  }

  #setToken({ account: name, origin }: TokenRecord, token: string): void {
    const { accounts } = this.#options;
    if (origin.kind === 'configured') accounts.replaceToken(name, token);
    else accounts.add({ name, token, workspaces: origin.workspaces });
  }

  #encrypt(record: TokenRecord, token: string): TokenRecord {
    const { secret: _, ...rest } = record;
    const { cipher } = this.#options;
    return cipher === undefined ? rest : { ...rest, secret: cipher.encrypt(token, record.account) };
  }

  /** Stores a changed record. If the store fails, the change stays in memory until `retrySave`. */
  async #saveOrRemember(entry: TokenEntry): Promise<void> {
    const { account } = entry.record;
    this.#unsaved.add(account);
    try {
      await this.#save(entry);
    } finally {
      this.#entries.set(account, entry);
    }
  }

  async #save(entry: TokenEntry): Promise<void> {
    const { record, token } = entry;
    const { account, origin, secret } = record;
    const isDurable = secret !== undefined || isConfiguredToken(origin, token);
    const storable = isDurable ? record : await this.#withoutToken(record);
    if (storable !== undefined && !this.#unreadable.has(account))
      await this.#options.records.set(account, storable);
    this.#entries.set(account, entry);
    this.#unsaved.delete(account);
  }

  /**
   * The record to store for a token that exists only in memory. The next start uses the configured token, so the stored
   * times stay those of that token; only the warnings are updated.
   */
  async #withoutToken({ account, origin, notified }: TokenRecord): Promise<TokenRecord | undefined> {
    if (origin.kind === 'connected') return undefined;
    const stored = await this.#options.records.get(account);
    return stored && { ...stored, notified };
  }
}

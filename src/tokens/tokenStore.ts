import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Account, Accounts } from '../accounts/accounts.ts';
import type { Clock } from '../clock.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { Secrets } from '../secrets.ts';
import type { Collection, StoreError } from '../store/store.ts';
import { type TokenCipher, WrongKeyError } from './cipher.ts';
import type { TokenLife } from './tokenLife.ts';
import type { NotifiedEnd, TokenRecord } from './tokenRecord.ts';

export interface TokenStoreOptions {
  readonly records: Collection<TokenRecord>;
  /** Left out where TOKEN_KEY is not set: then nothing secret is stored. */
  readonly cipher: TokenCipher | undefined;
  readonly accounts: Accounts;
  readonly secrets: Pick<Secrets, 'add'>;
  readonly clock: Clock;
}

/** Called with the name of the account that has a new token. */
type NewTokenListener = (account: string) => Promise<void>;

/** An account that a person connected from chat. */
export interface ConnectedAccount {
  readonly name: string;
  readonly token: string;
  /** Where it was connected: it is bound to this workspace and no other. */
  readonly workspace: string;
  readonly userId: string;
  readonly username: string;
}

/** How long a token and its permission live; ms since the epoch, what is not known left out. */
export interface TokenTimes {
  readonly obtainedAt?: number | undefined;
  readonly expiresAt?: number | undefined;
  readonly grantEndsAt?: number | undefined;
}

/** What can change of a token's record while the token stays the same. */
export type TokenNotes = Partial<
  Pick<TokenRecord, 'userId' | 'obtainedAt' | 'expiresAt' | 'grantEndsAt' | 'lastRefresh' | 'notified'>
>;

interface TokenEntry {
  readonly record: TokenRecord;
  readonly token: string;
}

/** The accounts' tokens: what the store knows of them, and which is in use. Tokens leave it for `Accounts` alone. */
export class TokenStore {
  readonly #options: TokenStoreOptions;
  readonly #entries = new Map<string, TokenEntry>();
  /** Accounts whose record could not be stored when it changed. */
  readonly #unsaved = new Set<string>();
  /** Records that can't be read are left as they are. */
  readonly #unreadable = new Set<string>();
  readonly #lock = new KeyedLock();
  readonly #listeners: NewTokenListener[] = [];

  constructor(options: TokenStoreOptions) {
    this.#options = options;
  }

  /** Has `listener` called whenever an account has a new token in use. */
  onNewToken(listener: NewTokenListener): void {
    this.#listeners.push(listener);
  }

  /** Whether TOKEN_KEY is set, so that tokens outlive the process. */
  get canStore(): boolean {
    return this.#options.cipher !== undefined;
  }

  /**
   * Reads the store and puts its tokens to use. A configured token that has changed since it was stored wins.
   *
   * @throws WrongKeyError before anything is written
   */
  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    const { records, accounts } = this.#options;
    const stored = new Map<string, TokenRecord>();
    const passOver = (key: string, error: StoreError): void => {
      this.#unreadable.add(key);
      onCorrupt(key, error);
    };
    for await (const [name, record] of records.entries(passOver)) stored.set(name, record);
    const configured = accounts.all.map((account) => this.#readConfigured(account, stored.get(account.name)));
    const connected = [...stored.values()].flatMap((record) => this.#readConnected(record));
    for (const entry of [...configured, ...connected]) await this.#takeIn(entry, stored);
  }

  factsOf(name: string): TokenLife | undefined {
    const record = this.#entries.get(name)?.record;
    if (record === undefined) return undefined;
    const { obtainedAt, expiresAt, grantEndsAt, lastRefresh, secret } = record;
    const isStored = secret !== undefined && !this.#unsaved.has(name) && !this.#unreadable.has(name);
    return { obtainedAt, expiresAt, grantEndsAt, lastRefresh, isStored };
  }

  /** The Threads user that an account is, where that is known. */
  userOf(name: string): { readonly id?: string | undefined; readonly username?: string | undefined } {
    const record = this.#entries.get(name)?.record;
    return record?.origin.kind === 'connected'
      ? { id: record.origin.userId, username: record.origin.username }
      : { id: record?.userId };
  }

  /** Which channels were told of an end. */
  notifiedOf(name: string): readonly NotifiedEnd[] {
    return this.#entries.get(name)?.record.notified ?? [];
  }

  /** Lets one work on an account's token at a time: two refreshes would each end the other's token. */
  exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
    return this.#lock.run(name, work);
  }

  /** Notes what was learnt of a token, where it is news; to be called under `exclusively`. */
  async note(name: string, notes: TokenNotes): Promise<void> {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    const record = { ...entry.record, ...notes };
    if (!isDeepStrictEqual(record, entry.record)) await this.#keep({ ...entry, record });
  }

  /**
   * Puts a refreshed token to use; to be called under `exclusively`. It is stored before the old one is forgotten;
   * where the store fails, it is used all the same, since the old one may be worth nothing by now.
   */
  async replace(name: string, token: string, times: TokenTimes): Promise<void> {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    const lastRefresh = { at: this.#options.clock.now() };
    await this.#putToUse({ ...entry.record, ...this.#begin(times), lastRefresh }, token);
  }

  /** Stores what could not be stored when it changed; to be called under `exclusively`. */
  async saveAgain(name: string): Promise<void> {
    const entry = this.#entries.get(name);
    if (entry !== undefined && this.#unsaved.has(name)) await this.#save(entry);
  }

  /**
   * Keeps what a person connected: a new account, or a new token of one that there is. A configured account keeps
   * its name and its workspaces.
   *
   * @throws TypeError for an account that was connected in another workspace
   */
  keepConnected(account: ConnectedAccount, times: TokenTimes): Promise<void> {
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
      await this.#putToUse(
        { version: 2, account: name, origin, notified, userId, ...this.#begin(times) },
        token,
      );
    });
  }

  /** Forgets an account that was connected, and its token; of a configured one, what is stored. */
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
    const hash = hashOf(token);
    const isOfIt = record?.origin.kind === 'configured' && record.origin.hash === hash;
    if (isOfIt) return { record, token: this.#open(record) ?? token };
    const origin = { kind: 'configured', hash } as const;
    const obtainedAt = this.#options.clock.now();
    // Who was told of the old token's end is told of the new one.
    const notified = record?.notified ?? [];
    return { record: { version: 2, account: name, origin, obtainedAt, notified }, token };
  }

  #readConnected(record: TokenRecord): TokenEntry[] {
    const { accounts } = this.#options;
    if (record.origin.kind !== 'connected' || accounts.isConfigured(record.account)) return [];
    const token = this.#open(record);
    return token === undefined ? [] : [{ record, token }];
  }

  #open({ account, secret }: TokenRecord): string | undefined {
    const { cipher } = this.#options;
    if (secret === undefined) return undefined;
    if (cipher === undefined) throw new WrongKeyError(account, 'no key is set');
    return cipher.open(secret, account);
  }

  async #takeIn({ record, token }: TokenEntry, stored: ReadonlyMap<string, TokenRecord>): Promise<void> {
    const { cipher, secrets } = this.#options;
    secrets.add(token);
    this.#use(record, token);
    this.#entries.set(record.account, { record, token });
    const isAsStored = stored.get(record.account) === record && record.secret?.keyId === cipher?.keyId;
    if (!isAsStored) await this.#save({ record: this.#seal(record, token), token });
  }

  /** The life of a token that has just been had. */
  #begin({ obtainedAt, expiresAt, grantEndsAt }: TokenTimes) {
    return { obtainedAt: obtainedAt ?? this.#options.clock.now(), expiresAt, grantEndsAt };
  }

  async #putToUse(record: TokenRecord, token: string): Promise<void> {
    const { secrets } = this.#options;
    secrets.add(token);
    try {
      await this.#keep({ record: this.#seal(record, token), token });
    } finally {
      this.#use(record, token);
      for (const listener of this.#listeners) await listener(record.account);
    }
  }

  #use({ account: name, origin }: TokenRecord, token: string): void {
    const { accounts } = this.#options;
    if (origin.kind === 'configured') accounts.replaceToken(name, token);
    else accounts.add({ name, token, workspaces: origin.workspaces });
  }

  #seal(record: TokenRecord, token: string): TokenRecord {
    const { secret: _, ...rest } = record;
    const { cipher } = this.#options;
    return cipher === undefined ? rest : { ...rest, secret: cipher.seal(token, record.account) };
  }

  /** Stores what changed; where the store fails it holds in memory all the same, until `saveAgain`. */
  async #keep(entry: TokenEntry): Promise<void> {
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
    const outlivesUs = secret !== undefined || isConfiguredToken(origin, token);
    const storable = outlivesUs ? record : await this.#withoutToken(record);
    if (storable !== undefined && !this.#unreadable.has(account))
      await this.#options.records.set(account, storable);
    this.#entries.set(account, entry);
    this.#unsaved.delete(account);
  }

  /**
   * What may be stored of a token that lives in memory alone: the next start begins with the configured one, so its
   * life stays as it is; that channels were told holds for both.
   */
  async #withoutToken({ account, origin, notified }: TokenRecord): Promise<TokenRecord | undefined> {
    if (origin.kind === 'connected') return undefined;
    const stored = await this.#options.records.get(account);
    return stored && { ...stored, notified };
  }
}

function isConfiguredToken(origin: TokenRecord['origin'], token: string): boolean {
  return origin.kind === 'configured' && origin.hash === hashOf(token);
}

/** Tells whether a token is the same, and nothing of it: a token has far more bits than can be tried. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

import { randomUUID } from 'node:crypto';
import type { Account, Accounts } from '../accounts/accounts.ts';
import type { ChannelRef } from '../channelRef.ts';
import type { Clock } from '../clock.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { Log } from '../log.ts';
import type { Secrets } from '../secrets.ts';
import type { ThreadsApi, ThreadsUser, TokenGrant } from '../threads/api.ts';
import { CONNECTING } from '../threads/createThreadsApi.ts';
import { ThreadsError } from '../threads/errors.ts';
import { expiryOf } from '../tokens/tokenLife.ts';
import type { TokenStore } from '../tokens/tokenStore.ts';
import type { ConnectNotifier } from './connectNotifier.ts';
import type { ConnectApp, ConnectSetup } from './connectSetup.ts';
import type { ConnectRequest, OAuthState, OAuthStates } from './oauthStates.ts';
import { SCOPES } from './scopes.ts';
import { chooseName, isSameUser, type KnownUser } from './threadsUsers.ts';

/** The query of the OAuth callback. It comes from a browser, so it may be forged. */
export interface Callback {
  readonly state?: string | undefined;
  readonly code?: string | undefined;
  readonly error?: string | undefined;
}

export type ConnectOutcome =
  | {
      readonly kind: 'connected';
      readonly account: string;
      readonly username: string;
      readonly isReconnect: boolean;
    }
  /** The link was already used, has expired, or, as far as we know, was never ours. */
  | { readonly kind: 'invalid-link'; readonly why: 'used' | 'expired' | 'unknown' }
  /** The person did not agree. */
  | { readonly kind: 'denied' }
  /** The account to reconnect is no longer in that workspace. */
  | { readonly kind: 'account-gone' }
  /** The person was logged in as a different Threads user than `account`. */
  | { readonly kind: 'another-user'; readonly account: string; readonly username: string }
  /** Threads refused to give a token. */
  | { readonly kind: 'refused'; readonly error: ThreadsError };

/** The outcome of a callback, and the channel in which its link was requested, if known. */
export interface CallbackResult {
  readonly outcome: ConnectOutcome;
  readonly channel?: ChannelRef | undefined;
  /** What people call the channel. */
  readonly channelName?: string | undefined;
}

const UNKNOWN_LINK: CallbackResult = { outcome: { kind: 'invalid-link', why: 'unknown' } };

export interface ConnectServiceOptions {
  readonly setup: ConnectSetup;
  readonly oauthStates: OAuthStates;
  readonly tokenStore: TokenStore;
  readonly accounts: Accounts;
  readonly connectNotifier: Pick<ConnectNotifier, 'notifyConnected'>;
  readonly threads: Pick<ThreadsApi, 'exchangeCode' | 'exchangeForLongLived' | 'fetchUser'>;
  /** The channels that subscribe to an account of this name, even if there is none. */
  readonly subscribersOf: (account: string) => readonly ChannelRef[];
  readonly secrets: Pick<Secrets, 'add'>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn'>;
}

/**
 * Connects accounts from chat: makes links to Threads' consent page, and handles the callbacks from there.
 * https://developers.facebook.com/docs/threads/get-started/get-access-tokens-and-permissions
 */
export class ConnectService {
  readonly #options: ConnectServiceOptions;
  readonly #lock = new KeyedLock();

  constructor(options: ConnectServiceOptions) {
    this.#options = options;
  }

  /** Whether people can connect accounts in chat. */
  get canConnect(): boolean {
    return this.#options.setup.kind === 'ready';
  }

  /** The variables that connecting needs and that are not set. */
  get missing(): readonly string[] {
    const { setup } = this.#options;
    return setup.kind === 'unset' ? setup.missing : [];
  }

  /**
   * Makes a link to Threads' consent page for one person.
   *
   * @returns `until`: when the link expires, ms since the epoch; `undefined` if variables are missing
   */
  async createLink(request: ConnectRequest): Promise<{ url: string; until: number } | undefined> {
    const { setup, oauthStates, clock } = this.#options;
    if (setup.kind === 'unset') return undefined;
    const { consentUrl, appId, redirectUri } = setup.app;
    const { state, until } = await oauthStates.create(request, clock.now());
    const query = new URLSearchParams({
      client_id: appId,
      redirect_uri: redirectUri,
      scope: SCOPES.join(','),
      response_type: 'code',
      state,
    });
    return { url: `${consentUrl}?${query}`, until };
  }

  /** Handles a callback: exchanges its code for a token and saves the account. Rejects if the store fails. */
  async handleCallback({ state, code, error }: Callback): Promise<CallbackResult> {
    const { setup, oauthStates, clock } = this.#options;
    if (setup.kind === 'unset' || state === undefined) return UNKNOWN_LINK;
    const taken = await oauthStates.take(state, clock.now());
    if (taken === undefined) return UNKNOWN_LINK;
    const { oauthState, validity } = taken;
    const { channel, channelName } = oauthState;
    if (validity !== 'valid')
      return { outcome: { kind: 'invalid-link', why: validity }, channel, channelName };
    if (error !== undefined || code === undefined)
      return { outcome: { kind: 'denied' }, channel, channelName };
    return { outcome: await this.#connect(setup.app, code, oauthState), channel, channelName };
  }

  async #connect(app: ConnectApp, code: string, oauthState: OAuthState): Promise<ConnectOutcome> {
    try {
      const { grant, user } = await this.#exchange(app, code);
      // One at a time, so that two new accounts don't choose the same name.
      return await this.#lock.run('save', () => this.#saveAccount(oauthState, grant, user));
    } catch (error) {
      if (!(error instanceof ThreadsError)) throw error;
      this.#options.log.warn({ err: error }, 'an account could not be connected');
      return { kind: 'refused', error };
    }
  }

  async #exchange(
    { appId, appSecret, redirectUri }: ConnectApp,
    code: string,
  ): Promise<{ grant: TokenGrant; user: ThreadsUser }> {
    const { threads, secrets } = this.#options;
    // The code may be anything: whoever calls us back chose it. The call itself keeps it out of its errors.
    const { token } = await threads.exchangeCode({ appId, appSecret, code, redirectUri });
    secrets.add(token);
    const grant = await threads.exchangeForLongLived({ appSecret, token });
    secrets.add(grant.token);
    return { grant, user: await threads.fetchUser({ name: CONNECTING, token: grant.token }) };
  }

  async #saveAccount(oauthState: OAuthState, grant: TokenGrant, user: ThreadsUser): Promise<ConnectOutcome> {
    const { accounts, tokenStore, clock, log } = this.#options;
    const { workspace } = oauthState;
    const { id: userId, username } = user;
    const before = await this.#findAccount(oauthState, user);
    if (typeof before === 'object' && 'kind' in before) return before;
    const name = before?.name ?? chooseName(user, workspace, (each) => this.#isTaken(each, workspace));
    await tokenStore.saveConnected(
      { name, token: grant.token, workspace, userId, username },
      { expiresAt: expiryOf(grant, clock.now()) },
      // Earlier versions did not store the channel.
      oauthState.channel && {
        id: randomUUID(),
        channel: oauthState.channel,
        by: oauthState.person,
        username,
        isRenewal: before !== undefined,
      },
    );
    await this.#announce(name);
    log.info({ account: name, workspace, by: oauthState.person }, 'an account was connected from chat');
    return {
      kind: 'connected',
      account: accounts.get(name)?.name ?? name,
      username,
      isReconnect: before !== undefined,
    };
  }

  /** The account is connected all the same; its record says that its channel is still to be told. */
  async #announce(account: string): Promise<void> {
    const { connectNotifier, log } = this.#options;
    await connectNotifier
      .notifyConnected(account)
      .catch((err: unknown) =>
        log.warn({ err, account }, 'a channel will hear of a new account after a restart'),
      );
  }

  /** Finds the existing account that gets the new token; `undefined` for a new account. */
  async #findAccount(
    { workspace, account: wanted }: OAuthState,
    user: ThreadsUser,
  ): Promise<Account | ConnectOutcome | undefined> {
    const here = this.#options.accounts.boundTo(workspace);
    if (wanted === undefined) {
      for (const each of here) if (isSameUser(await this.#findUser(each), user)) return each;
      return undefined;
    }
    const account = here.find(({ name }) => name === wanted);
    if (account === undefined) return { kind: 'account-gone' };
    const known = await this.#findUser(account);
    // For an account whose user we never learnt, anyone who agrees is accepted.
    const isUnknown = known.id === undefined && known.username === undefined;
    return isUnknown || isSameUser(known, user)
      ? account
      : { kind: 'another-user', account: wanted, username: user.username };
  }

  /** Finds the Threads user of an account: from the store, or else by asking Threads with its present token. */
  async #findUser(account: Account): Promise<KnownUser> {
    const { tokenStore, threads } = this.#options;
    const known = tokenStore.userOf(account.name);
    if (known.id !== undefined) return known;
    try {
      return await threads.fetchUser(account, { attempts: 1 });
    } catch (error) {
      if (error instanceof ThreadsError) return known;
      throw error;
    }
  }

  /** A name also counts as taken if another workspace still has subscriptions to a removed account of that name. */
  #isTaken(name: string, workspace: string): boolean {
    const { accounts, subscribersOf } = this.#options;
    const exists = accounts.all.some((each) => each.name.toLowerCase() === name.toLowerCase());
    return exists || subscribersOf(name).some((channel) => channel.workspace !== workspace);
  }
}

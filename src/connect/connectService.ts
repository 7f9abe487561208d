import type { Account, Accounts } from '../accounts/accounts.ts';
import type { ChannelRef } from '../channelRef.ts';
import type { Clock } from '../clock.ts';
import { SECOND } from '../duration.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { Log } from '../log.ts';
import type { Secrets } from '../secrets.ts';
import type { ThreadsApi, ThreadsUser, TokenGrant } from '../threads/api.ts';
import { CONNECTING } from '../threads/createThreadsApi.ts';
import { ThreadsError } from '../threads/errors.ts';
import type { TokenStore } from '../tokens/tokenStore.ts';
import type { ConnectApp, ConnectSetup } from './connectSetup.ts';
import type { Asked, OAuthState, OAuthStates } from './oauthStates.ts';
import { SCOPES } from './scopes.ts';
import { chooseName, isSameUser, type KnownUser } from './threadsUsers.ts';

/** What Threads, or whoever pretends to be it, leads a browser back with. */
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
      readonly anew: boolean;
    }
  /** The link was used, has ended, or was never ours. Nothing was done. */
  | { readonly kind: 'no-link' }
  | { readonly kind: 'denied' }
  /** The account that was to be connected anew is not in that workspace any more. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'another-user'; readonly account: string; readonly username: string }
  | { readonly kind: 'refused'; readonly error: ThreadsError };

/** What came of a callback, and where its link was asked for, as far as that is known. */
export interface Finished {
  readonly outcome: ConnectOutcome;
  readonly channel?: ChannelRef | undefined;
}

export interface ConnectServiceOptions {
  readonly setup: ConnectSetup;
  readonly oauthStates: OAuthStates;
  readonly tokenStore: TokenStore;
  readonly accounts: Accounts;
  readonly threads: Pick<ThreadsApi, 'exchangeCode' | 'exchangeForLongLived' | 'fetchUser'>;
  /** The channels that rely on an account of this name, were it there. */
  readonly subscribersOf: (account: string) => readonly ChannelRef[];
  readonly secrets: Pick<Secrets, 'add'>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn'>;
}

/** Connects accounts from chat: a link to Threads' consent page, and what comes back from there. */
export class ConnectService {
  readonly #options: ConnectServiceOptions;
  readonly #lock = new KeyedLock();

  constructor(options: ConnectServiceOptions) {
    this.#options = options;
  }

  /** The variables that it takes and that are not set. */
  get missing(): readonly string[] {
    const { setup } = this.#options;
    return setup.kind === 'unset' ? setup.missing : [];
  }

  /** A link to Threads' consent page for one person; `undefined` where variables are missing. */
  async invite(asked: Asked): Promise<{ url: string; until: number } | undefined> {
    const { setup, oauthStates, clock } = this.#options;
    if (setup.kind === 'unset') return undefined;
    const { consentUrl, appId, redirectUri } = setup.app;
    const { state, until } = await oauthStates.begin(asked, clock.now());
    const query = new URLSearchParams({
      client_id: appId,
      redirect_uri: redirectUri,
      scope: SCOPES.join(','),
      response_type: 'code',
      state,
    });
    return { url: `${consentUrl}?${query}`, until };
  }

  /** Does what a callback asks for, where it comes of a link of ours. Rejects where the store fails. */
  async finish({ state, code, error }: Callback): Promise<Finished> {
    const { setup, oauthStates, clock } = this.#options;
    if (setup.kind === 'unset' || state === undefined) return { outcome: { kind: 'no-link' } };
    const oauthState = await oauthStates.take(state, clock.now());
    if (oauthState === undefined) return { outcome: { kind: 'no-link' } };
    const { channel } = oauthState;
    if (error !== undefined || code === undefined) return { outcome: { kind: 'denied' }, channel };
    return { outcome: await this.#connect(setup.app, code, oauthState), channel };
  }

  async #connect(app: ConnectApp, code: string, oauthState: OAuthState): Promise<ConnectOutcome> {
    try {
      const { grant, user } = await this.#exchange(app, code);
      // One after the other: two new accounts must not choose one name.
      return await this.#lock.run('keep', () => this.#keep(oauthState, grant, user));
    } catch (refusal) {
      if (!(refusal instanceof ThreadsError)) throw refusal;
      this.#options.log.warn({ err: refusal }, 'an account could not be connected');
      return { kind: 'refused', error: refusal };
    }
  }

  async #exchange(
    { appId, appSecret, redirectUri }: ConnectApp,
    code: string,
  ): Promise<{ grant: TokenGrant; user: ThreadsUser }> {
    const { threads, secrets } = this.#options;
    secrets.add(code);
    const { token } = await threads.exchangeCode({ appId, appSecret, code, redirectUri });
    secrets.add(token);
    const grant = await threads.exchangeForLongLived({ appSecret, token });
    secrets.add(grant.token);
    return { grant, user: await threads.fetchUser({ name: CONNECTING, token: grant.token }) };
  }

  async #keep(oauthState: OAuthState, grant: TokenGrant, user: ThreadsUser): Promise<ConnectOutcome> {
    const { accounts, tokenStore, clock, log } = this.#options;
    const { workspace } = oauthState;
    const { id: userId, username } = user;
    const before = await this.#findAccount(oauthState, user);
    if (typeof before === 'object' && 'kind' in before) return before;
    const name = before?.name ?? chooseName(user, workspace, (each) => this.#isTaken(each, workspace));
    await tokenStore.keepConnected(
      { name, token: grant.token, workspace, userId, username },
      { expiresAt: clock.now() + grant.expiresInSeconds * SECOND },
    );
    log.info({ account: name, workspace, by: oauthState.person }, 'an account was connected from chat');
    return {
      kind: 'connected',
      account: accounts.get(name)?.name ?? name,
      username,
      anew: before !== undefined,
    };
  }

  /** The account of that workspace that gets the new token, where it is none that is new. */
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
    if (account === undefined) return { kind: 'gone' };
    const known = await this.#findUser(account);
    // Of an account that was never seen to work nothing is known: whoever agrees is who was meant.
    const isUnknown = known.id === undefined && known.username === undefined;
    return isUnknown || isSameUser(known, user)
      ? account
      : { kind: 'another-user', account: wanted, username: user.username };
  }

  /** Which Threads user an account is: as it was kept, or else as its present token tells, where it works. */
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

  /** Also by an account that is not there any more, where another workspace still holds something of it. */
  #isTaken(name: string, workspace: string): boolean {
    const { accounts, subscribersOf } = this.#options;
    const isThere = accounts.all.some((each) => each.name.toLowerCase() === name.toLowerCase());
    return isThere || subscribersOf(name).some((channel) => channel.workspace !== workspace);
  }
}

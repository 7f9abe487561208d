import type { CallPurpose } from './callLanes.ts';
import type { CallUsage } from './callUsage.ts';
import type { Pause } from './createCooldowns.ts';
import type { RateLimitKind } from './errors.ts';
import type { QuotaScopes } from './quotaScopes.ts';
import type { QuotaReading } from './quotas.ts';
import type { ContainerReading } from './status.ts';

/** What a call needs of an account: its short name, for pauses and errors, and its token. */
export interface Credentials {
  readonly name: string;
  readonly token: string;
}

/** Who a token belongs to (`GET /me`). Ids are strings: they exceed 2^53. */
export interface ThreadsUser {
  readonly id: string;
  readonly username: string;
}

/** One of an account's posts. */
export interface ThreadsPost {
  readonly id: string;
  /** Its address, where Threads says it. */
  readonly permalink?: string | undefined;
  /** When it was published, ms since the epoch; left out where that can't be read. */
  readonly publishedAt?: number | undefined;
  readonly text?: string | undefined;
}

/** A token that Threads gave in place of another one. */
export interface TokenGrant {
  readonly token: string;
  /** How long it lives; left out where Threads does not say it. */
  readonly expiresInSeconds?: number | undefined;
}

/** What an app sends to exchange the code that a person's consent brought it. */
export interface CodeExchange {
  readonly appId: string;
  readonly appSecret: string;
  readonly code: string;
  /** Exactly as it stood in the link to the consent page. */
  readonly redirectUri: string;
}

/** What Threads knows of a token (`GET /v1.0/debug_token`); times are ms since the epoch. */
export interface TokenFacts {
  readonly isValid: boolean;
  readonly expiresAt?: number | undefined;
  readonly dataAccessExpiresAt?: number | undefined;
  readonly issuedAt?: number | undefined;
  readonly scopes: readonly string[];
  readonly userId?: string | undefined;
}

export interface CallOptions {
  /**
   * How many attempts each call gets while Threads fails; the client's own default where left out. With 1 a check is
   * exactly one HTTP call.
   */
  readonly attempts?: number;
  readonly signal?: AbortSignal;
  /** Each purpose has its own concurrency limits; `job` where left out. */
  readonly for?: CallPurpose;
}

export interface QuotaCallOptions extends Omit<CallOptions, 'for'> {
  /**
   * Whether the pairs are asked for one by one where the full set is refused; true where left out. With `false` a
   * reading of a token whose pairs are known is exactly one HTTP call.
   */
  readonly learns?: boolean;
}

/**
 * The Threads API as Threadwatch uses it. Every `fetch…` makes at least one HTTP call unless the account is paused, and
 * rejects with a `ThreadsError` and nothing else.
 *
 * @see https://developers.facebook.com/docs/threads/troubleshooting
 */
export interface ThreadsApi {
  /** One check of a container: `GET /v1.0/{container-id}?fields=id,status,error_message`. */
  fetchContainer(account: Credentials, containerId: string, options?: CallOptions): Promise<ContainerReading>;
  /**
   * Publishes a container: `POST /v1.0/me/threads_publish`. Exactly one HTTP call at most, which is never made again, and
   * which may take 5 minutes. Whatever it ends with, only the container's status tells whether the post is out.
   */
  publishContainer(account: Credentials, containerId: string): Promise<{ readonly mediaId: string }>;
  /** A post's address: `GET /v1.0/{media-id}?fields=permalink`. */
  fetchPermalink(account: Credentials, mediaId: string, options?: CallOptions): Promise<string>;
  /** The account's newest posts, as Threads orders them: `GET /v1.0/me/threads?fields=id,permalink,timestamp,text`. */
  fetchNewestPosts(account: Credentials, options?: CallOptions): Promise<readonly ThreadsPost[]>;
  /** One reading of the four quota pairs; asks pair by pair where the full set is refused. */
  fetchQuotas(account: Credentials, options?: QuotaCallOptions): Promise<QuotaReading>;
  /** Whether the token works, and whose it is: `GET /v1.0/me?fields=id,username`. */
  fetchUser(account: Credentials, options?: CallOptions): Promise<ThreadsUser>;
  /** A new token in place of the account's own: `GET /refresh_access_token?grant_type=th_refresh_token`. */
  refreshToken(account: Credentials, options?: CallOptions): Promise<TokenGrant>;
  /** What Threads knows of the account's own token: `GET /v1.0/debug_token?input_token=…`. */
  debugToken(account: Credentials, options?: CallOptions): Promise<TokenFacts>;
  /**
   * A token that lives for an hour in place of a code: `POST /oauth/access_token`. One attempt is made, since a code
   * can be used once.
   */
  exchangeCode(exchange: CodeExchange, options?: CallOptions): Promise<{ readonly token: string }>;
  /** A long-lived token in place of one for an hour: `GET /access_token?grant_type=th_exchange_token`. */
  exchangeForLongLived(
    exchange: { readonly appSecret: string; readonly token: string },
    options?: CallOptions,
  ): Promise<TokenGrant>;
  /** Asks for the full quota set at the next reading, also where it was refused before: a new token may have more scopes. */
  forgetQuotaScopes(accountName: string): void;
  /** What the readings so far have shown of the quotas that an account's token may read. Makes no call. */
  quotaScopesOf(accountName: string): QuotaScopes | undefined;
  /** Continues with what was known before a restart. */
  restoreQuotaScopes(accountName: string, scopes: QuotaScopes): void;
  /** How much of its call budget the account has used, by the last answer that said so. Makes no call. */
  usageOf(accountName: string): CallUsage | undefined;
  /** How far our clock is ahead of Threads', ms, to the second, by the last answer. Makes no call. */
  clockSkew(): number | undefined;
  /** Why calls for this account are refused without being made, and until when. */
  pauseOf(accountName: string): Pause | undefined;
  /** Keeps calls for this account from being made until then, as after a restart in the middle of a limit. */
  pause(accountName: string, until: number, kind?: RateLimitKind): void;
  /** Closes the kept-alive connections, once the calls under way have ended. */
  close(): Promise<void>;
}

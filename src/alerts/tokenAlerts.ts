import type { AccountHealth } from '../accounts/accountHealth.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { checkAccount } from '../accounts/checkAccount.ts';
import { type ChannelRef, channelKey } from '../channelRef.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { ContentOf } from '../messages/content.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { ThreadsApi } from '../threads/api.ts';
import {
  decideExpiryWarning,
  type ExpiryWarning,
  isSameExpiry,
  latestEndOf,
  nextExpiryWarningAt,
  refreshFailureToldFrom,
  type TokenLife,
} from '../tokens/tokenLife.ts';
import type { NotifiedEnd } from '../tokens/tokenRecord.ts';
import type { TokenStore } from '../tokens/tokenStore.ts';
import type { RemedyOf } from './createRemedyOf.ts';

export interface TokenAlertsOptions {
  readonly tokenStore: TokenStore;
  readonly accounts: Accounts;
  readonly threads: Pick<ThreadsApi, 'fetchUser'>;
  readonly health: AccountHealth;
  readonly outbox: Outbox;
  /** The channels that watch a container of the account, or have its quota alerts turned on. */
  readonly subscribersOf: (account: string) => ChannelRef[];
  readonly remedyOf: RemedyOf;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}

/** What channels are warned of: an expiry, or that a refresh fails where nothing is known of the token's end. */
type TokenWarning = ExpiryWarning | typeof REFRESH_FAILS;

const REFRESH_FAILS = { end: 'token', endsAt: undefined, isLatest: false, days: 0 } as const;

/**
 * Notifies the subscribers of an account that its token, or the permission behind it, is about to end, where refreshing
 * does not help: once per channel on each of the days in `tokens/tokenLife`; and once that a refresh fails, where nothing
 * is known of the token's end. Shows on those messages when a new token works.
 */
export class TokenAlerts {
  readonly #options: TokenAlertsOptions;
  /** The ending that was logged for each account, so that each is logged once. */
  readonly #logged = new Map<string, string>();

  constructor(options: TokenAlertsOptions) {
    this.#options = options;
  }

  /** Stores the notifications that are due for every account. */
  async round(): Promise<void> {
    const { accounts, tokenStore } = this.#options;
    for (const { name } of accounts.all)
      await tokenStore.exclusively(name, async () => {
        await this.#showRenewed(name);
        await this.#warn(name);
      });
  }

  /**
   * Before this moment a round has nothing to do; ms since the epoch. While a warning is due, a channel may subscribe at
   * any time, and is warned then.
   */
  get idleUntil(): number {
    const { accounts, tokenStore, clock } = this.#options;
    const now = clock.now();
    const moments = accounts.all.map(({ name }) => {
      const life = tokenStore.lifeOf(name);
      if (life === undefined) return Number.POSITIVE_INFINITY;
      const isDue = decideWarnings(life, now).length > 0 || this.#outdatedWarnings(name, life).length > 0;
      return isDue ? now : nextExpiryWarningAt(life, now);
    });
    return Math.min(...moments);
  }

  async #warn(name: string): Promise<void> {
    const { tokenStore, health, clock } = this.#options;
    const life = tokenStore.lifeOf(name);
    // The channels are notified of a refused token as an outage.
    if (life === undefined || health.of(name)?.error.kind === 'token') return;
    for (const warning of decideWarnings(life, clock.now())) {
      // The outage's alert already says why the refresh failed.
      if (warning === REFRESH_FAILS && health.of(name) !== undefined) continue;
      this.#logOnce(name, warning);
      await this.#notify(name, warning, life);
    }
  }

  async #notify(name: string, warning: TokenWarning, life: TokenLife): Promise<void> {
    const { tokenStore, outbox, subscribersOf, clock } = this.#options;
    const notified = tokenStore.notifiedOf(name);
    const channels = subscribersOf(name).filter(
      (channel) => !notified.some((each) => covers(each, channel, warning)),
    );
    if (channels.length === 0) return;
    const { end, endsAt, days } = warning;
    const added = channels.map(
      (channel): NotifiedEnd => ({ channel, end, endsAt, days, obtainedAt: life.obtainedAt }),
    );
    const content = this.#contentOf(name, warning, life);
    for (const each of added)
      await outbox.add(notificationId(name, each), each.channel, content, { at: clock.now(), final: false });
    await tokenStore.update(name, { notified: [...notified, ...added] });
  }

  #contentOf(account: string, warning: TokenWarning, life: TokenLife): ContentOf<'token-ending'> {
    const { end, endsAt, isLatest } = warning;
    const error = end === 'token' ? life.lastRefresh?.failed : undefined;
    // The permission is what ends or is refused, so the token is not known to be a short-lived one.
    const remedy = this.#options.remedyOf(account, { kind: 'permission' }, this.#options.clock.now());
    return { kind: 'token-ending', account, end, endsAt, isLatest, remedy, ...(error && { error }) };
  }

  /** Shows on the posted warnings of an earlier token that a new one works; forgets those that are not sent yet. */
  async #showRenewed(name: string): Promise<void> {
    const { tokenStore, health, outbox, clock } = this.#options;
    const life = tokenStore.lifeOf(name);
    const outdated = life === undefined ? [] : this.#outdatedWarnings(name, life);
    if (outdated.length === 0 || health.of(name) !== undefined || !(await this.#works(name, life))) return;
    const healed = { at: clock.now(), endsAt: life?.expiresAt };
    for (const each of outdated) {
      const id = notificationId(name, each);
      const notification = await outbox.get(id);
      if (notification?.messageId === undefined) await outbox.forget([id]);
      else
        await outbox.revise(id, ({ content }) =>
          content.kind === 'token-ending' ? { content: { ...content, healed }, final: true } : undefined,
        );
    }
    await tokenStore.update(name, {
      notified: tokenStore.notifiedOf(name).filter((each) => !outdated.includes(each)),
    });
  }

  /** Threads told us when the new token ends, or else a call with it is answered. */
  async #works(name: string, life: TokenLife | undefined): Promise<boolean> {
    const { accounts, threads } = this.#options;
    const account = accounts.get(name);
    if (account === undefined) return false;
    return life?.expiresAt !== undefined || (await checkAccount(threads, account)) === undefined;
  }

  /** The warnings about an end that is not the token's or the permission's end any more. */
  #outdatedWarnings(name: string, life: TokenLife): NotifiedEnd[] {
    const ends = { token: latestEndOf(life), grant: life.grantEndsAt };
    const refreshFails = life.lastRefresh?.failed !== undefined;
    return this.#options.tokenStore
      .notifiedOf(name)
      .filter(({ end, endsAt }) => (endsAt === undefined ? !refreshFails : !isSameExpiry(endsAt, ends[end])));
  }

  #logOnce(account: string, { end, endsAt, days }: TokenWarning): void {
    const key = `${end} ${endsAt} ${days}`;
    // A failing refresh logs itself at every attempt.
    if (endsAt === undefined || this.#logged.get(account) === key) return;
    this.#logged.set(account, key);
    const what = end === 'token' ? 'its access token ends' : 'the permission that it gave ends';
    this.#options.log.warn(
      { account, endsAt: new Date(endsAt) },
      `${what} soon; the account needs a new token`,
    );
  }
}

function decideWarnings(life: TokenLife, now: number): TokenWarning[] {
  const expiry = decideExpiryWarning(life, now);
  return [...(refreshFailureToldFrom(life) <= now ? [REFRESH_FAILS] : []), ...(expiry ? [expiry] : [])];
}

/** Whether a channel was warned of an end already, on this day of warning or on one closer to the end. */
function covers(notified: NotifiedEnd, channel: ChannelRef, { end, endsAt, days }: TokenWarning): boolean {
  const isSame =
    notified.endsAt === undefined || endsAt === undefined
      ? notified.endsAt === endsAt
      : isSameExpiry(notified.endsAt, endsAt);
  return (
    isSame &&
    notified.end === end &&
    notified.days <= days &&
    channelKey(notified.channel) === channelKey(channel)
  );
}

/** A later token that ends in the same way is warned of again. */
function notificationId(account: string, { channel, end, endsAt, days, obtainedAt }: NotifiedEnd): string {
  const token = obtainedAt === undefined ? account : `${account}/${obtainedAt}`;
  return `token-ending/${token}/${end}/${endsAt}/${days}/${channelKey(channel)}`;
}

import type { AccountHealth } from '../accounts/accountHealth.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { checkAccount } from '../accounts/checkAccount.ts';
import { type ChannelRef, channelKey } from '../channelRef.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { ContentOf } from '../messages/content.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { ThreadsApi } from '../threads/api.ts';
import { decideEnding, type Ending, isSameEnd, nextEndingAt, type TokenLife } from '../tokens/tokenLife.ts';
import type { NotifiedEnd } from '../tokens/tokenRecord.ts';
import type { TokenStore } from '../tokens/tokenStore.ts';

export interface TokenAlertsOptions {
  readonly tokenStore: TokenStore;
  readonly accounts: Accounts;
  readonly threads: Pick<ThreadsApi, 'fetchUser'>;
  readonly health: AccountHealth;
  readonly outbox: Outbox;
  /** The channels that rely on an account. */
  readonly subscribersOf: (account: string) => ChannelRef[];
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}

/**
 * Tells the channels that rely on an account when its token or its permission ends and we can't put that off, each
 * once on each day of warning; and shows on those messages when a new token works.
 */
export class TokenAlerts {
  readonly #options: TokenAlertsOptions;
  /** What the log was told of each account, so that it is told once too. */
  readonly #logged = new Map<string, string>();

  constructor(options: TokenAlertsOptions) {
    this.#options = options;
  }

  async round(): Promise<void> {
    const { accounts, tokenStore } = this.#options;
    for (const { name } of accounts.all)
      await tokenStore.exclusively(name, async () => {
        await this.#heal(name);
        await this.#warn(name);
      });
  }

  /** Before this moment there is nothing to tell. While an end nears, a channel may come to rely on it at any time. */
  get idleUntil(): number {
    const { accounts, tokenStore, clock } = this.#options;
    const now = clock.now();
    const moments = accounts.all.map(({ name }) => {
      const life = tokenStore.factsOf(name);
      if (life === undefined) return Number.POSITIVE_INFINITY;
      const isBusy = decideEnding(life, now) !== undefined || this.#outlived(name, life).length > 0;
      return isBusy ? now : nextEndingAt(life, now);
    });
    return Math.min(...moments);
  }

  async #warn(name: string): Promise<void> {
    const { tokenStore, health, outbox, subscribersOf, clock } = this.#options;
    const now = clock.now();
    const life = tokenStore.factsOf(name);
    const ending = life && decideEnding(life, now);
    // A token that is refused already is told of as such.
    if (life === undefined || ending === undefined || health.of(name)?.error.kind === 'token') return;
    this.#logOnce(name, ending);
    const told = tokenStore.notifiedOf(name);
    const channels = subscribersOf(name).filter(
      (channel) => !told.some((each) => covers(each, channel, ending)),
    );
    if (channels.length === 0) return;
    const fresh = channels.map((channel): NotifiedEnd => ({ channel, ...ending }));
    for (const each of fresh)
      await outbox.add(notificationId(name, each), each.channel, contentOf(name, ending, life), {
        at: now,
        final: false,
      });
    await tokenStore.note(name, { notified: [...told, ...fresh] });
  }

  /** Shows on the messages of an end that has been put off that it has; of those not yet sent, none is. */
  async #heal(name: string): Promise<void> {
    const { tokenStore, health, outbox, clock } = this.#options;
    const life = tokenStore.factsOf(name);
    const outlived = life === undefined ? [] : this.#outlived(name, life);
    if (outlived.length === 0 || health.of(name) !== undefined || !(await this.#works(name, life))) return;
    const healed = { at: clock.now(), endsAt: life?.expiresAt };
    for (const each of outlived) {
      const id = notificationId(name, each);
      const notification = await outbox.get(id);
      if (notification?.messageId === undefined) await outbox.forget([id]);
      else
        await outbox.revise(id, ({ content }) =>
          content.kind === 'token-ending' ? { content: { ...content, healed }, final: true } : undefined,
        );
    }
    await tokenStore.note(name, {
      notified: tokenStore.notifiedOf(name).filter((each) => !outlived.includes(each)),
    });
  }

  /** A new token whose life Threads told us works; any other has to be seen to work. */
  async #works(name: string, life: TokenLife | undefined): Promise<boolean> {
    const { accounts, threads } = this.#options;
    const account = accounts.get(name);
    if (account === undefined) return false;
    return life?.expiresAt !== undefined || (await checkAccount(threads, account)) === undefined;
  }

  #outlived(name: string, { expiresAt, grantEndsAt }: TokenLife): NotifiedEnd[] {
    const ends = { token: expiresAt, grant: grantEndsAt };
    return this.#options.tokenStore
      .notifiedOf(name)
      .filter(({ end, endsAt }) => !isSameEnd(endsAt, ends[end]));
  }

  #logOnce(account: string, { end, endsAt, days }: Ending): void {
    const key = `${end} ${endsAt} ${days}`;
    if (this.#logged.get(account) === key) return;
    this.#logged.set(account, key);
    const what = end === 'token' ? 'its access token ends' : 'the permission that it gave ends';
    this.#options.log.warn({ account, endsAt: new Date(endsAt) }, `${what} soon; reconnect the account`);
  }
}

function contentOf(account: string, { end, endsAt }: Ending, life: TokenLife): ContentOf<'token-ending'> {
  const error = end === 'token' ? life.lastRefresh?.failed : undefined;
  return { kind: 'token-ending', account, end, endsAt, ...(error && { error }) };
}

function covers(told: NotifiedEnd, channel: ChannelRef, { end, endsAt, days }: Ending): boolean {
  const isOfIt = told.end === end && isSameEnd(told.endsAt, endsAt) && told.days <= days;
  return isOfIt && channelKey(told.channel) === channelKey(channel);
}

function notificationId(account: string, { channel, end, endsAt, days }: NotifiedEnd): string {
  return `token-ending/${account}/${end}/${endsAt}/${days}/${channelKey(channel)}`;
}

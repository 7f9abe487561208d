import type { AccountHealth } from '../accounts/accountHealth.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { QuotaReader } from '../accounts/quotaReader.ts';
import type { QuotaAlerts } from '../alerts/quotaAlerts.ts';
import type { QuotaPoller } from '../alerts/quotaPoller.ts';
import type { RecentSubscribers } from '../alerts/recentSubscribers.ts';
import type { UnwatchService } from '../alerts/unwatchService.ts';
import { type ChannelRef, channelKey } from '../channelRef.ts';
import type { SnoozeStore } from '../notifications/snoozeStore.ts';
import type { TokenStore } from '../tokens/tokenStore.ts';
import type { WatchStore } from '../watches/watchStore.ts';
import type { ConnectNotifier } from './connectNotifier.ts';

/** Counts of what was deleted with an account. */
export interface Disconnected {
  readonly account: string;
  readonly watches: number;
  /** Channels whose quota alerts ended. */
  readonly alerts: number;
  /** Hooks that were revoked. */
  readonly hooks: number;
}

/** The hooks of accounts, which end with them. */
interface AccountHooks {
  /** @returns the channels of what was revoked */
  forgetAccount(account: string): Promise<readonly { readonly channel: ChannelRef }[]>;
}

export interface DisconnectServiceOptions {
  readonly accounts: Accounts;
  readonly tokenStore: TokenStore;
  readonly watchStore: WatchStore;
  readonly unwatchService: UnwatchService;
  readonly quotaAlerts: QuotaAlerts;
  readonly recentSubscribers: RecentSubscribers;
  readonly snoozeStore: SnoozeStore;
  readonly health: AccountHealth;
  readonly quotaReader: QuotaReader;
  readonly quotaPoller: QuotaPoller;
  readonly connectNotifier: ConnectNotifier;
  readonly hooks: AccountHooks;
}

/** Disconnects accounts that were connected from chat. */
export class DisconnectService {
  readonly #options: DisconnectServiceOptions;

  constructor(options: DisconnectServiceOptions) {
    this.#options = options;
  }

  /**
   * Deletes an account's token, watches, hooks, quota alerts and snoozes, and tells the channels that had some. The token is
   * deleted last, so that after a crash in the middle the account can be disconnected again.
   *
   * @param channel where it was typed; it is told in any case
   *
   * @returns `undefined` for an account from the configuration, which is not deleted
   */
  async disconnect(account: string, by: string, channel: ChannelRef): Promise<Disconnected | undefined> {
    const { accounts, tokenStore, watchStore, unwatchService, quotaAlerts, snoozeStore } = this.#options;
    const { health, quotaReader, quotaPoller, connectNotifier } = this.#options;
    if (accounts.isConfigured(account)) return undefined;
    // First, so that no program registers anything more.
    const hooks = await this.#options.hooks.forgetAccount(account);
    let watches = 0;
    const watching = watchStore.channelsOf(account);
    for (const each of watching) {
      const listed = (await watchStore.inChannel(each)).filter((watch) => watch.account === account);
      const containers = listed.map(({ container }) => container);
      watches += (await unwatchService.drop(each, account, containers, by)).length;
    }
    const channels = quotaAlerts.channelsOf(account);
    for (const each of channels) await quotaAlerts.end(each, account);
    await snoozeStore.forgetAccount(account);
    await this.#options.recentSubscribers.forgetAccount(account);
    await health.forget(account);
    await quotaPoller.forget(account);
    await quotaReader.forget(account);
    // Before the token goes: a crash in between makes people disconnect it again, and it is said twice.
    const told = [channel, ...watching, ...channels, ...hooks.map((hook) => hook.channel)].map(
      (each) => [channelKey(each), each] as const,
    );
    await connectNotifier.notifyDisconnected(account, by, [...new Map(told).values()]);
    await tokenStore.forget(account);
    return { account, watches, alerts: channels.length, hooks: hooks.length };
  }
}

import type { AccountHealth } from '../accounts/accountHealth.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { QuotaReader } from '../accounts/quotaReader.ts';
import type { QuotaAlerts } from '../alerts/quotaAlerts.ts';
import type { QuotaPoller } from '../alerts/quotaPoller.ts';
import type { RecentSubscribers } from '../alerts/recentSubscribers.ts';
import type { UnwatchService } from '../alerts/unwatchService.ts';
import type { SnoozeStore } from '../notifications/snoozeStore.ts';
import type { TokenStore } from '../tokens/tokenStore.ts';
import type { WatchStore } from '../watches/watchStore.ts';

/** Counts of what was deleted with an account. */
export interface Disconnected {
  readonly account: string;
  readonly watches: number;
  /** Channels whose quota alerts ended. */
  readonly alerts: number;
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
}

/** Disconnects accounts that were connected from chat. */
export class DisconnectService {
  readonly #options: DisconnectServiceOptions;

  constructor(options: DisconnectServiceOptions) {
    this.#options = options;
  }

  /**
   * Deletes an account's token, watches, quota alerts and snoozes. The token is deleted last, so that after a crash in the
   * middle the account can be disconnected again.
   *
   * @returns `undefined` for an account from the configuration, which is not deleted
   */
  async disconnect(account: string, by: string): Promise<Disconnected | undefined> {
    const { accounts, tokenStore, watchStore, unwatchService, quotaAlerts, snoozeStore } = this.#options;
    const { health, quotaReader, quotaPoller } = this.#options;
    if (accounts.isConfigured(account)) return undefined;
    let watches = 0;
    for (const channel of watchStore.channelsOf(account)) {
      const listed = (await watchStore.inChannel(channel)).filter((watch) => watch.account === account);
      const containers = listed.map(({ container }) => container);
      watches += (await unwatchService.drop(channel, account, containers, by)).length;
    }
    const channels = quotaAlerts.channelsOf(account);
    for (const channel of channels) await quotaAlerts.end(channel, account);
    await snoozeStore.forgetAccount(account);
    await this.#options.recentSubscribers.forgetAccount(account);
    await health.forget(account);
    await quotaPoller.forget(account);
    await quotaReader.forget(account);
    await tokenStore.forget(account);
    return { account, watches, alerts: channels.length };
  }
}

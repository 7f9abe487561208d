import { Counter, Gauge, type Registry } from 'prom-client';
import { SECOND } from '../../duration.ts';
import type { Ownership } from '../core/describeOwnership.ts';
import type { AccountState, BotState } from '../core/readBotState.ts';
import type { WatchCounts } from './watchCounts.ts';

export interface GaugeOptions {
  /** Whether `/readyz` answers 200, but for the store. */
  readonly isReady: () => boolean;
  /** Whether this process owns its store, and can use it. */
  readonly holdsStore: () => Promise<boolean>;
  /** How the bot stands; `undefined` while the program starts. */
  readonly readState: () => BotState | undefined;
  readonly watches: WatchCounts;
  /** What this process owns, where it is one of several replicas. */
  readonly readOwnership?: (() => Ownership) | undefined;
}

/**
 * Creates the gauges. Each is read when somebody asks, from memory but for the lease, and names no account that is not there
 * any more.
 */
export function createGauges(
  registry: Registry,
  { isReady, holdsStore, readState, watches, readOwnership }: GaugeOptions,
): void {
  const registers = [registry];
  new Gauge({
    name: 'threadwatch_ready',
    help: '1 while every configured platform is connected and no fault of the program is known.',
    registers,
    collect() {
      this.set(isReady() ? 1 : 0);
    },
  });
  new Gauge({
    name: 'threadwatch_lease_held',
    help: '1 while this process owns its store, and the store answers and takes what is written; else 0.',
    registers,
    async collect() {
      this.set((await holdsStore()) ? 1 : 0);
    },
  });
  new Gauge({
    name: 'threadwatch_watches',
    help: 'Open watches, by what the last check found: unknown (none was answered), in_progress, finished (ready, not published), not_found, refused, other.',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, count] of watches.entries()) this.set({ state }, count);
    },
  });
  new Gauge({
    name: 'threadwatch_notifications_pending',
    help: 'Notifications that wait to be sent or edited, without those that a snooze or quiet hours hold back.',
    registers,
    collect() {
      this.set(readState()?.waiting.count ?? 0);
    },
  });
  new Gauge({
    name: 'threadwatch_notifications_oldest_seconds',
    help: 'How long the oldest pending notification has waited; 0 where none waits.',
    registers,
    collect() {
      this.set((readState()?.waiting.oldestMs ?? 0) / SECOND);
    },
  });
  createAccountGauges(registry, readState);
  createQuotaGauges(registry, readState);
  if (readOwnership !== undefined) createClusterGauges(registry, readOwnership);
}

function createClusterGauges(registry: Registry, readOwnership: () => Ownership): void {
  new Gauge({
    name: 'threadwatch_partition_owned',
    help: '1 for each partition that this replica owns, else 0. Over all replicas, each partition adds up to 1.',
    labelNames: ['partition'],
    registers: [registry],
    collect() {
      const { partitions, count } = readOwnership();
      for (let each = 0; each < count; each += 1)
        this.set({ partition: String(each) }, partitions.includes(each) ? 1 : 0);
    },
  });
  new Gauge({
    name: 'threadwatch_replicas',
    help: 'How many replicas live, as this one knows.',
    registers: [registry],
    collect() {
      this.set(readOwnership().replicas);
    },
  });
  new Counter({
    name: 'threadwatch_writes_refused_total',
    help: 'Writes that Redis refused this replica, because it did not own their partition any more.',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(readOwnership().refusedWrites);
    },
  });
}

interface AccountGauge {
  readonly name: string;
  readonly help: string;
  /** `undefined` where it is not known: then the account is left out. */
  readonly read: (account: AccountState) => number | undefined;
}

const ACCOUNT_GAUGES: readonly AccountGauge[] = [
  {
    name: 'threadwatch_account_health',
    help: '1 while the account can be called, 0 in an outage of it or of all its containers.',
    read: ({ isHealthy }) => (isHealthy ? 1 : 0),
  },
  {
    name: 'threadwatch_token_expiry_timestamp_seconds',
    help: 'When the token of the account ends or the permission behind it, whichever comes first, as far as Threads told.',
    read: ({ tokenEndsAt }) => toSeconds(tokenEndsAt),
  },
  {
    name: 'threadwatch_token_last_refresh_timestamp_seconds',
    help: 'When the token of the account was last refreshed.',
    read: ({ tokenRefreshedAt }) => toSeconds(tokenRefreshedAt),
  },
  {
    name: 'threadwatch_call_budget_ratio',
    help: 'Share of its call budget that an account has used, as Threads last reported it; from 0.75 on, checks slow down.',
    read: ({ budgetUsed }) => budgetUsed,
  },
];

function createAccountGauges(registry: Registry, readState: GaugeOptions['readState']): void {
  for (const { name, help, read } of ACCOUNT_GAUGES)
    new Gauge({
      name,
      help,
      labelNames: ['account'],
      registers: [registry],
      collect() {
        this.reset();
        for (const account of readState()?.accounts ?? []) {
          const value = read(account);
          if (value !== undefined) this.set({ account: account.name }, value);
        }
      },
    });
}

function createQuotaGauges(registry: Registry, readState: GaugeOptions['readState']): void {
  const readings = [
    { name: 'threadwatch_quota_used', help: 'How much of a quota an account has used', half: 'used' },
    { name: 'threadwatch_quota_limit', help: 'A quota of an account', half: 'total' },
  ] as const;
  for (const { name, help, half } of readings)
    new Gauge({
      name,
      help: `${help} over its last 24 hours, as last read.`,
      labelNames: ['account', 'quota'],
      registers: [registry],
      collect() {
        this.reset();
        for (const { name: account, quotas } of readState()?.accounts ?? [])
          for (const quota of quotas) this.set({ account, quota: quota.pair }, quota[half]);
      },
    });
}

function toSeconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / SECOND;
}

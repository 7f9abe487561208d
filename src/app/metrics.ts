import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { CallUsage } from '../threads/callUsage.ts';
import type { CallReport } from '../threads/createClient.ts';

/** The metrics of the program, for `/metrics`. No label holds a container, a channel or a token. */
export interface Metrics {
  readonly registry: Registry;
  /** One HTTP call to Threads. */
  countCall(call: CallReport): void;
}

export interface MetricsOptions {
  /** The share of its call budget that an account has used, as Threads last reported it. */
  readonly usageOf: (accountName: string) => CallUsage | undefined;
  /** Whether every configured platform is connected. */
  readonly isReady: () => boolean;
}

/** Creates the metrics on a registry of their own. */
export function createMetrics({ usageOf, isReady }: MetricsOptions): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const calls = new Counter({
    name: 'threadwatch_threads_calls_total',
    help: 'Calls to the Threads API, by account, subject and outcome.',
    labelNames: ['account', 'what', 'outcome'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'threadwatch_threads_call_seconds',
    help: 'Duration of calls to the Threads API.',
    labelNames: ['what'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const calledAccounts = new Set<string>();
  new Gauge({
    name: 'threadwatch_threads_budget_share',
    help: 'Share of its call budget that an account has used, as Threads last reported it; from 0.75 on, checks slow down.',
    labelNames: ['account'],
    registers: [registry],
    collect() {
      for (const account of calledAccounts) {
        const usage = usageOf(account);
        if (usage !== undefined) this.set({ account }, usage.share);
      }
    },
  });
  new Gauge({
    name: 'threadwatch_ready',
    help: '1 while every configured platform is connected.',
    registers: [registry],
    collect() {
      this.set(isReady() ? 1 : 0);
    },
  });
  return {
    registry,
    countCall({ account, what, outcome, durationMs }) {
      calledAccounts.add(account);
      calls.inc({ account, what, outcome });
      durations.observe({ what }, durationMs / 1_000);
    },
  };
}

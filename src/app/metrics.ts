import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ChannelRef } from '../channelRef.ts';
import type { EventOutcome } from '../events/eventSender.ts';
import type { HookCallOutcome } from '../hooks/hookEntrance.ts';
import type { DeliveryCall, DeliveryError } from '../notifications/chatPort.ts';
import type { DeliveryIncident } from '../notifications/dispatch/channelFaults.ts';
import type { CallUsage } from '../threads/callUsage.ts';
import type { CallReport } from '../threads/createClient.ts';

/** The metrics of the program, for `/metrics`. No label holds a container, a channel or a token. */
export interface Metrics {
  readonly registry: Registry;
  /** One HTTP call to Threads. */
  countCall(call: CallReport): void;
  /** One message that was posted or edited, or was not taken. */
  countDelivery(channel: ChannelRef, call: DeliveryCall, outcome: DeliveryError | undefined): void;
  /** One call of a hook. */
  countHookCall(outcome: HookCallOutcome): void;
  /** One try to send an event to a program. */
  countEvent(outcome: EventOutcome['kind']): void;
}

export interface MetricsOptions {
  /** The share of its call budget that an account has used, as Threads last reported it. */
  readonly usageOf: (accountName: string) => CallUsage | undefined;
  /** Whether `/readyz` answers 200, but for the store. */
  readonly isReady: () => boolean;
  /** The channels in which sending fails. */
  readonly failingChannels: () => readonly DeliveryIncident[];
}

/** Creates the metrics on a registry of their own. */
export function createMetrics({ usageOf, isReady, failingChannels }: MetricsOptions): Metrics {
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
    help: '1 while every configured platform is connected and no fault of the program is known.',
    registers: [registry],
    collect() {
      this.set(isReady() ? 1 : 0);
    },
  });
  const deliveries = createDeliveryMetrics(registry, failingChannels);
  const hookCalls = new Counter({
    name: 'threadwatch_hook_calls_total',
    help: 'Calls of hooks, by outcome: accepted, unreadable, limited, unknown (a key that is unknown or revoked), failed.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const events = new Counter({
    name: 'threadwatch_events_total',
    help: 'Tries to send an event to a program, by outcome: accepted, failed.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  return {
    registry,
    countCall({ account, what, outcome, durationMs }) {
      calledAccounts.add(account);
      calls.inc({ account, what, outcome });
      durations.observe({ what }, durationMs / 1_000);
    },
    countDelivery({ platform }, call, outcome) {
      deliveries.inc({ platform, call, outcome: nameOutcome(outcome) });
    },
    countHookCall: (outcome) => hookCalls.inc({ outcome }),
    countEvent: (outcome) => events.inc({ outcome }),
  };
}

function createDeliveryMetrics(registry: Registry, failingChannels: MetricsOptions['failingChannels']) {
  new Gauge({
    name: 'threadwatch_failing_channels',
    help: 'Channels in which messages (post) or edits wait, since the platform does not take them.',
    labelNames: ['platform', 'call'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { channel, call } of failingChannels()) this.inc({ platform: channel.platform, call });
    },
  });
  return new Counter({
    name: 'threadwatch_deliveries_total',
    help: 'Messages that were sent to a platform, by call (post, edit) and outcome: taken, limited, passing, refused, lasting (a lost channel), message-gone.',
    labelNames: ['platform', 'call', 'outcome'],
    registers: [registry],
  });
}

function nameOutcome(error: DeliveryError | undefined): string {
  if (error === undefined) return 'taken';
  return error.kind === 'passing' && error.retryAfter !== undefined ? 'limited' : error.kind;
}

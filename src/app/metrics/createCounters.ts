import { Counter, Histogram, type Registry } from 'prom-client';
import { READING_OUTCOMES } from '../../accounts/quotaReader.ts';
import type { PlatformName } from '../../channelRef.ts';
import { SECOND } from '../../duration.ts';
import type { EventOutcome } from '../../events/eventSender.ts';
import { HOOK_CALL_OUTCOMES } from '../../hooks/hookEntrance.ts';
import type { DeliveryError } from '../../notifications/chatPort.ts';
import { NOTIFICATION_KINDS } from '../../notifications/kinds/table.ts';
import { NOTIFICATION_OUTCOMES } from '../../notifications/notificationReport.ts';
import { CHECK_OUTCOMES } from '../../polling/checkReport.ts';
import { DOCUMENTED_CODES } from '../../threads/classifyError.ts';
import type { CallReport } from '../../threads/createClient.ts';
import type { Observer } from '../core/observer.ts';

/** In seconds: rounds are made every 5 s, and what an outage delays waits for hours. */
const LAG_BUCKETS = [1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3_600, 14_400];

/** In seconds: an alert is to be in its channel within 2 s. */
const DWELL_BUCKETS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3_600];

export interface CallCounter {
  /** One HTTP call to Threads. */
  countCall(call: CallReport): void;
}

/**
 * Creates what is fed.
 *
 * @param platforms the configured ones
 */
export function createCounters(
  registry: Registry,
  platforms: readonly PlatformName[],
): Omit<Observer, 'onWatchState'> & CallCounter {
  return {
    ...createCheckCounters(registry),
    ...createDeliveryCounters(registry, platforms),
    ...createProgramCounters(registry),
  };
}

function createCheckCounters(registry: Registry): Pick<Observer, 'onCheck' | 'onReading'> & CallCounter {
  const registers = [registry];
  const checks = new Counter({
    name: 'threadwatch_checks_total',
    help: 'Checks of watched containers, by outcome: the status, or other (a status that Threads does not document), not_found, refused, failing (an error of the container), unanswered (an error of the account).',
    labelNames: ['outcome'],
    registers,
  });
  const lag = new Histogram({
    name: 'threadwatch_check_lag_seconds',
    help: 'How long after it fell due a check was made.',
    buckets: LAG_BUCKETS,
    registers,
  });
  const readings = new Counter({
    name: 'threadwatch_readings_total',
    help: 'Readings of quotas, by outcome: answered, empty (no quota was told), failed.',
    labelNames: ['outcome'],
    registers,
  });
  const errors = new Counter({
    name: 'threadwatch_api_errors_total',
    help: 'Calls to the Threads API that failed, by the code of the error; other where it is not documented, or no error of the API came.',
    labelNames: ['code'],
    registers,
  });
  startAtZero(checks, CHECK_OUTCOMES);
  startAtZero(readings, READING_OUTCOMES);
  for (const code of [...DOCUMENTED_CODES].map(String).concat(OTHER_CODE)) errors.inc({ code }, 0);
  return {
    onCheck({ outcome, lagMs }) {
      checks.inc({ outcome });
      if (lagMs !== undefined) lag.observe(lagMs / SECOND);
    },
    onReading: (outcome) => readings.inc({ outcome }),
    countCall({ outcome, code }) {
      if (outcome !== 'ok' && outcome !== 'ended') errors.inc({ code: nameCode(code) });
    },
  };
}

function createDeliveryCounters(
  registry: Registry,
  platforms: readonly PlatformName[],
): Pick<Observer, 'onDelivery' | 'onNotification'> {
  const registers = [registry];
  const notifications = new Counter({
    name: 'threadwatch_notifications_total',
    help: 'Notifications, by kind and by what became of them: sent, edited, superseded, unwanted, set_aside, lost.',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const dwell = new Histogram({
    name: 'threadwatch_notification_dwell_seconds',
    help: 'How long a new message waited to be sent, without the time in which a snooze or quiet hours held it back.',
    buckets: DWELL_BUCKETS,
    registers,
  });
  const refused = new Counter({
    name: 'threadwatch_deliveries_refused_total',
    help: 'Messages and edits that a platform did not take, by reason: limited, passing, refused, lasting (a lost channel), message_gone.',
    labelNames: ['platform', 'reason'],
    registers,
  });
  for (const kind of NOTIFICATION_KINDS)
    for (const outcome of NOTIFICATION_OUTCOMES) notifications.inc({ kind, outcome }, 0);
  for (const platform of platforms) for (const reason of REASONS) refused.inc({ platform, reason }, 0);
  return {
    onNotification({ notification, outcome, waitedMs }) {
      notifications.inc({ kind: notification.content.kind, outcome });
      if (waitedMs !== undefined) dwell.observe(waitedMs / SECOND);
    },
    onDelivery({ platform }, _call, error) {
      if (error !== undefined) refused.inc({ platform, reason: nameReason(error) });
    },
  };
}

function createProgramCounters(registry: Registry): Pick<Observer, 'onHookCall' | 'onEventSent'> {
  const registers = [registry];
  const hookCalls = new Counter({
    name: 'threadwatch_hook_calls_total',
    help: 'Calls of hooks, by outcome: accepted, unreadable, limited, unknown (a key that is unknown or revoked), failed.',
    labelNames: ['outcome'],
    registers,
  });
  const events = new Counter({
    name: 'threadwatch_events_total',
    help: 'Tries to send an event to a program, by outcome: accepted, failed.',
    labelNames: ['outcome'],
    registers,
  });
  startAtZero(hookCalls, HOOK_CALL_OUTCOMES);
  startAtZero(events, EVENT_OUTCOMES);
  return {
    onHookCall: (outcome) => hookCalls.inc({ outcome }),
    onEventSent: (outcome) => events.inc({ outcome }),
  };
}

/**
 * Every series is there from the start: one that appears with its first increase shows none, and alert rules miss it.
 * https://prometheus.io/docs/practices/instrumentation/#avoid-missing-metrics
 */
function startAtZero(counter: Counter<'outcome'>, outcomes: readonly string[]): void {
  for (const outcome of outcomes) counter.inc({ outcome }, 0);
}

/** The same few values, whatever Threads answers. */
function nameCode(code: number | undefined): string {
  return code !== undefined && DOCUMENTED_CODES.has(code) ? String(code) : OTHER_CODE;
}

const OTHER_CODE = 'other';

const EVENT_OUTCOMES = ['accepted', 'failed'] as const satisfies readonly EventOutcome['kind'][];

const REASONS = ['limited', 'passing', 'refused', 'lasting', 'message_gone'] as const;

function nameReason(error: DeliveryError): (typeof REASONS)[number] {
  if (error.kind === 'message-gone') return 'message_gone';
  return error.kind === 'passing' && error.retryAfter !== undefined ? 'limited' : error.kind;
}

import { describeEventFault, type EventFault } from './eventFault.ts';
import { briefTime, code, type Text, text } from './text.ts';

/** Where events of a hook go, and how that went. Times are ms since the epoch. */
export interface EventDeliveries {
  readonly host: string;
  /** When one was taken last. */
  readonly acceptedAt?: number | undefined;
  /** Since when none was taken, and why not at last. */
  readonly failing?: { readonly since: number; readonly fault: EventFault } | undefined;
  /** When one was dropped last. */
  readonly lostAt?: number | undefined;
  /** When and why it was given up. */
  readonly ended?: { readonly at: number; readonly fault: EventFault } | undefined;
  readonly waiting: number;
}

/** A clause. */
export function describeDeliveries(deliveries: EventDeliveries): Text {
  const { host, acceptedAt, failing, lostAt, ended, waiting } = deliveries;
  const to = text`events to ${code(host)}`;
  if (ended !== undefined)
    return text`${to} ended ${briefTime(ended.at)}: it ${describeEventFault(ended.fault)}`;
  const left = waiting === 0 ? '' : `, ${waiting} waiting`;
  const lost = lostAt === undefined ? [] : text`, some lost ${briefTime(lostAt)}`;
  if (failing !== undefined)
    return text`${to}: none taken since ${briefTime(failing.since)}: it ${describeEventFault(failing.fault)}${left}${lost}`;
  return acceptedAt === undefined
    ? text`${to}: none sent yet${left}${lost}`
    : text`${to}: last taken ${briefTime(acceptedAt)}${left}${lost}`;
}

import { explainRedisFix } from '../store/explainRedisFault.ts';
import { getErrorMessage } from '../store/getErrorMessage.ts';
import type { ClusterTime } from './clusterTime.ts';

/** Where the cluster's lines go. A `Log` is one. */
export interface ClusterLog {
  info(message: string): void;
  warn(message: string): void;
}

/** An error that is said again and again is logged once in so long, ms. */
const REPEAT_AFTER = 60_000;

/** Redis may answer one client already and another not yet, so an incident is over after so long without an error, ms. */
const QUIET = 2_000;

/** What clients say because their connection is being made anew, for a reason that was reported before. */
const CONSEQUENCE = /^(Disconnects client|The client is closed|Connection is closed\.)$/;

/** What the clients say while Redis, or the way to it, is at fault. All of it together is one incident. */
const CONNECTION_FAULT =
  /READONLY|MASTERDOWN|LOADING|CLUSTERDOWN|MISCONF|OOM|UNBLOCKED|ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|NOAUTH|WRONGPASS|[Ss]ocket|offline|[Dd]isconnect|[Cc]onnection|is closed|not connected|did not answer|timed? ?out/;

/** Whether Redis, or the way to it, is at fault, and not what was asked of it. */
export function isConnectionFault(error: unknown): boolean {
  const codes = error instanceof Error && 'code' in error ? String(error.code) : '';
  return CONNECTION_FAULT.test(`${getErrorMessage(error)} ${codes}`);
}

/** Turns the errors of all clients of Redis into one line in the log per incident, and one when it is over. */
export class Incidents {
  readonly #log: ClusterLog;
  readonly #time: ClusterTime;
  readonly #address: string;
  #beganAt: number | undefined;
  /** When the last error of the incident came. */
  #lastAt = 0;
  /** How many requests Redis did not take during the incident. */
  #refused = 0;
  #lateAt = Number.NEGATIVE_INFINITY;
  readonly #said = new Map<string, number>();

  constructor(address: string, log: ClusterLog, time: ClusterTime) {
    this.#address = address;
    this.#log = log;
    this.#time = time;
  }

  /** Whether the log says that Redis does not answer, and not yet that it answers again. */
  get isOpen(): boolean {
    return this.#beganAt !== undefined;
  }

  /** An error of a client of Redis. */
  report(error: unknown): void {
    // Lua's position in the script helps nobody.
    const [reason = ''] = getErrorMessage(error).split(' script: ');
    if (CONSEQUENCE.test(reason)) return;
    if (!isConnectionFault(error)) {
      this.#sayOnce(reason);
      return;
    }
    this.#lastAt = this.#time.monotonic();
    if (this.#beganAt !== undefined) return;
    this.#beganAt = this.#lastAt;
    this.#log.warn(
      `The cluster’s connection to Redis at ${this.#address} failed: ${reason.replace(/\.$/, '')}. ${explainRedisFix(error)}. Until Redis answers, this replica checks nothing and answers nobody`,
    );
  }

  /**
   * This process was blocked or paused, so that its leases are renewed late.
   * @param leaseMs how long they last
   */
  reportLate(ms: number, leaseMs: number): void {
    const now = this.#time.monotonic();
    // All kinds of jobs find it out at the same moment.
    if (now - this.#lateAt < QUIET) return;
    this.#lateAt = now;
    this.#log.warn(
      `The leases are renewed ${ms} ms late, because this process was blocked or paused. They last ${leaseMs} ms`,
    );
  }

  /** Redis did not take a request: whoever asked was told. During an incident it is counted, for the line at its end. */
  countRefused(): void {
    if (this.isOpen) this.#refused += 1;
  }

  /** Redis has answered: an incident may be over. */
  noteAnswer(): void {
    if (this.#beganAt === undefined || this.#time.monotonic() - this.#lastAt < QUIET) return;
    const seconds = Math.max(0.1, Math.round((this.#lastAt - this.#beganAt) / 100) / 10);
    const refused = this.#refused;
    this.#beganAt = undefined;
    this.#refused = 0;
    const requests = refused === 1 ? '1 request was refused' : `${refused} requests were refused`;
    const meanwhile = refused === 0 ? '' : `. Meanwhile ${requests}, and whoever asked was told so`;
    this.#log.info(`Redis at ${this.#address} answers again. It did not for about ${seconds} s${meanwhile}`);
  }

  #sayOnce(reason: string): void {
    const now = this.#time.monotonic();
    const last = this.#said.get(reason);
    if (last !== undefined && now - last < REPEAT_AFTER) return;
    // The reasons may hold ids; what is long past is forgotten.
    for (const [each, at] of this.#said) if (now - at >= REPEAT_AFTER) this.#said.delete(each);
    this.#said.set(reason, now);
    this.#log.warn(
      `Redis at ${this.#address} answered the cluster with an error: ${reason.replace(/\.$/, '')}`,
    );
  }
}

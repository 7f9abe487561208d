import { backoffDelay } from '../../backoff.ts';
import { getErrorMessage } from '../../store/getErrorMessage.ts';
import type { ClusterLog } from '../incidents.ts';
import type { Replicas } from './replicas.ts';

const REOPEN_BACKOFF = { first: 1_000, last: 15_000, jitter: 0.5 };

/** So many failures in a row, while nothing runs, are this replica's own fault. */
const FAILURES_OF_ITS_OWN = 3;

const ASIDE_BACKOFF = { first: 30_000, last: 600_000, jitter: 0.5 };

export interface FailedRunsOptions {
  /** What one job is called in the log, such as `partition`. */
  readonly job: string;
  readonly replicas: Replicas;
  readonly log: ClusterLog;
  /** Told of the reason, and of how long in ms, whenever this replica steps aside because its jobs could not be run. */
  readonly onRunsNothing?: (reason: string, asideMs: number) => void;
}

/** The jobs that this replica could not run, and what follows from that. */
export class FailedRuns {
  readonly #job: string;
  readonly #replicas: Replicas;
  readonly #log: ClusterLog;
  readonly #onRunsNothing: (reason: string, asideMs: number) => void;
  /** How often in a row each job failed. */
  readonly #failures = new Map<number, number>();
  /** How many failures there were since a run went well, and how often they made this replica step aside. */
  #inRow = 0;
  #timesAside = 0;

  constructor({ job, replicas, log, onRunsNothing = () => undefined }: FailedRunsOptions) {
    this.#job = job;
    this.#replicas = replicas;
    this.#log = log;
    this.#onRunsNothing = onRunsNothing;
  }

  /** A run went well. */
  forget(index: number): void {
    this.#failures.delete(index);
    this.#inRow = 0;
    this.#timesAside = 0;
  }

  /**
   * A run ended by itself.
   * @param owned the jobs of this replica
   * @returns how long the job shall rest, ms
   */
  add(index: number, error: unknown, owned: readonly number[]): number {
    const failures = (this.#failures.get(index) ?? 0) + 1;
    this.#failures.set(index, failures);
    const delayMs = Math.round(backoffDelay(REOPEN_BACKOFF, failures, Math.random));
    const reason = error === undefined ? 'it ended by itself' : getErrorMessage(error);
    this.#log.warn(
      `This replica could not run ${this.#job} ${index}: ${reason.replace(/\.$/, '')}. It is tried again, here or by another replica, in ${Math.ceil(delayMs / 1_000)} s`,
    );
    this.#inRow += 1;
    // If others run well here, the fault is the job's, and it would be the same elsewhere.
    const runsNothing = owned.every((each) => this.#failures.has(each));
    if (this.#inRow >= FAILURES_OF_ITS_OWN && runsNothing) this.#stepAside(reason);
    return delayMs;
  }

  #stepAside(reason: string): void {
    this.#inRow = 0;
    this.#timesAside += 1;
    const asideMs = backoffDelay(ASIDE_BACKOFF, this.#timesAside, Math.random);
    this.#replicas.stepAside(asideMs);
    this.#onRunsNothing(reason, asideMs);
  }
}

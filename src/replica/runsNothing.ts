import { SECOND } from '../duration.ts';
import type { Faults } from '../faults.ts';

const SUBJECT = 'partitions of this replica';

/** A replica that has stepped aside tries again after that, and fails within so long if it can still run nothing. */
const FAILS_WITHIN = 60 * SECOND;

/**
 * That this replica can run no partition, as long as it is so: `/readyz` is 503, so that a rolling update does not go on to the
 * replicas that can.
 */
export class RunsNothing {
  readonly #faults: Faults;
  #timer: NodeJS.Timeout | undefined;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  /**
   * @param reason of the last partition that could not be run; without a secret
   * @param asideMs how long this replica now leaves the work to others
   */
  report(reason: string, asideMs: number): void {
    const words = `This replica can run no partition: ${reason.replace(/\.$/, '')}. Its log says so of each. See that it has the same version and the same variables as the replicas that can`;
    const inChat = 'A part of Threadwatch can’t start. Its operator finds the reason in its log.';
    this.#faults.report(SUBJECT, { words, inChat });
    clearTimeout(this.#timer);
    // One that is not needed any more tries nothing, and would never be ready again.
    this.#timer = setTimeout(() => this.clear(), asideMs + FAILS_WITHIN).unref();
  }

  /** A partition was opened. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#faults.clear(SUBJECT);
  }
}

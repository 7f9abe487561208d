import { SECOND } from '../../../src/duration.ts';
import type { Ownership } from './ownership.ts';
import type { Replica } from './replica.ts';

/** Time passes in such steps while anything is amiss; in longer ones where it has been for long. */
export const STEP = SECOND;
const LONG_STEP = 5 * SECOND;
const AMISS_FOR_LONG = 30 * SECOND;

/** So long after the last trouble the replicas have shared the partitions among them. */
const CALM_AFTER = 6 * SECOND;

export interface CalmParts {
  readonly ownership: Ownership;
  /** Those that run. */
  readonly replicas: () => readonly Replica[];
  readonly isRedisFailing: () => boolean;
  /** ms after the start. */
  readonly now: () => number;
}

/** Whether anything is amiss in the cluster, and in which steps time passes while it is. */
export class Calm {
  readonly #parts: CalmParts;
  #amissSince: number | undefined;
  #amissAt = 0;

  constructor(parts: CalmParts) {
    this.#parts = parts;
  }

  /** Whether nothing comes of it when the time of the leases stands still, and only that of the jobs passes. */
  get isCalm(): boolean {
    const { ownership, replicas, isRedisFailing, now } = this.#parts;
    return (
      ownership.isComplete &&
      !isRedisFailing() &&
      now() - this.#amissAt >= CALM_AFTER &&
      !replicas().some(isAmiss)
    );
  }

  /** In ms. */
  get step(): number {
    return this.#amissSince !== undefined && this.#parts.now() - this.#amissSince > AMISS_FOR_LONG
      ? LONG_STEP
      : STEP;
  }

  /** Something happens just now after which the replicas need a while. */
  disturb(): void {
    this.#amissAt = this.#parts.now();
  }

  /** Sees whether it is calm; called whenever time has passed. */
  check(): void {
    const { ownership, now } = this.#parts;
    if (this.isCalm) this.#amissSince = undefined;
    else this.#amissSince ??= now();
    if (!ownership.isComplete) this.disturb();
  }
}

function isAmiss({ link, isEnding, hasReachedPausePoint, cores }: Replica): boolean {
  return (
    link.canAct &&
    (isEnding ||
      hasReachedPausePoint ||
      link.isCut ||
      link.isWaiting ||
      // One that owns nothing renews nothing.
      (link.renewals.length > 0 && cores.size > 0) ||
      [...cores].some(({ lease }) => !lease.isHeld))
  );
}

import type { SteppedClock } from '../../../src/demo/steppedClock.ts';
import type { Job } from '../../../src/jobs/job.ts';
import { createSteppedJobs, type SteppedJobs } from '../../../src/jobs/steppedJobs.ts';
import type { PartitionCore } from './partitionCore.ts';
import type { Replica } from './replica.ts';

/** Ends a leap of the clock before its time. */
class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

interface Running {
  readonly replica: Replica;
  readonly core: PartitionCore;
}

/** The jobs of all cores of all replicas, on one clock. A core whose replica is paused keeps no other from its work. */
export class ClusterJobs {
  readonly #clock: SteppedClock;
  readonly #replicas: () => readonly Replica[];
  readonly #signal = new AbortController().signal;
  #running: readonly Running[] = [];
  #jobs: SteppedJobs = createSteppedJobs([], this.#signal);

  constructor(clock: SteppedClock, replicas: () => readonly Replica[]) {
    this.#clock = clock;
    this.#replicas = replicas;
  }

  /** @param isInterrupted whether something has happened that must be attended to before the clock goes on */
  async advance(to: number, isInterrupted: () => boolean): Promise<void> {
    this.#readCores();
    try {
      await this.#jobs.advance(this.#clock.now(), to, (at) => {
        if (at > this.#clock.now() && isInterrupted()) throw new InterruptedError();
        this.#clock.moveTo(at);
      });
    } catch (error) {
      if (!(error instanceof InterruptedError)) throw error;
    }
  }

  /** To read the schedules takes longer than what is done by them in a second. */
  #readCores(): void {
    const running = this.#replicas().flatMap((replica) =>
      [...replica.cores].map((core) => ({ replica, core })),
    );
    const isSame =
      running.length === this.#running.length &&
      running.every(({ core }, index) => core === this.#running[index]?.core);
    if (isSame) return;
    this.#running = running;
    this.#jobs = createSteppedJobs(
      running.flatMap((each) => each.core.threadwatch.jobs.map((job) => schedule(each, job))),
      this.#signal,
    );
  }
}

function schedule({ replica, core }: Running, job: Job): Job {
  return {
    ...job,
    idleUntil: () =>
      core.isEnding || core.isBusy || replica.isBlocked(core.lease)
        ? Number.POSITIVE_INFINITY
        : (job.idleUntil?.() ?? 0),
    run: () => replica.track(core.lease, core.run(job)),
  };
}

import { flushTurns } from '../../support/flushTurns.ts';

/** Something of a replica that is under way. */
interface Activity {
  readonly promise: Promise<void>;
  /** Whether it can't end before time passes, or its replica is resumed. */
  readonly isBlocked: () => boolean;
  readonly changed: (() => Promise<void>) | undefined;
}

/** All that is under way in the replicas, so that time passes only when nothing more comes of itself. */
export class Activities {
  readonly #open = new Set<Activity>();

  /** @returns resolves when it has ended, however it did */
  track(
    work: Promise<unknown>,
    isBlocked: () => boolean = () => false,
    changed?: () => Promise<void>,
  ): Promise<void> {
    const ended = work.then(
      () => undefined,
      () => undefined,
    );
    const activity = { promise: ended, isBlocked, changed };
    this.#open.add(activity);
    return ended.then(() => void this.#open.delete(activity));
  }

  /** Resolves when nothing is under way that can go on by itself. */
  async settle(): Promise<void> {
    for (;;) {
      await flushTurns(3);
      const going = [...this.#open].filter(({ isBlocked }) => !isBlocked());
      if (going.length === 0) return;
      await Promise.race(
        going.flatMap(({ promise, changed }) => (changed === undefined ? [promise] : [promise, changed()])),
      );
    }
  }
}

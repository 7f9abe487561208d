import type { Lease } from '../store/lease.ts';

/** Which partitions a replica owns, as it may say so: another one may own those whose lease has run out. */
export class HeldPartitions {
  readonly #leases = new Map<number, Pick<Lease, 'isHeld'>>();

  /** Those that are certainly owned, in order. */
  get numbers(): readonly number[] {
    const held = [...this.#leases].filter(([, { isHeld }]) => isHeld);
    return held.map(([partition]) => partition).sort((a, b) => a - b);
  }

  add(partition: number, lease: Pick<Lease, 'isHeld'>): void {
    this.#leases.set(partition, lease);
  }

  remove(partition: number): void {
    this.#leases.delete(partition);
  }
}

import { MINUTE, SECOND } from '../../../src/duration.ts';
import { clock } from '../judge/verdict.ts';
import type { Pause } from '../transcript.ts';
import { PARTITIONS } from './partitions.ts';
import type { Replica } from './replica.ts';
import { LOCK_MS, type ScriptedEngine } from './scriptedEngine.ts';

/** A partition without an owner has one again within this, where a replica lives that can be it; ms. */
const OWNED_WITHIN = LOCK_MS + 7 * SECOND;

/** What could not be stored is stored so soon after the store has failed, ms. */
const STORED_WITHIN = 10 * SECOND;

export interface OwnershipParts {
  readonly engine: ScriptedEngine;
  readonly replicas: () => readonly Replica[];
  /** ms after the start. */
  readonly now: () => number;
  /** Whether nobody can begin just now, or could a moment ago. */
  readonly isStoreFailing: (from: number, to: number) => boolean;
  readonly isRedisFailing: () => boolean;
  readonly onFault: (words: string) => void;
}

interface Gap {
  readonly from: number;
  /** Since when somebody could have ended it. */
  couldEndSince: number | undefined;
  isSaid: boolean;
}

/** Who owns which partition, and when nobody did. Checked whenever time has passed. */
export class Ownership {
  /** By partition: when it had no owner that could do anything, or another owner began. */
  readonly gaps: readonly Pause[][] = Array.from({ length: PARTITIONS }, () => []);
  readonly #parts: OwnershipParts;
  readonly #open = new Map<number, Gap>();
  /** The token of the lease under which each was last owned. */
  readonly #last = new Map<number, string>();
  /** The tokens of those that ended their work, and stored what came of it, before they gave their lease back. */
  readonly #handedOver = new Set<string>();
  #seenAt = 0;

  constructor(parts: OwnershipParts) {
    this.#parts = parts;
  }

  /** The replica that owns a partition, as far as it can do anything. */
  ownerOf(partition: number): Replica | undefined {
    const { engine, replicas } = this.#parts;
    const holder = engine.holderOf(partition);
    return replicas().find(
      (replica) =>
        replica.link.canAct &&
        [...replica.cores].some((core) => core.partition === partition && core.lease.token === holder),
    );
  }

  get isComplete(): boolean {
    return this.#open.size === 0;
  }

  /** Sees who owns what, and whether anybody believes what is not so. */
  check(): void {
    for (let partition = 0; partition < PARTITIONS; partition += 1) this.#checkPartition(partition);
    this.#findFalseOwners();
    this.#seenAt = this.#parts.now();
  }

  #checkPartition(partition: number): void {
    const { now, engine, isRedisFailing } = this.#parts;
    const owner = this.ownerOf(partition);
    const isServed = owner !== undefined && !owner.link.isCut && !isRedisFailing();
    const token = engine.holderOf(partition);
    const gap = this.#open.get(partition);
    if (!isServed) {
      if (gap === undefined)
        this.#open.set(partition, { from: this.#seenAt, couldEndSince: undefined, isSaid: false });
      else this.#complain(partition, gap);
      return;
    }
    const last = this.#last.get(partition);
    this.#last.set(partition, token ?? '');
    if (gap !== undefined) this.#open.delete(partition);
    if (last === undefined || (gap === undefined && last === token)) return;
    this.gaps[partition]?.push({
      from: gap?.from ?? this.#seenAt,
      to: now(),
      isMidway: !this.#handedOver.delete(last),
    });
  }

  /** Somebody has ended the work of a lease. Where the store takes nothing, the next owner does not know what was done last. */
  handOver(token: string): void {
    const { now, isStoreFailing } = this.#parts;
    if (!isStoreFailing(now() - STORED_WITHIN, now())) this.#handedOver.add(token);
  }

  #complain(partition: number, gap: Gap): void {
    const { engine, now, replicas, isStoreFailing, isRedisFailing, onFault } = this.#parts;
    const isHindered =
      isRedisFailing() ||
      engine.isResting(partition) ||
      isStoreFailing(now() - MINUTE, now() + SECOND) ||
      !replicas().some((each) => each.canServe && !each.hasReachedPausePoint) ||
      // Whoever is given the partition may be the one whose renewals fail.
      replicas().some(({ link }) => link.canAct && (link.isWaiting || link.renewals.length > 0));
    if (isHindered) gap.couldEndSince = undefined;
    else gap.couldEndSince ??= now();
    const since = gap.couldEndSince;
    if (since === undefined || gap.isSaid || now() - since <= OWNED_WITHIN) return;
    gap.isSaid = true;
    onFault(`at ${clock(now())} partition ${partition} has had no owner since ${clock(gap.from)}`);
  }

  /** Whoever is sure to own a partition owns it. */
  #findFalseOwners(): void {
    const { engine, replicas, now, onFault } = this.#parts;
    for (const replica of replicas())
      for (const { partition, lease } of replica.cores)
        if (lease.isHeld && engine.holderOf(partition) !== lease.token && !engine.isExcused(partition))
          onFault(`at ${clock(now())} ${replica.name} is sure to own partition ${partition}, and does not`);
  }
}

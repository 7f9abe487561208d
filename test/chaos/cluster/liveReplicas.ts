import type { Replicas } from '../../../src/cluster/engine/replicas.ts';
import type { SteppedTime } from '../../support/steppedClusterTime.ts';
import type { ReplicaLink } from './replicaLink.ts';

/** A replica that was not heard for so long counts as dead, ms. */
const GONE_AFTER = 4_000;

/** For a first time, a replica that can run nothing leaves the jobs to the others for so long, ms. */
const LONGEST_ASIDE = 30_000;

interface Member {
  readonly link: ReplicaLink;
  heardAt: number;
  /** Until when it leaves the work to the others. */
  asideUntil: number;
  /** As it last heard: who lives, and how many. */
  seen: readonly ReplicaLink[];
  onChange: () => void;
}

/** Which replicas live, as each of them has last heard. */
export class LiveReplicas {
  readonly #time: SteppedTime;
  readonly #members = new Map<ReplicaLink, Member>();

  constructor(time: SteppedTime) {
    this.#time = time;
  }

  /** A replica comes. @returns what it knows of the others */
  join(link: ReplicaLink): Replicas {
    const member: Member = {
      link,
      heardAt: this.#time.now,
      asideUntil: 0,
      seen: [link],
      onChange: () => undefined,
    };
    this.#members.set(link, member);
    this.tick(false);
    return {
      get sharing() {
        return Math.max(1, member.seen.length);
      },
      get rank() {
        const rank = member.seen.indexOf(link);
        return rank === -1 ? member.seen.length : rank;
      },
      get isAside() {
        return !member.seen.includes(link);
      },
      // The program waits for a random time up to that.
      stepAside: (ms) => {
        member.asideUntil = this.#time.now + Math.ceil(ms / LONGEST_ASIDE) * LONGEST_ASIDE;
      },
      onChange: (listener) => {
        member.onChange = listener;
      },
    };
  }

  leave(link: ReplicaLink): void {
    this.#members.delete(link);
  }

  /** Each one says that it lives, and hears of the others. */
  tick(isRedisFailing: boolean): void {
    if (isRedisFailing) {
      // Who was live last counts as live still, on Redis' own time.
      for (const member of this.#members.values()) member.heardAt = this.#time.now;
      return;
    }
    const reaching = [...this.#members.values()].filter(({ link }) => link.canAct && !link.isCut);
    for (const member of reaching) member.heardAt = this.#time.now;
    const all = [...this.#members.values()].filter(({ heardAt }) => this.#time.now - heardAt < GONE_AFTER);
    const willing = all.filter(({ asideUntil }) => asideUntil <= this.#time.now);
    const live = (willing.length > 0 ? willing : all).map(({ link }) => link);
    for (const member of reaching) {
      if (live.length === member.seen.length && live.every((link, index) => link === member.seen[index]))
        continue;
      member.seen = live;
      member.onChange();
    }
  }
}

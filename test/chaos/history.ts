import { DAY, HOUR } from '../../src/duration.ts';

/** What becomes of a container, counted from its creation; the names of the fates are the judge's. */
export type Fate =
  | 'fails'
  | 'is published'
  | 'is published late'
  | 'expires'
  | 'stays ready'
  | 'stays in progress'
  | 'is never seen'
  | 'is refused'
  | 'is seen after 20 s and fails';

export interface ContainerPlan {
  readonly fate: Fate;
  /** When it fails or is published, ms after its creation. */
  readonly at: number;
  /** The account that owns it; no other account finds it. */
  readonly account: number;
}

/** What happens from outside, at a time in ms after the start. */
export type Event = ClusterEvent | LocalEvent;

/** What can happen to one process as well. */
type LocalEvent = { readonly at: number } & (
  | {
      readonly kind: 'watch';
      readonly channel: number;
      readonly containers: readonly number[];
      /** Whether the owner is typed as `account:`; else the workspace's first account is asked first. */
      readonly namesOwner: boolean;
      readonly hasNote: boolean;
    }
  | { readonly kind: 'unwatch'; readonly channel: number; readonly container: number | 'all' }
  | { readonly kind: 'ask'; readonly channel: number; readonly container: number }
  | { readonly kind: 'alerts'; readonly channel: number; readonly account: number; readonly isOn: boolean }
  | { readonly kind: 'quiet'; readonly channel: number; readonly hours: QuietHours | 'off' }
  | {
      readonly kind: 'snooze';
      readonly channel: number;
      readonly what: Snoozed;
      readonly hours: 1 | 6 | 24 | 'off';
    }
  /** Somebody deletes the channel's latest message of ours. */
  | { readonly kind: 'delete'; readonly channel: number }
  /** The process is killed at its n-th await from now. */
  | { readonly kind: 'kill'; readonly awaits: number }
  /** The process is told to end, as on SIGTERM, in its n-th call to Threads from now. */
  | { readonly kind: 'stop'; readonly calls: number }
  /** The machine sleeps. */
  | { readonly kind: 'sleep'; readonly span: number }
  /** The machine's clock is set back, and put right later. */
  | { readonly kind: 'clock back'; readonly by: number; readonly span: number }
  /** The chat takes nothing; or it takes each message and says that it did not. */
  | { readonly kind: 'chat fails'; readonly span: number; readonly takes: boolean }
  /** The chat refuses the next messages to one channel, each once. */
  | { readonly kind: 'refuse'; readonly channel: number; readonly posts: number }
  /** The store writes nothing, or does nothing at all. */
  | { readonly kind: 'store fails'; readonly span: number; readonly reads: boolean }
  /** Each write to Redis is answered READONLY; then another server is the master behind the same address. */
  | { readonly kind: 'failover'; readonly span: number }
  /** All keys are gone from Redis: while the program runs, or while it is stopped and started again. */
  | { readonly kind: 'flush'; readonly isStopped: boolean }
  /** The process is paused; another takes its store over when its lease has run out; later the first goes on. */
  | {
      readonly kind: 'pause';
      readonly span: number;
      /** At its n-th await from now; left out for at once, between two things that it does. */
      readonly awaits?: number;
      /** Whether it stops when it has sent a write that Redis has not got yet. */
      readonly isOnWire?: boolean;
    }
  /** A second process is started on the same store. */
  | { readonly kind: 'second process' }
  /** A channel is lost to us for good. */
  | { readonly kind: 'channel lost'; readonly channel: number }
);

/** What happens to the replicas of a cluster. The one that is meant owns the partition just then. */
export type ClusterEvent = { readonly at: number; readonly partition: number } & OwnerTrouble;

type OwnerTrouble =
  /** It is killed at its n-th await from now. */
  | { readonly kind: 'kill owner'; readonly awaits: number }
  /** It is paused for longer than its lease lasts, as in `pause`. */
  | {
      readonly kind: 'pause owner';
      readonly span: number;
      readonly awaits?: number;
      readonly isOnWire?: boolean;
    }
  /** It is told to end, at once or at its n-th await, and is started again. */
  | { readonly kind: 'replace owner'; readonly awaits?: number }
  /** What becomes of the next renewals of its leases. */
  | { readonly kind: 'renewals'; readonly answers: readonly RenewalAnswer[] }
  /** It does not reach Redis. */
  | { readonly kind: 'cut off'; readonly span: number }
  /** The engine forgets who owns the partition, and grants it again. */
  | { readonly kind: 'grant again' };

/** `lost` never reaches Redis; `unanswered` does, and its answer gets lost; else the answer is so late, ms. */
export type RenewalAnswer = 'lost' | 'unanswered' | number;

/** Hours of the day in which a channel hears only what is urgent. */
export interface QuietHours {
  /** Minutes after midnight on the clock of the zone. */
  readonly from: number;
  readonly to: number;
  readonly zone: string;
}

/** A whole channel, the quotas of an account, or a container. */
export type Snoozed = 'channel' | { readonly quotasOf: number } | { readonly container: number };

/** What Threads does wrong for a while. */
export interface ThreadsFault {
  readonly from: number;
  readonly to: number;
  readonly how: 'empty 500' | 'html 503' | 'code 2' | 'drop' | 'token' | 'limited' | 'status only';
  /** The account whose calls fail; left out for all of them. */
  readonly account?: number;
}

/** So many of 250 posts are used from then on, ms after the start. */
export interface UsageLevel {
  readonly from: number;
  readonly used: number;
}

/** The machine stands where the clocks are changed. */
export interface ClockChange {
  readonly zone: string;
  /** When the history starts, ms since the epoch. */
  readonly startsAt: number;
  /** ms after the start. */
  readonly at: number;
}

/** A few days in the life of the program, and all that hits it. */
export interface History {
  readonly containers: readonly ContainerPlan[];
  /** How many of the channels in `world.ts` are there. */
  readonly channels: number;
  /** By time. */
  readonly events: readonly Event[];
  readonly threadsFaults: readonly ThreadsFault[];
  /** By time; the first is from the start. */
  readonly usage: readonly UsageLevel[];
  /** Left out where the machine runs in UTC. */
  readonly clockChange?: ClockChange;
  readonly store: 'memory' | 'sqlite' | 'redis';
  /** Of a cluster; left out where there is one process. */
  readonly replicas?: 2 | 3;
}

/** All that happens from outside begins before this; then the world is in order for as long as it takes. */
export const LAST_EVENT = 26 * HOUR;

/** By then everything that is to be told has been told. */
export const END = LAST_EVENT + DAY + 4 * HOUR;

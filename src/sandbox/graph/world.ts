import type { ContainerStep } from '../schema/container.ts';
import type { Fault } from '../schema/fault.ts';
import type { Account, Scenario } from '../schema/scenario.ts';

/** A container that was created by a call. Only its own account can see it. */
interface CreatedContainer {
  readonly account: Account;
  readonly steps: readonly ContainerStep[];
  readonly text: string | undefined;
}

export interface Post {
  readonly id: string;
  readonly containerId: string;
  readonly account: Account;
  readonly publishedAt: number;
}

/** An authorization code that was issued after a person agreed. */
interface Code {
  readonly account: Account;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly issuedAt: number;
}

/** The whole state of a running scenario. Times are ms since the epoch. */
export interface World {
  readonly scenario: Scenario;
  readonly startedAt: number;
  /** The first one that matches a call applies. New faults are added at the front. */
  readonly faults: Fault[];
  /** When each container's timeline starts: at its first call, or at its creation. */
  readonly bornAt: Map<string, number>;
  readonly created: Map<string, CreatedContainer>;
  readonly postsByContainer: Map<string, Post>;
  readonly postsById: Map<string, Post>;
  /** Calls to publish that Threads has taken, and carries out at that time. A container can be taken twice. */
  readonly publishing: {
    readonly post: string;
    readonly container: string;
    readonly account: Account;
    readonly at: number;
  }[];
  /** Calls by account id in the present period of 24 h. */
  readonly callCounts: Map<string, { readonly day: number; readonly count: number }>;
  /** When each token was issued, except the configured ones. */
  readonly tokensIssuedAt: Map<string, number>;
  /** The tokens that were exchanged for a code and are valid for an hour. */
  readonly shortLived: Set<string>;
  /** The codes that have not been exchanged yet. */
  readonly codes: Map<string, Code>;
  /** When a person last agreed, by account id. */
  readonly consentedAt: Map<string, number>;
  /** The next number for ids, tokens and traces; the same sequence in every run. */
  nextNumber(): number;
}

/**
 * Creates the state in which a scenario starts.
 *
 * @param startedAt when the scenario starts; ms since the epoch
 * @param bornAt the timelines that have already started
 */
export function createWorld(
  scenario: Scenario,
  startedAt: number,
  bornAt: Readonly<Record<string, number>> = {},
): World {
  let lastNumber = 0;
  return {
    scenario,
    startedAt,
    faults: [...scenario.faults],
    bornAt: new Map(Object.entries(bornAt)),
    created: new Map(),
    postsByContainer: new Map(),
    postsById: new Map(),
    publishing: [],
    callCounts: new Map(),
    tokensIssuedAt: new Map(),
    shortLived: new Set(),
    codes: new Map(),
    consentedAt: new Map(),
    nextNumber: () => ++lastNumber,
  };
}

/** Starts the timeline of a container of the scenario, if it has not started yet. */
export function recordFirstCall(world: World, containerId: string, now: number): void {
  if (world.bornAt.has(containerId) || !Object.hasOwn(world.scenario.containers, containerId)) return;
  world.bornAt.set(containerId, now);
}

/**
 * Creates an unused id of 17 digits.
 *
 * @param prefix its first three digits, so that a reader can tell containers from posts
 */
export function createId(world: World, prefix: string): string {
  const id = `${prefix}${String(world.nextNumber()).padStart(14, '0')}`;
  return Object.hasOwn(world.scenario.containers, id) ? createId(world, prefix) : id;
}

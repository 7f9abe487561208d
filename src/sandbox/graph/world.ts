import type { ContainerStep } from '../schema/container.ts';
import type { Fault } from '../schema/fault.ts';
import type { Account, Scenario } from '../schema/scenario.ts';

/** A container that was made by a call; only its own account can see it. */
interface CreatedContainer {
  readonly account: Account;
  readonly steps: readonly ContainerStep[];
}

export interface Post {
  readonly id: string;
  readonly containerId: string;
  readonly account: Account;
  readonly publishedAt: number;
}

/** A person's agreement on its way to the app. */
interface Code {
  readonly account: Account;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly givenAt: number;
}

/** Everything Threads knows while a scenario is played; all times in it are ms since the epoch. */
export interface World {
  readonly scenario: Scenario;
  readonly startedAt: number;
  /** The first that matches is in force: the latest added stand in front. */
  readonly faults: Fault[];
  /** Time zero of each container: its first call, or its creation. */
  readonly bornAt: Map<string, number>;
  readonly created: Map<string, CreatedContainer>;
  readonly postsByContainer: Map<string, Post>;
  readonly postsById: Map<string, Post>;
  /** Calls by account id in the present span of 24 h. */
  readonly callCounts: Map<string, { readonly span: number; readonly count: number }>;
  /** When each token was issued that was refreshed or connected. */
  readonly tokensIssuedAt: Map<string, number>;
  /** The tokens that were had for a code, and live for an hour. */
  readonly shortLived: Set<string>;
  /** Codes that no app has exchanged yet. */
  readonly codes: Map<string, Code>;
  /** When a person agreed anew, by account id. */
  readonly consentedAt: Map<string, number>;
  /** Makes ids, tokens and traces that are fresh, yet the same in every run. */
  nextNumber(): number;
}

/**
 * A world in which nothing has happened yet but that some of the scenario's containers were born.
 *
 * @param startedAt the scenario's time zero, ms since the epoch
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
    callCounts: new Map(),
    tokensIssuedAt: new Map(),
    shortLived: new Set(),
    codes: new Map(),
    consentedAt: new Map(),
    nextNumber: () => ++lastNumber,
  };
}

/** Starts a container's life where it has not begun. Ids that nobody knows have none. */
export function noteFirstCall(world: World, containerId: string, now: number): void {
  if (world.bornAt.has(containerId) || !Object.hasOwn(world.scenario.containers, containerId)) return;
  world.bornAt.set(containerId, now);
}

/**
 * A 17-digit id that nothing in this world has.
 *
 * @param prefix its first three digits, which tell a container from a post to the eye
 */
export function createId(world: World, prefix: string): string {
  const id = `${prefix}${String(world.nextNumber()).padStart(14, '0')}`;
  return Object.hasOwn(world.scenario.containers, id) ? createId(world, prefix) : id;
}

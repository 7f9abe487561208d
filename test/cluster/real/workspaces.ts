import { choosePartition } from '../../../src/cluster/layout/assign.ts';
import { DEFAULT_PARTITIONS } from '../../../src/store/partitions.ts';
import { GUILD, OTHER_GUILD } from '../../chat/discord/double/payloads.ts';
import type { Step } from '../../support/scenarios.ts';
import { status } from '../../support/scenarios.ts';

/** A server or a team with an account of its own: what hangs together, so it is in a partition of its own. */
export interface Workspace {
  readonly platform: 'discord' | 'slack';
  readonly id: string;
  readonly account: string;
  readonly token: string;
  readonly partition: number;
}

export const TEAM = 'T0DOUBLE1';
export const GUILDS = [GUILD, OTHER_GUILD, '1200000000008388608'];

export const WORKSPACES: readonly Workspace[] = [TEAM, ...GUILDS].map((id, index) => ({
  platform: id === TEAM ? 'slack' : 'discord',
  id,
  account: `brand-${index}`,
  token: `sandbox-token-${index}`,
  partition: choosePartition({ accounts: [`brand-${index}`], workspaces: [id] }, DEFAULT_PARTITIONS),
}));

/** What people ask the status of. */
export const READY = '17900000000009999';

/** More than a run watches. */
const MOST = 200;
const EARLIEST_FAILURE = 4;
const LATEST_FAILURE = 22;

export function containerAt(index: number): string {
  return String(17_900_000_000_000_000n + BigInt(index));
}

/** When each container fails after it was first looked at, ms. */
export function drawFailures(random: () => number): ReadonlyMap<string, number> {
  return new Map(
    Array.from({ length: MOST }, (_, index) => [
      containerAt(index),
      Math.round(1_000 * (EARLIEST_FAILURE + random() * (LATEST_FAILURE - EARLIEST_FAILURE))),
    ]),
  );
}

/** The life of all containers, for the sandbox. */
export function createScenario(failures: ReadonlyMap<string, number>): unknown {
  const lives: Record<string, readonly Step[]> = { [READY]: [status('0s', 'FINISHED')] };
  for (const [container, ms] of failures)
    lives[container] = [
      status('0s', 'IN_PROGRESS'),
      status(`${ms / 1_000}s`, 'ERROR', 'FAILED_DOWNLOADING_VIDEO'),
    ];
  return {
    accounts: WORKSPACES.map(({ token, account }, index) => ({
      token,
      id: `1784140000000000${index}`,
      username: account,
    })),
    containers: lives,
  };
}

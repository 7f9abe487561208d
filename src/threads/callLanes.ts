import pLimit, { type LimitFunction } from 'p-limit';

/** Whom a call is made for. Each has its own concurrency limits, so that none waits behind the calls of another. */
export const CALL_PURPOSES = ['job', 'person', 'quotas', 'publish'] as const;

export type CallPurpose = (typeof CALL_PURPOSES)[number];

interface LaneLimits {
  readonly perAccount: number;
  /** Over all accounts. */
  readonly overall: number;
}

/**
 * Of a quota reading, the four pairs are called at the same time; there is one reading per account at a time. A call that
 * publishes can take minutes, so it takes no place from people.
 */
const LIMITS: Readonly<Record<CallPurpose, LaneLimits>> = {
  job: { perAccount: 8, overall: 32 },
  person: { perAccount: 4, overall: 8 },
  quotas: { perAccount: 4, overall: 16 },
  publish: { perAccount: 4, overall: 16 },
};

/** So many connections are enough for all lanes at once: no lane can exhaust the pool. */
export const CONNECTIONS = CALL_PURPOSES.reduce((sum, purpose) => sum + LIMITS[purpose].overall, 0);

/** Runs a call as soon as the limits of its purpose allow. */
export type CallLanes = <T>(purpose: CallPurpose, accountName: string, call: () => Promise<T>) => Promise<T>;

/** @param jobsPerAccount calls of jobs at once, per account */
export function createCallLanes(jobsPerAccount = LIMITS.job.perAccount): CallLanes {
  const lanes = new Map<string, LimitFunction>();
  const laneOf = (key: string, limit: number): LimitFunction => {
    const lane = lanes.get(key) ?? pLimit(limit);
    lanes.set(key, lane);
    return lane;
  };
  return (purpose, accountName, call) => {
    const { overall } = LIMITS[purpose];
    const perAccount = purpose === 'job' ? jobsPerAccount : LIMITS[purpose].perAccount;
    // The account's own limit comes first: an account that waits for itself takes no place from the others.
    return laneOf(`${purpose} ${accountName}`, perAccount)(() => laneOf(purpose, overall)(call));
  };
}

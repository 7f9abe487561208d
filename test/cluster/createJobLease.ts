import { JobLease } from '../../src/cluster/jobLease.ts';

/** A lease on a partition that lasts 5 s on the test's own clock; Redis renews it unless the test says otherwise. */
export function createJobLease({
  partition = 3,
  monotonic,
  renew = async () => true,
}: {
  readonly partition?: number;
  readonly monotonic: () => number;
  readonly renew?: () => Promise<boolean>;
}): JobLease {
  return new JobLease({
    key: `lock-${partition}`,
    token: 'ours',
    subject: `partition ${partition}`,
    lockMs: 5_000,
    monotonic,
    renew,
  });
}

import type { Faults } from '../faults.ts';

const SUBJECT = 'partitions of this replica';

/**
 * Reports that this replica can run no partition, so that a rolling update does not go on to the replicas that can: `/readyz` is
 * 503 until one is opened.
 *
 * @param reason of the last partition that could not be run; without a secret
 */
export function reportRunsNothing(faults: Faults, reason: string): void {
  const words = `This replica can run no partition: ${reason.replace(/\.$/, '')}. Its log says so of each. See that it has the same version and the same variables as the replicas that can`;
  faults.report(SUBJECT, {
    words,
    inChat: 'A part of Threadwatch can’t start. Its operator finds the reason in its log.',
  });
}

/** A partition was opened. */
export function clearRunsNothing(faults: Faults): void {
  faults.clear(SUBJECT);
}

/**
 * Whether BullMQ refused because the job, or our lock on it, is gone: Redis lost it, or another replica took it over. BullMQ's own
 * codes are negative.
 */
export function isJobGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && error.code < 0;
}

import { HOUR } from '../duration.ts';

/** The container statuses that Threads documents; others are kept as they came. */
export const CONTAINER_STATUSES = ['IN_PROGRESS', 'FINISHED', 'PUBLISHED', 'ERROR', 'EXPIRED'] as const;

export type KnownStatus = (typeof CONTAINER_STATUSES)[number];

/** One check's answer. `status` is Threads' own word, which may be one that we do not know. */
export interface ContainerReading {
  readonly id: string;
  readonly status: string;
  readonly errorMessage?: string;
}

/** Whether the status is one that Threads documents. */
export function isKnownStatus(status: string): status is KnownStatus {
  return (CONTAINER_STATUSES as readonly string[]).includes(status);
}

/** A status in the documented spelling, where it differs from it only in case or in spaces; else as it came. */
export function normalizeStatus(status: string): string {
  const documented = status
    .trim()
    .toUpperCase()
    .replaceAll(/[\s-]+/g, '_');
  return isKnownStatus(documented) ? documented : status;
}

/** Whether nothing can follow this status, so that no further check is needed. */
export function isFinalStatus(status: string): boolean {
  return status === 'PUBLISHED' || status === 'ERROR' || status === 'EXPIRED';
}

/** A container that has not been published by then expires. It is Threads' own limit. */
const EXPIRES_AFTER = 24 * HOUR;

/** When a container expires, ms since the epoch, as far as its creation is known. */
export function expiresAt(createdAt: number): number {
  return createdAt + EXPIRES_AFTER;
}

import { HOUR } from '../duration.ts';

/** The container statuses that Threads documents; others are carried as they came. */
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

/** Whether nothing can follow this status, so that no further check is needed. */
export function isFinalStatus(status: string): boolean {
  return status === 'PUBLISHED' || status === 'ERROR' || status === 'EXPIRED';
}

/** Threads' own limit: a container that has not been published by then expires. */
const EXPIRES_AFTER = 24 * HOUR;

/** When a container expires, ms since the epoch, as far as its creation is known. */
export function expiresAt(createdAt: number): number {
  return createdAt + EXPIRES_AFTER;
}

import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import { StoreError } from './store.ts';

/** The process that a store belongs to, as it stands beside the records for the next one to read. */
export const ownerSchema = z.object({
  /** Random: a process may have the number of one that is gone. */
  id: z.string(),
  pid: z.int(),
  host: z.string(),
  /** Within which process numbers can be compared: a container has its own, whatever its host is called. */
  pidSpace: z.string(),
  /** ms since the epoch. */
  since: z.number(),
});

export type Owner = z.infer<typeof ownerSchema>;

/** This process, as the owner it would be. */
export function describeThisProcess(): Owner {
  const host = hostname();
  const since = Math.round(performance.timeOrigin);
  return { id: randomUUID(), pid: process.pid, host, pidSpace: readPidSpace() ?? host, since };
}

/** Linux alone says it, and Linux alone has containers. */
function readPidSpace(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}

/** Whether it is certain that the process is no more; of one elsewhere nothing is. */
export function isGone(owner: Owner, here: Owner): boolean {
  if (owner.pidSpace !== here.pidSpace) return false;
  try {
    process.kill(owner.pid, 0);
    return isZombie(owner.pid);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

/** Whether a process is dead, and its parent has not taken note of that yet. */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may have brackets of its own.
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
}

/** `process 4242 on web-1, which runs since 2026-11-25 16:44 UTC`. */
export function nameOwner({ pid, host, since }: Owner): string {
  const started = new Date(since).toISOString().slice(0, 16).replace('T', ' ');
  return `process ${pid} on ${host}, which runs since ${started} UTC`;
}

/** @param owner `undefined` where it can't be read who it is */
export function refuseOwned(owner: Owner | undefined): StoreError {
  const name = owner === undefined ? 'a process that left no name' : nameOwner(owner);
  const message = `Another Threadwatch runs on this store: ${name}. End that one first, or give this one a store of its own.`;
  return new StoreError('store_owned', message);
}

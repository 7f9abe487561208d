import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import { StoreError } from './store.ts';

/** The process that owns a store. It is stored beside the records, so that other processes can read it. */
const ownerSchema = z.object({
  /** Random, because the operating system reuses process ids. */
  id: z.string(),
  pid: z.int(),
  host: z.string(),
  /** The PID namespace. Process ids can be compared only within one; each container has its own. */
  pidSpace: z.string(),
  /** When the process started; ms since the epoch. */
  since: z.number(),
  /** When it started, in ticks since the machine booted. With the process id, it names one process for good. */
  startTicks: z.string().optional(),
  /** Whether it has given the store back, and does nothing with it any more. */
  hasReleased: z.boolean().optional(),
});

export type Owner = z.infer<typeof ownerSchema>;

/** @returns `undefined` if the text is not a valid owner record */
export function parseOwner(text: string): Owner | undefined {
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Describes this process as an owner. */
export function describeThisProcess(): Owner {
  const host = hostname();
  const since = Math.round(performance.timeOrigin);
  const startTicks = readStat(process.pid)?.startTicks;
  return {
    id: randomUUID(),
    pid: process.pid,
    host,
    pidSpace: readPidSpace() ?? host,
    since,
    ...(startTicks !== undefined && { startTicks }),
  };
}

/** Only Linux shows it, and only Linux has containers. */
function readPidSpace(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}

/** Whether the owner's process has certainly ended. For a process in another PID namespace this can't be known. */
export function hasExited(owner: Owner, self: Owner): boolean {
  if (owner.pidSpace !== self.pidSpace) return false;
  try {
    process.kill(owner.pid, 0);
    const stat = readStat(owner.pid);
    return stat?.state === 'Z' || isAnother(owner, stat);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

/** Whether the owner's process certainly runs. */
export function isRunning(owner: Owner, self: Owner): boolean {
  if (owner.pidSpace !== self.pidSpace || owner.startTicks === undefined) return false;
  const stat = readStat(owner.pid);
  return stat !== undefined && stat.state !== 'Z' && !isAnother(owner, stat);
}

/** What Linux says of a process. */
interface ProcessStat {
  /** `Z` for one that has ended, but whose parent has not collected its exit status yet. */
  readonly state: string | undefined;
  readonly startTicks: string | undefined;
}

/** Whether the process id was given to another process since. */
function isAnother({ startTicks }: Owner, stat: ProcessStat | undefined): boolean {
  return startTicks !== undefined && stat?.startTicks !== undefined && stat.startTicks !== startTicks;
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function readStat(pid: number): ProcessStat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The program's name stands in brackets, and may contain brackets itself. The state is the third field.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0], startTicks: fields[22 - 3] };
  } catch {
    return undefined;
  }
}

/** For messages: `process 4242 on web-1, running since 2026-11-25 16:44 UTC`. */
export function describeOwner({ pid, host, since }: Owner): string {
  const started = new Date(since).toISOString().slice(0, 16).replace('T', ' ');
  return `process ${pid} on ${host}, running since ${started} UTC`;
}

/** @param owner `undefined` if its record can't be read */
export function createOwnedError(owner: Owner | undefined): StoreError {
  const name = owner === undefined ? 'an unknown process' : describeOwner(owner);
  const message = `Another Threadwatch already uses this store: ${name}. Stop it first, or give this one its own store.`;
  return new StoreError('store_owned', message);
}

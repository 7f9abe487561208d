import { readFileSync } from 'node:fs';

/** The resident memory of a process, in MB of 1,000,000 bytes; only Linux shows it in a file. */
export function readMemory(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return (Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1_024) / 1e6;
}

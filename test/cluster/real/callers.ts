import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Replicas } from './replicas.ts';

/** Tells which replica has a port of this machine, from what the kernel says of its sockets. */
export class Callers {
  readonly #known = new Map<number, number>();
  #replicas: Replicas | undefined;

  watch(replicas: Replicas): void {
    this.#replicas = replicas;
  }

  /** @returns `undefined` where nobody has it any more */
  readonly find = (port: number): number | undefined => {
    const known = this.#known.get(port);
    if (known !== undefined) return known;
    const inode = findInode(port);
    const found = this.#replicas?.all.find(({ bot }) => inode !== undefined && hasSocket(bot.pid, inode));
    if (found !== undefined) this.#known.set(port, found.index);
    return found?.index;
  };
}

function findInode(port: number): string | undefined {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const line of readFileSync('/proc/net/tcp', 'utf8').split('\n')) {
    const [, local, , , , , , , , inode] = line.trim().split(/\s+/);
    if (local?.endsWith(suffix) && inode !== '0') return inode;
  }
  return undefined;
}

function hasSocket(pid: number | undefined, inode: string): boolean {
  const folder = `/proc/${pid}/fd`;
  return (
    attempt(() => readdirSync(folder))?.some(
      (fd) => attempt(() => readlinkSync(`${folder}/${fd}`)) === `socket:[${inode}]`,
    ) ?? false
  );
}

/** What is read of a process that may end, or close a file, meanwhile. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

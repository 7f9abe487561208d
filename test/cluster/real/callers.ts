import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { Replicas } from './replicas.ts';

/** Tells which replica is at the other end of a connection, from what the kernel says of its sockets. */
export class Callers {
  readonly #known = new WeakMap<Socket, number>();
  #replicas: Replicas | undefined;

  watch(replicas: Replicas): void {
    this.#replicas = replicas;
  }

  /** @returns `undefined` where nobody has it any more */
  readonly find = (connection: Socket): number | undefined => {
    const known = this.#known.get(connection);
    if (known !== undefined) return known;
    const inode = findInode(connection.remotePort ?? 0);
    const found = this.#replicas?.all.find(({ bot }) => inode !== undefined && hasSocket(bot.pid, inode));
    if (found !== undefined) this.#known.set(connection, found.index);
    return found?.index;
  };
}

function findInode(port: number): string | undefined {
  // On loopback: the same port of another address of this machine may be somebody else's.
  const address = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const line of readFileSync('/proc/net/tcp', 'utf8').split('\n')) {
    const [, local, , , , , , , , inode] = line.trim().split(/\s+/);
    if (local === address && inode !== '0') return inode;
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

import { getErrorMessage } from './getErrorMessage.ts';
import type { RedisConnection } from './redisConnection.ts';
import type { RedisLease } from './redisLease.ts';
import { FENCED_SCRIPTS, LEASE_KEYS, NOT_OWNER } from './redisScripts.ts';

/** A key and its text; `expires` in ms since the epoch, or `undefined` for never. */
export interface RedisEntry {
  readonly key: string;
  readonly text: string;
  readonly expires: number | undefined;
}

type Command<R> = Parameters<RedisConnection['run']>[0] extends (client: infer Client) => unknown
  ? (client: Client) => Promise<R>
  : never;

/**
 * Reads and writes keys for the process that owns the store. Nothing is answered once the lease has run out, and Redis
 * itself refuses the writes of a process that does not own the store any more. Without a lease, as in `doctor` and other
 * tools, calls go straight through.
 */
export class RedisRecords {
  readonly #connection: RedisConnection;
  #lease: RedisLease | undefined;

  constructor(connection: RedisConnection) {
    this.#connection = connection;
  }

  useLease(lease: RedisLease): void {
    this.#lease = lease;
  }

  /** Reads. The lease must hold when the command is sent, and still when its answer has come. */
  async read<R>(command: Command<R>): Promise<R> {
    await this.ensureLeased();
    const answer = await this.#connection.run(command);
    await this.ensureLeased();
    return answer;
  }

  /** Writes all, or nothing. */
  async set(entries: readonly RedisEntry[]): Promise<void> {
    const keys = entries.map(({ key }) => key);
    const values = entries.flatMap(({ text, expires }) => [
      text,
      expires === undefined ? '' : String(expires),
    ]);
    await this.#write(FENCED_SCRIPTS.set, keys, values, (client) => {
      const transaction = client.multi();
      for (const { key, text, expires } of entries) transaction.set(key, text, expireAt(expires));
      return transaction.exec();
    });
  }

  /** Deletes all, or nothing. @returns which of the keys there were */
  async delete(keys: readonly string[]): Promise<boolean[]> {
    const counts = await this.#write(FENCED_SCRIPTS.delete, keys, [], (client) => {
      const transaction = client.multi();
      for (const key of keys) transaction.unlink(key);
      return transaction.exec();
    });
    return Array.isArray(counts) ? counts.map((count) => Number(count) > 0) : [];
  }

  /** Resolves at once while the lease holds, and else when it was renewed. Rejects where this process is not the owner. */
  async ensureLeased(): Promise<void> {
    if (this.#lease !== undefined && !this.#lease.isHeld) await this.#lease.ensureHeld();
  }

  async #write(
    script: string,
    keys: readonly string[],
    values: readonly string[],
    unfenced: Command<unknown>,
  ): Promise<unknown> {
    const lease = this.#lease;
    if (lease === undefined) return this.#connection.run(unfenced);
    const write = async (): Promise<unknown> => {
      await this.ensureLeased();
      return this.#connection.script(script, [LEASE_KEYS[0], ...keys], [lease.text, ...values]);
    };
    try {
      return await write();
    } catch (error) {
      if (!getErrorMessage(error).startsWith(NOT_OWNER)) throw error;
      // The key is gone, or another's. A renewal tells which; nothing was written, so it can be written then.
      lease.distrust();
      return write();
    }
  }
}

function expireAt(expires: number | undefined) {
  return expires === undefined ? undefined : { expiration: { type: 'PXAT' as const, value: expires } };
}

import { getErrorMessage } from './getErrorMessage.ts';
import type { Fence } from './lease.ts';
import type { RedisConnection } from './redisConnection.ts';
import { FENCED_SCRIPTS, NOT_OWNER } from './redisScripts.ts';

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
  readonly #onRefused: () => void;
  #fence: Fence | undefined;

  /** @param onRefused called each time Redis has refused a write, because the lock is not ours */
  constructor(connection: RedisConnection, onRefused: () => void = () => undefined) {
    this.#connection = connection;
    this.#onRefused = onRefused;
  }

  useFence(fence: Fence): void {
    this.#fence = fence;
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
    if (this.#fence !== undefined && !this.#fence.isHeld) await this.#fence.ensureHeld();
  }

  async #write(
    script: string,
    keys: readonly string[],
    values: readonly string[],
    unfenced: Command<unknown>,
  ): Promise<unknown> {
    const fence = this.#fence;
    if (fence === undefined) return this.#connection.run(unfenced);
    const write = async (): Promise<unknown> => {
      await this.ensureLeased();
      try {
        return await this.#connection.script(script, [fence.key, ...keys], [fence.token, ...values]);
      } catch (error) {
        if (isRefusal(error)) this.#onRefused();
        throw error;
      }
    };
    try {
      return await write();
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // The key is gone, or another's. A renewal tells which; nothing was written, so it can be written then.
      fence.distrust();
      return write();
    }
  }
}

function isRefusal(error: unknown): boolean {
  return getErrorMessage(error).startsWith(NOT_OWNER);
}

function expireAt(expires: number | undefined) {
  return expires === undefined ? undefined : { expiration: { type: 'PXAT' as const, value: expires } };
}

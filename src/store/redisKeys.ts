import { setImmediate, setTimeout } from 'node:timers/promises';
import type { RedisConnection } from './redisConnection.ts';

/** Keys that one SCAN call visits. Redis's default of 10 makes a start with many keys slow. */
const SCAN_COUNT = 2_000;

/** The result of one SCAN call. `next` makes the next call; all callers share its result. */
interface KeyPage {
  readonly keys: readonly string[];
  readonly next: (() => Promise<KeyPage>) | undefined;
}

/** A scan that has not started yet. */
interface PlannedScan {
  /** The prefixes whose keys the callers want. */
  readonly prefixes: string[];
  readonly first: Promise<KeyPage>;
}

/**
 * Finds the keys of collections. SCAN visits the whole database to find them, so collections that are walked at the
 * same time share one scan, also those of several stores on one connection.
 */
export class RedisKeys {
  readonly #connection: RedisConnection;
  readonly #gatherMs: number;
  #planned: PlannedScan | undefined;

  /** @param gatherMs how long a scan waits for others that want one too; 0 for one turn of the event loop */
  constructor(connection: RedisConnection, gatherMs = 0) {
    this.#connection = connection;
    this.#gatherMs = gatherMs;
  }

  /**
   * The keys that begin with `prefix`. While the caller works on some of them, the next are being fetched. As with SCAN
   * itself, a key may come more than once, and may be deleted by the time it comes. The scan begins with the call, and its
   * keys wait for a caller that asks for them later.
   */
  startingWith(prefix: string): AsyncGenerator<string[], void> {
    return this.#follow(this.#join(prefix), prefix);
  }

  async *#follow(first: Promise<KeyPage>, prefix: string): AsyncGenerator<string[], void> {
    let coming: Promise<KeyPage> | undefined = first;
    while (coming !== undefined) {
      const { keys, next }: KeyPage = await coming;
      coming = next?.();
      yield keys.filter((key) => key.startsWith(prefix));
    }
  }

  /** A scan that has already started may miss newer keys, so nobody joins it. */
  #join(prefix: string): Promise<KeyPage> {
    this.#planned ??= this.#plan();
    this.#planned.prefixes.push(prefix);
    return this.#planned.first;
  }

  #plan(): PlannedScan {
    const prefixes: string[] = [];
    const gathered = this.#gatherMs > 0 ? setTimeout(this.#gatherMs) : setImmediate();
    const first = gathered.then(() => {
      this.#planned = undefined;
      return this.#scan('0', `${findCommonStart(prefixes)}*`);
    });
    // A caller may never ask for the keys.
    first.catch(() => undefined);
    return { prefixes, first };
  }

  async #scan(from: string, pattern: string): Promise<KeyPage> {
    const { cursor, keys } = await this.#connection.run((client) =>
      client.scan(from, { MATCH: pattern, COUNT: SCAN_COUNT }),
    );
    let coming: Promise<KeyPage> | undefined;
    const next = (): Promise<KeyPage> => {
      coming ??= this.#scan(cursor, pattern);
      // A caller that has left the walk does not await this.
      coming.catch(() => undefined);
      return coming;
    };
    return { keys, next: cursor === '0' ? undefined : next };
  }
}

function findCommonStart([first = '', ...others]: readonly string[]): string {
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}

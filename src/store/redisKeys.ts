import { setImmediate } from 'node:timers/promises';
import type { RedisRecords } from './redisRecords.ts';

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
 * same time share one scan.
 */
export class RedisKeys {
  readonly #records: RedisRecords;
  readonly #commonPrefix: string;
  #planned: PlannedScan | undefined;

  /** @param commonPrefix the prefix that the keys of all collections share */
  constructor(records: RedisRecords, commonPrefix: string) {
    this.#records = records;
    this.#commonPrefix = commonPrefix;
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

  /** Callers in one turn of the event loop share a scan. A scan that has already started may miss newer keys. */
  #join(prefix: string): Promise<KeyPage> {
    this.#planned ??= this.#plan();
    this.#planned.prefixes.push(prefix);
    return this.#planned.first;
  }

  #plan(): PlannedScan {
    const prefixes: string[] = [];
    const first = setImmediate().then(() => {
      this.#planned = undefined;
      const [only = '', ...others] = prefixes;
      return this.#scan('0', `${others.length === 0 ? only : this.#commonPrefix}*`);
    });
    // A caller may never ask for the keys.
    first.catch(() => undefined);
    return { prefixes, first };
  }

  async #scan(from: string, pattern: string): Promise<KeyPage> {
    const { cursor, keys } = await this.#records.read((client) =>
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

import { setImmediate } from 'node:timers/promises';
import type { RedisConnection } from './redisConnection.ts';

/** Keys checked in one round trip, whomever they belong to. The server's own 10 makes a start with many keys slow. */
const SCAN_COUNT = 2_000;

/** Some of the keys, and the way to the others: asked for once, whoever goes there first. */
interface KeyPage {
  readonly keys: readonly string[];
  readonly next: (() => Promise<KeyPage>) | undefined;
}

/** A check all keys that has not begun yet. */
interface Gathering {
  /** What the keys begin with that are asked for. */
  readonly prefixes: string[];
  readonly first: Promise<KeyPage>;
}

/**
 * The keys that there are. Redis finds those of one collection only by checking all that it holds, so collections
 * that are walked at the same time share one check.
 */
export class RedisKeys {
  readonly #connection: RedisConnection;
  #gathering: Gathering | undefined;

  constructor(connection: RedisConnection) {
    this.#connection = connection;
  }

  /**
   * Those that begin with `prefix`; while some are worked on, the next are on their way. SCAN may give a key more than
   * once, and one that is gone meanwhile.
   */
  async *startingWith(prefix: string): AsyncGenerator<string[], void> {
    let coming: Promise<KeyPage> | undefined = this.#join(prefix);
    while (coming !== undefined) {
      const { keys, next }: KeyPage = await coming;
      coming = next?.();
      yield keys.filter((key) => key.startsWith(prefix));
    }
  }

  /**
   * Whoever asks in the same turn of the event loop shares a check: one that has begun may have missed what was set since.
   */
  #join(prefix: string): Promise<KeyPage> {
    this.#gathering ??= this.#gather();
    this.#gathering.prefixes.push(prefix);
    return this.#gathering.first;
  }

  #gather(): Gathering {
    const prefixes: string[] = [];
    const first = setImmediate().then(() => {
      this.#gathering = undefined;
      return this.#scan('0', writePattern(prefixes));
    });
    return { prefixes, first };
  }

  async #scan(from: string, pattern: string): Promise<KeyPage> {
    const { cursor, keys } = await this.#connection.run(() =>
      this.#connection.client.scan(from, { MATCH: pattern, COUNT: SCAN_COUNT }),
    );
    let coming: Promise<KeyPage> | undefined;
    const next = (): Promise<KeyPage> => {
      coming ??= this.#scan(cursor, pattern);
      // Whoever leaves the walk does not hear of it.
      coming.catch(() => undefined);
      return coming;
    };
    return { keys, next: cursor === '0' ? undefined : next };
  }
}

/** Fits every key that begins with one of them, and few others: what they share, then one of the letters that follow. */
function writePattern(prefixes: readonly string[]): string {
  const [first = '', ...others] = prefixes;
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length -= 1;
  const letters = new Set(prefixes.map((prefix) => prefix.charAt(length)));
  const shared = first.slice(0, length);
  return letters.has('')
    ? `${shared}*`
    : `${shared}[${[...letters].map((letter) => `\\${letter}`).join('')}]*`;
}

import { createClient } from '@redis/client';

/** What a Redis has done so far. */
export interface RedisUsage {
  /** CPU time, ms. */
  readonly cpu: number;
  /** Commands that clients sent; those inside a script are not counted apart. */
  readonly commands: number;
  /** Memory in use, bytes. */
  readonly memory: number;
}

const create = (url: string) => createClient({ url });

/** Reads what a Redis counts of itself. */
export class RedisObserver implements AsyncDisposable {
  readonly #client: ReturnType<typeof create>;

  private constructor(client: ReturnType<typeof create>) {
    this.#client = client;
  }

  static async connect(url: string): Promise<RedisObserver> {
    const client = create(url);
    await client.connect();
    return new RedisObserver(client);
  }

  async read(): Promise<RedisUsage> {
    const info = await this.#client.info();
    const read = (name: string): number => {
      const line = info.split('\r\n').find((each) => each.startsWith(`${name}:`));
      return Number(line?.slice(name.length + 1));
    };
    return {
      cpu: (read('used_cpu_user') + read('used_cpu_sys')) * 1_000,
      commands: read('total_commands_processed'),
      memory: read('used_memory'),
    };
  }

  /** The number of replicas that count as live. */
  countReplicas(key: string): Promise<number> {
    return this.#client.zCard(key);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
  }
}

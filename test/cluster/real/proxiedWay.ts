import { RedisServer } from '../../redis.ts';
import { startProxy } from '../../support/redisProxy.ts';
import type { Way } from './redisHost.ts';

type Proxy = Awaited<ReturnType<typeof startProxy>>;

/** Where network namespaces are not allowed: a proxy of this process for each replica, which can fall silent. */
export class ProxiedWay implements Way {
  readonly #servers: RedisServer[] = [];
  readonly #proxies: readonly Proxy[];

  private constructor(proxies: readonly Proxy[]) {
    this.#proxies = proxies;
  }

  static async create(replicas: number): Promise<ProxiedWay> {
    // They lead on once a server is there.
    return new ProxiedWay(await Promise.all(Array.from({ length: replicas }, () => startProxy(1))));
  }

  async start(index: number): Promise<RedisServer> {
    const server = await RedisServer.start({ isKept: true });
    this.#servers[index] = server;
    return server;
  }

  urlOf(replica: number): string {
    return this.#proxies[replica]?.url ?? '';
  }

  async leadTo(index: number): Promise<void> {
    for (const proxy of this.#proxies) proxy.leadTo(this.#servers[index]?.port ?? 1);
  }

  async cutOff(replica: number): Promise<() => Promise<void>> {
    const mend = this.#proxies[replica]?.cut();
    return async () => mend?.();
  }

  cli(index: number): readonly string[] {
    return ['redis-cli', '-p', String(this.#servers[index]?.port)];
  }

  async close(): Promise<void> {
    for (const proxy of this.#proxies) await proxy[Symbol.asyncDispose]();
  }
}

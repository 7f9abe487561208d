import { createClient, RESP_TYPES } from '@redis/client';
import { RedisServer } from '../redis.ts';
import { startProxy } from './redisProxy.ts';

/** Nothing listens there. */
const DEAD_PORT = '1';

/** The key that names the owner of the store, and expires by itself. */
const OWNER_KEY = 'threadwatch:owner';

const connectTo = async (url: string) =>
  createClient({ url })
    .withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer })
    .on('error', () => undefined)
    .connect();

type Way = Awaited<ReturnType<typeof startProxy>>;

interface Node {
  readonly server: RedisServer;
  readonly client: Awaited<ReturnType<typeof connectTo>>;
}

/**
 * Two servers behind one address, one of which is the master. A failover makes it a replica of a dead one, to which every
 * old connection still leads when the other has become the master.
 */
export class RedisPair {
  readonly #proxy: Way;
  /** Those that were opened besides. */
  readonly #ways = new Set<Way>();
  #master: Node;
  #other: Node;
  #isFailing = false;

  private constructor(proxy: Way, master: Node, other: Node) {
    this.#proxy = proxy;
    this.#master = master;
    this.#other = other;
  }

  /** Fails with a sentence where redis-server is not installed. */
  static async start(): Promise<RedisPair> {
    const servers = [await RedisServer.start(), await RedisServer.start()] as const;
    const proxy = await startProxy(servers[0].port);
    const [master, other] = await Promise.all(
      servers.map(async (server) => ({ server, client: await connectTo(server.url) })),
    );
    if (master === undefined || other === undefined) throw new Error('two servers were started');
    return new RedisPair(proxy, master, other);
  }

  get url(): string {
    return this.#proxy.url;
  }

  /** Whether every write is answered READONLY just now. */
  get isFailing(): boolean {
    return this.#isFailing;
  }

  /** Both hold nothing, and one is the master. */
  async reset(): Promise<void> {
    this.#isFailing = false;
    for (const { client } of [this.#master, this.#other]) {
      await client.sendCommand(['REPLICAOF', 'NO', 'ONE']);
      await client.flushAll();
    }
  }

  /** All keys are gone. */
  async flush(): Promise<void> {
    await this.#master.client.flushAll();
  }

  /** Opens another way to the master, for one client whose connections can be held apart from those of others. */
  async openWay(): Promise<Way> {
    const way = await startProxy(this.#master.server.port);
    this.#ways.add(way);
    return way;
  }

  async closeWay(way: Way): Promise<void> {
    this.#ways.delete(way);
    await way[Symbol.asyncDispose]();
  }

  /** Sets a key that somebody else than the program sets, or removes it. A failover that is under way keeps it as it is. */
  async setLock(key: string, token: string | undefined): Promise<void> {
    if (this.#isFailing) return;
    if (token === undefined) await this.#master.client.del(key);
    else await this.#master.client.set(key, token);
  }

  /** Keeps back what the present connections send. @returns sends it on */
  hold(): () => void {
    return this.#proxy.hold();
  }

  /** All that the master holds, or what it holds under some keys, but for who owns it until when, as one text. */
  async readAll(pattern = '*'): Promise<string> {
    const { client } = this.#master;
    const keys = (await client.keys(pattern)).map(String).filter((key) => key !== OWNER_KEY);
    const dumps = await Promise.all(keys.sort().map((key) => client.dump(key)));
    return JSON.stringify(keys.map((key, index) => [key, dumps[index]?.toString('hex')]));
  }

  /** The lease of a process that ended runs out. */
  async expireOwner(): Promise<void> {
    if (!this.#isFailing) await this.#master.client.del(OWNER_KEY);
  }

  async beginFailover(): Promise<void> {
    this.#isFailing = true;
    await this.#master.client.sendCommand(['REPLICAOF', '127.0.0.1', DEAD_PORT]);
  }

  /** The other has all keys but the owner's, which expired meanwhile, and new connections lead to it. */
  async endFailover(): Promise<void> {
    const [from, to] = [this.#master, this.#other];
    await to.client.sendCommand(['REPLICAOF', 'NO', 'ONE']);
    await to.client.flushAll();
    for (const key of await from.client.keys('*')) {
      if (key.toString() === OWNER_KEY) continue;
      const [dump, ttl] = await Promise.all([from.client.dump(key), from.client.pTTL(key)]);
      if (dump !== null) await to.client.restore(key, Math.max(0, ttl), dump);
    }
    for (const way of [this.#proxy, ...this.#ways]) way.leadTo(to.server.port);
    [this.#master, this.#other] = [to, from];
    this.#isFailing = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const way of [this.#proxy, ...this.#ways]) await way[Symbol.asyncDispose]();
    for (const { client, server } of [this.#master, this.#other]) {
      client.destroy();
      await server[Symbol.asyncDispose]();
    }
  }
}

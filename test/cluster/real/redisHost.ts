import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RedisServer } from '../../redis.ts';
import { NamespacedWay, namespacesAreAllowed } from './namespacedWay.ts';
import { ProxiedWay } from './proxiedWay.ts';

const run = promisify(execFile);

/** Nothing listens there. */
const DEAD = ['127.0.0.1', '1'] as const;

/** Where the two servers run, and how each replica reaches the one that serves. */
export interface Way {
  /** Starts a server. */
  start(index: number): Promise<RedisServer>;
  /** The address at which a replica finds whichever server serves. */
  urlOf(replica: number): string;
  /** Lets all addresses lead to a server. */
  leadTo(index: number): Promise<void>;
  /** What a replica sends gets nowhere, and nothing comes. @returns puts it back */
  cutOff(replica: number): Promise<() => Promise<void>>;
  /** What `redis-cli` takes to reach a server, after the command that brings it where the server is. */
  cli(index: number): readonly string[];
  close(): Promise<void>;
}

/** Two servers of Redis behind one address for each replica; the second one is the first one's replica. */
export class RedisHost {
  readonly #way: Way;
  readonly #servers: readonly RedisServer[];
  #serving = 0;

  private constructor(way: Way, servers: readonly RedisServer[]) {
    this.#way = way;
    this.#servers = servers;
  }

  /** @param replicas how many */
  static async start(replicas: number): Promise<RedisHost> {
    const way = (await namespacesAreAllowed())
      ? await NamespacedWay.create(replicas)
      : await ProxiedWay.create(replicas);
    const host = new RedisHost(way, [await way.start(0), await way.start(1)]);
    await way.leadTo(0);
    await host.#follow();
    return host;
  }

  urlOf(replica: number): string {
    return this.#way.urlOf(replica);
  }

  cutOff(replica: number): Promise<() => Promise<void>> {
    return this.#way.cutOff(replica);
  }

  /** The command that prints what the server that serves is asked. */
  get monitor(): readonly string[] {
    return [...this.#way.cli(this.#serving), 'monitor'];
  }

  /** It ends as in a crash, and starts with what it had written. */
  async restart(awayMs: number): Promise<void> {
    const server = this.#servers[this.#serving];
    await server?.stop();
    await new Promise((resolve) => setTimeout(resolve, awayMs));
    await server?.resume();
    // Not for the one that serves: that would make it follow another.
    await this.#way.leadTo(this.#serving);
  }

  /** The one that serves takes no write any more; after a time the other one serves, behind the same address. */
  async failOver(awayMs: number): Promise<void> {
    const next = 1 - this.#serving;
    await this.#ask(this.#serving, 'REPLICAOF', ...DEAD);
    await new Promise((resolve) => setTimeout(resolve, awayMs));
    await this.#ask(next, 'REPLICAOF', 'NO', 'ONE');
    await this.#way.leadTo(next);
    this.#serving = next;
  }

  async close(): Promise<void> {
    for (const server of this.#servers) await server[Symbol.asyncDispose]();
    await this.#way.close();
  }

  /** The other one has all that the serving one has. */
  async #follow(): Promise<void> {
    const url = new URL(this.#servers[this.#serving]?.url ?? '');
    await this.#ask(1 - this.#serving, 'REPLICAOF', url.hostname, url.port);
    while (!(await this.#ask(1 - this.#serving, 'INFO', 'replication')).includes('master_link_status:up'))
      await new Promise((resolve) => setTimeout(resolve, 50));
  }

  async #ask(index: number, ...words: readonly string[]): Promise<string> {
    const [program = '', ...rest] = [...this.#way.cli(index), ...words];
    const { stdout } = await run(program, rest);
    return stdout;
  }
}

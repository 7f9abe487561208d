import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { RedisServer } from '../../redis.ts';
import type { Way } from './redisHost.ts';

const run = promisify(execFile);
const ip = async (...words: readonly string[]): Promise<void> => void (await run('ip', words));

const PORT = 6_379;

/** One of so many hosts of all runs on this machine: a number of its own for each. */
const MOST_HOSTS = 250;

/** Whether this user may make hosts of network namespaces, and the tool is there. */
export async function namespacesAreAllowed(): Promise<boolean> {
  const name = `threadwatch-try-${process.pid}`;
  try {
    await ip('netns', 'add', name);
    await ip('-n', name, 'link', 'add', 'left', 'type', 'veth', 'peer', 'name', 'right');
    return true;
  } catch {
    return false;
  } finally {
    await ip('netns', 'delete', name).catch(() => undefined);
  }
}

function nameOf(number: number): string {
  return `threadwatch-${number}`;
}

/** Makes a host whose number no other run has: there can be one namespace of a name. */
async function takeNumber(): Promise<number> {
  for (let number = 0; number < MOST_HOSTS; number += 1) {
    const isOurs = await ip('netns', 'add', nameOf(number)).then(
      () => true,
      () => false,
    );
    if (isOurs) return number;
  }
  throw new Error(`all of ${MOST_HOSTS} network namespaces are taken: ip netns list, and ip netns delete`);
}

/**
 * The servers run on a host of their own, a network namespace, to which a cable (a pair of veth) leads from each replica. A
 * cable that is pulled out drops what is sent, without a word to either end.
 */
export class NamespacedWay implements Way {
  readonly #replicas: number;
  /** Of the host; it is part of its addresses, so no other run may have the same one. */
  readonly #number: number;
  readonly #name: string;

  private constructor(replicas: number, number: number) {
    this.#replicas = replicas;
    this.#number = number;
    this.#name = nameOf(number);
  }

  static async create(replicas: number): Promise<NamespacedWay> {
    const way = new NamespacedWay(replicas, await takeNumber());
    process.once('exit', way.#remove);
    await ip('-n', way.#name, 'link', 'set', 'lo', 'up');
    for (let replica = 0; replica < replicas; replica += 1) await way.#lay(replica);
    return way;
  }

  start(index: number): Promise<RedisServer> {
    return RedisServer.start({
      port: PORT,
      addresses: [this.#own(index)],
      isKept: true,
      within: this.#within,
    });
  }

  urlOf(replica: number): string {
    return `redis://${this.#far(replica)}:${PORT}`;
  }

  async leadTo(index: number): Promise<void> {
    const all = Array.from({ length: this.#replicas }, (_, replica) => this.#far(replica));
    await this.#bind(1 - index, []);
    await this.#bind(index, all);
  }

  async cutOff(replica: number): Promise<() => Promise<void>> {
    const cable = ['-n', this.#name, 'link', 'set', `r${replica}`];
    await ip(...cable, 'down');
    return () => ip(...cable, 'up');
  }

  cli(index: number): readonly string[] {
    return [...this.#within, 'redis-cli', '-h', this.#own(index), '-p', String(PORT)];
  }

  async close(): Promise<void> {
    process.off('exit', this.#remove);
    this.#remove();
  }

  /** The cables end with it. */
  readonly #remove = (): void => {
    spawnSync('ip', ['netns', 'delete', this.#name]);
  };

  get #within(): readonly string[] {
    return ['ip', 'netns', 'exec', this.#name];
  }

  async #bind(index: number, addresses: readonly string[]): Promise<void> {
    const [program = '', ...rest] = this.cli(index);
    const bind = [this.#own(index), ...addresses].join(' ');
    await run(program, [...rest, 'CONFIG', 'SET', 'bind', bind]);
  }

  /** Of a server, inside. */
  #own(index: number): string {
    return `127.0.0.${index + 1}`;
  }

  /** Of the far end of a replica's cable; this range is for measurements between networks, and is nobody's. */
  #far(replica: number): string {
    return `198.18.${this.#number}.${4 * replica + 2}`;
  }

  async #lay(replica: number): Promise<void> {
    const [near, far] = [`tw${this.#number}-r${replica}`, `r${replica}`];
    await ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', this.#name);
    await ip('address', 'add', `198.18.${this.#number}.${4 * replica + 1}/30`, 'dev', near);
    await ip('link', 'set', near, 'up');
    await ip('-n', this.#name, 'address', 'add', `${this.#far(replica)}/30`, 'dev', far);
    await ip('-n', this.#name, 'link', 'set', far, 'up');
  }
}

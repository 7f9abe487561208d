import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findFreePort } from './support/findFreePort.ts';

const INSTALL = 'redis-server is not installed. The tests of the store need it: apt-get install redis-server';

export interface RedisOptions {
  readonly password?: string;
  /** Without it, a free one. */
  readonly port?: number;
  /** Without them, 127.0.0.1. */
  readonly addresses?: readonly string[];
  /** Whether it has its records still after it was stopped and started again. */
  readonly isKept?: boolean;
  /** The command that starts it where it is to run, such as in a network namespace. */
  readonly within?: readonly string[];
}

/** A Redis of our own, on loopback unless told otherwise. It ends with the test process at the latest. */
export class RedisServer {
  readonly port: number;
  readonly #options: RedisOptions;
  readonly #folder = mkdtempSync(join(tmpdir(), 'threadwatch-redis-'));
  #process: ChildProcess | undefined;

  private constructor(port: number, options: RedisOptions) {
    this.port = port;
    this.#options = options;
  }

  /** Starts one on a free port. Fails with a sentence where redis-server is not installed. */
  static async start(options: RedisOptions = {}): Promise<RedisServer> {
    const server = new RedisServer(options.port ?? (await findFreePort()), options);
    try {
      await server.resume();
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  get url(): string {
    const { password, addresses: [address = '127.0.0.1'] = [] } = this.#options;
    const login = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
    return `redis://${login}${address}:${this.port}`;
  }

  /** Starts it (again) on the same port, and empty unless it is kept. */
  async resume(): Promise<void> {
    const { password, addresses = ['127.0.0.1'], isKept = false, within = [] } = this.#options;
    const reach = ['--bind', ...addresses, '--protected-mode', 'no', '--port', String(this.port)];
    const keep = ['--dir', this.#folder, '--save', '', '--appendonly', isKept ? 'yes' : 'no'];
    const login = password === undefined ? [] : ['--requirepass', password];
    const [program = '', ...rest] = [...within, 'redis-server', ...reach, ...keep, ...login];
    const child = spawn(program, rest, {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = child;
    process.once('exit', this.#kill);
    const missing = once(child, 'error').then(([error]) => {
      throw new Error(INSTALL, { cause: error });
    });
    await Promise.race([missing, readUntilReady(child)]);
  }

  /** Ends it at once, as a crash would. */
  async stop(): Promise<void> {
    const child = this.#process;
    process.off('exit', this.#kill);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Leaves it there, connected and silent, until `thaw`. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  readonly #kill = (): void => {
    this.#process?.kill('SIGKILL');
  };
}

async function readUntilReady(child: ChildProcess): Promise<void> {
  const { stdout } = child;
  if (stdout === null) throw new Error('redis-server has no output');
  const said: string[] = [];
  for await (const line of createInterface({ input: stdout })) {
    said.push(line);
    if (line.includes('Ready to accept connections')) break;
  }
  if (stdout.readableEnded) throw new Error(`redis-server ended before it was ready:\n${said.join('\n')}`);
  // A pipe that nobody empties would stop it one day.
  stdout.resume();
}

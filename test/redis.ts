import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findFreePort } from './support/findFreePort.ts';

const INSTALL = 'redis-server is not installed. The tests of the store need it: apt-get install redis-server';

/** A Redis of our own on loopback that keeps nothing, and ends with the test process at the latest. */
export class RedisServer {
  readonly port: number;
  readonly #password: string | undefined;
  readonly #folder = mkdtempSync(join(tmpdir(), 'threadwatch-redis-'));
  #process: ChildProcess | undefined;

  private constructor(port: number, password: string | undefined) {
    this.port = port;
    this.#password = password;
  }

  /** Starts one on a free port. Fails with a sentence where redis-server is not installed. */
  static async start({ password }: { password?: string } = {}): Promise<RedisServer> {
    const server = new RedisServer(await findFreePort(), password);
    try {
      await server.resume();
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  get url(): string {
    const login = this.#password === undefined ? '' : `:${encodeURIComponent(this.#password)}@`;
    return `redis://${login}127.0.0.1:${this.port}`;
  }

  /** Starts it (again), empty, on the same port. */
  async resume(): Promise<void> {
    const options = ['--bind', '127.0.0.1', '--port', String(this.port), '--dir', this.#folder];
    const keepNothing = ['--save', '', '--appendonly', 'no'];
    const login = this.#password === undefined ? [] : ['--requirepass', this.#password];
    const child = spawn('redis-server', [...options, ...keepNothing, ...login], {
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

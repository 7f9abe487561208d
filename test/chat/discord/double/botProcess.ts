import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { BOT_TOKEN } from './discordDouble.ts';
import { Journal } from './journal.ts';
import { GUILD } from './payloads.ts';

const MAIN = join(import.meta.dirname, '../../../../src/main.ts');

/** How it ended: with a code of its own, or by a signal. */
export interface Ended {
  readonly code: number | null;
}

/** `src/main.ts` as a process of its own, with the environment that it is given and no other. */
export class BotProcess implements AsyncDisposable {
  /** What it wrote, on both streams, line by line. */
  readonly lines = new Journal<string>();
  /** What of it came on stderr. */
  readonly errors: string[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'threadwatch-discord-'));
  readonly #env: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;
  #ended: Promise<Ended> = Promise.resolve({ code: null });

  constructor(env: Readonly<Record<string, string>>) {
    this.#env = {
      STORE_URL: `sqlite:${join(this.#folder, 'store.db')}`,
      DISCORD_TOKEN: BOT_TOKEN,
      DISCORD_GUILD_IDS: GUILD,
      THREADS_ACCESS_TOKEN: 'sandbox-token',
      THREADS_ACCOUNT_NAME: 'brand',
      ...env,
    };
  }

  /** Starts it (again), on the same store. */
  start(): void {
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, [MAIN], {
      cwd: this.#folder,
      env: { PATH, ...this.#env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const kill = (): void => void child.kill('SIGKILL');
    process.once('exit', kill);
    const closed = once(child, 'close');
    this.#child = child;
    this.#ended = closed.then(([code]) => {
      process.off('exit', kill);
      return { code };
    });
    createInterface({ input: child.stderr }).on('line', (line) => this.errors.push(line));
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => this.lines.add(line));
  }

  /** Resolves once it says so in its log, after what it has said before; fails where it ends first. */
  async says(words: string, from = 0): Promise<string> {
    const ended = this.#ended.then(({ code }) => {
      throw new Error(`it ended with ${code}:\n${this.lines.entries.join('\n')}`);
    });
    return await Promise.race([this.lines.next((line) => line.includes(words), from), ended]);
  }

  ready(from = 0): Promise<string> {
    return this.says('Threadwatch is ready', from);
  }

  get ended(): Promise<Ended> {
    return this.#ended;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill('SIGKILL');
    await this.#ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ContainerEvents } from './containerEvents.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** What the log says of one thing. */
export interface LogLine {
  readonly msg: string;
  readonly level: number;
  readonly time: string;
}

/** `src/main.ts` as a process of its own, with this environment and no other. */
export class BotProcess {
  /** What the log says since the last start. */
  readonly log: LogLine[] = [];
  /** What it wrote besides since then: what a person is to read. */
  readonly errors: string[] = [];
  /** All that it ever wrote, line by line. */
  readonly written: string[] = [];
  readonly #events = new ContainerEvents();
  readonly #environment: Readonly<Record<string, string>>;
  readonly #folder = mkdtempSync(join(tmpdir(), 'threadwatch-bot-'));
  #process: ChildProcess | undefined;
  #code: number | null | undefined;

  constructor(environment: Readonly<Record<string, string>>) {
    this.#environment = {
      STORE_URL: `sqlite:${join(this.#folder, 'threadwatch.db')}`,
      THREADS_ACCESS_TOKEN: 'sandbox-token',
      THREADS_ACCOUNT_NAME: 'brand',
      ...environment,
    };
  }

  /** Starts it (again), on the same store. */
  start(): void {
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, [MAIN], {
      cwd: this.#folder,
      env: { PATH, ...this.#environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    this.#code = undefined;
    this.log.length = 0;
    this.errors.length = 0;
    const kill = (): void => void child.kill('SIGKILL');
    process.once('exit', kill);
    for (const stream of [child.stdout, child.stderr])
      if (stream)
        createInterface({ input: stream }).on('line', (line) => {
          this.written.push(line);
          if (line.startsWith('{')) this.log.push(JSON.parse(line));
          else this.errors.push(line);
          this.#events.stir();
        });
    child.once('close', (code) => {
      process.off('exit', kill);
      this.#code = code;
      this.#events.stir();
    });
  }

  /** While it runs. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Resolves once the log of this start says so, after so many lines; fails where the process ends first. */
  says(words: string, after = 0): Promise<LogLine> {
    return this.#events.until(() => {
      const line = this.log.slice(after).find(({ msg }) => msg.includes(words));
      if (line === undefined && this.#code !== undefined)
        throw new Error(`the bot ended with ${this.#code}:\n${this.errors.join('\n')}`);
      return line;
    });
  }

  ready(): Promise<LogLine> {
    return this.says('Threadwatch is ready');
  }

  /** The code with which it ends. */
  ended(): Promise<number | 'killed'> {
    return this.#events.until(() => (this.#code === undefined ? undefined : (this.#code ?? 'killed')));
  }

  kill(signal: NodeJS.Signals): void {
    this.#process?.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process !== undefined && this.#code === undefined) {
      this.kill('SIGKILL');
      await this.ended();
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { HOUR, parseDuration, SECOND } from '../../src/duration.ts';
import { bareEnvironment } from './bareEnvironment.ts';
import { ChangeSignal } from './changeSignal.ts';
import { flushTurns } from './flushTurns.ts';
import type { MovableClock } from './movableClock.ts';

const MOVABLE_TIME = new URL('./movableTime.ts', import.meta.url).href;
/** What Node is started with by `npm start`. */
export const SOURCES: readonly string[] = [
  '-r',
  fileURLToPath(new URL('../../src/preload.cjs', import.meta.url)),
  fileURLToPath(new URL('../../src/main.ts', import.meta.url)),
];

/** Set by buildBot.ts: the folder with the built bot, and the cache of its compiled code. */
const { BUILT_BOT: built } = process.env;
/** What Node is started with: the bot as it was built for the tests, or else its sources. */
export const PROGRAM = built === undefined ? SOURCES : [join(built, 'dist/main.js')];
const CACHE = built === undefined ? {} : { NODE_COMPILE_CACHE: join(built, 'cache') };

/** What the log says of one thing. */
export interface LogLine {
  readonly msg: string;
  readonly level: number;
  readonly time: string;
  /** Of a replica: the partition of which it tells. */
  readonly partition?: number;
}

/** The bot as a process of its own, with this environment and no other. */
export class BotProcess {
  /** What the log says since the last start. */
  readonly log: LogLine[] = [];
  /** What it wrote besides since then: what a person is to read. */
  readonly errors: string[] = [];
  /** All that it ever wrote, line by line. */
  readonly written: string[] = [];
  readonly #events = new ChangeSignal();
  readonly #environment: Readonly<Record<string, string>>;
  readonly #clock: MovableClock | undefined;
  readonly #program: readonly string[];
  readonly #folder = mkdtempSync(join(tmpdir(), 'threadwatch-bot-'));
  #process: ChildProcess | undefined;
  #steps = { asked: 0, made: 0 };
  #code: number | null | undefined;

  /**
   * @param clock the time of its story, on which the process runs too; without it, the machine's
   * @param program what Node is started with; without it, `PROGRAM`
   */
  constructor(
    environment: Readonly<Record<string, string>>,
    clock?: MovableClock,
    program: readonly string[] = PROGRAM,
  ) {
    this.#clock = clock;
    this.#program = program;
    this.#environment = {
      STORE_URL: `sqlite:${join(this.#folder, 'threadwatch.db')}`,
      THREADS_ACCESS_TOKEN: 'sandbox-token',
      THREADS_ACCOUNT_NAME: 'brand',
      ...environment,
    };
  }

  /** Starts it (again), on the same store. */
  start(): void {
    const time = this.#clock && { TIME_LEAD: String(this.#clock.lead) };
    const child = spawn(process.execPath, [...(time ? ['--import', MOVABLE_TIME] : []), ...this.#program], {
      cwd: this.#folder,
      env: { ...bareEnvironment(), ...CACHE, ...time, ...this.#environment },
      stdio: ['ignore', 'pipe', 'pipe', ...(time ? (['ipc'] as const) : [])],
    });
    this.#process = child;
    this.#code = undefined;
    this.#steps = { asked: 0, made: 0 };
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
          this.#events.notify();
        });
    child.on('message', () => {
      this.#steps.made += 1;
      this.#events.notify();
    });
    child.once('close', (code) => {
      process.off('exit', kill);
      this.#code = code;
      this.#events.notify();
    });
  }

  /** While it runs. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  get isRunning(): boolean {
    return this.#process !== undefined && this.#code === undefined;
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

  /** Resolves once it has written such a line, which is not one of the log in JSON. */
  prints(line: RegExp): Promise<string> {
    return this.#events.until(() => this.errors.find((each) => line.test(each)));
  }

  ready(): Promise<LogLine> {
    return this.says('Threadwatch is ready');
  }

  /**
   * Lets time pass, like `5s`, in the bot and in its story: what falls due in it happens at once.
   *
   * @param step how far the bot may be ahead of what is around it, ms
   */
  async pass(duration: string, step: number = SECOND): Promise<void> {
    for (let left = parseDuration(duration) ?? Number.NaN; left > 0; left -= step)
      await this.#step(Math.min(left, step));
  }

  /** Lets time pass until this has happened; it is to happen within an hour. */
  async passUntil<T>(event: Promise<T>): Promise<T> {
    let isOver = false;
    const end = (): void => {
      isOver = true;
    };
    event.then(end, end);
    for (let passed = 0; passed < HOUR && !isOver; passed += SECOND) await this.#step(SECOND);
    if (!isOver) throw new Error('an hour passed, and it did not happen');
    return event;
  }

  /** The bot and what is around it take what they have sent each other before time goes on. */
  async #step(ms: number): Promise<void> {
    const child = this.#process;
    if (this.#clock === undefined || child === undefined) throw new Error('its time can not be moved');
    await flushTurns(4);
    this.#clock.move(ms);
    const steps = this.#steps;
    steps.asked += 1;
    const number = steps.asked;
    // Where it has ended meanwhile, there is nobody to tell.
    child.send({ pass: ms }, () => undefined);
    await this.#events.until(() => steps.made >= number || this.#code !== undefined || undefined);
  }

  /** The code with which it ends. */
  ended(): Promise<number | 'killed'> {
    return this.#events.until(() => (this.#code === undefined ? undefined : (this.#code ?? 'killed')));
  }

  kill(signal: NodeJS.Signals): void {
    this.#process?.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.isRunning) {
      this.kill('SIGKILL');
      await this.ended();
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

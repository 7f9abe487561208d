import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A script of a fenced write: its lock's key names the partition, and its first value is the writer's token. */
const SCRIPT = /^[\d.]+ \[[^\]]+\] "eval(?:sha)?" (.*)$/i;
const LOCK = /:partition-(\d+):lock$/;
/** Until it is asked again, ms: it restarts, or another one takes its place, in seconds. */
const REDIS_IS_AWAY = 100;
const WRITTEN = /^[\d.]+ \[\d+ lua\] "(?:SET|UNLINK)" "threadwatch\{(\d+)\}/;

/**
 * Reads from what Redis says that it does (MONITOR) whose writes it took: of one partition, those of one token after
 * those of another. A token whose turn is over must never write again.
 */
export class Writers {
  /** What two at a time have written. */
  readonly faults: string[] = [];
  readonly #tokens = new Map<string, string[]>();
  #asked: { readonly partition: string; readonly token: string } | undefined;
  #reader: ChildProcess | undefined;
  #isClosed = false;

  /** @param command prints what Redis does; asked again whenever Redis ends it */
  read(command: () => readonly string[]): void {
    const [program = '', ...rest] = command();
    const reader = spawn(program, rest, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#reader = reader;
    createInterface({ input: reader.stdout }).on('line', (line) => this.take(line));
    reader.on('close', () => {
      if (!this.#isClosed) setTimeout(() => this.#isClosed || this.read(command), REDIS_IS_AWAY);
    });
  }

  /** How many tokens have written, over all partitions. */
  get count(): number {
    return [...this.#tokens.values()].reduce((sum, tokens) => sum + tokens.length, 0);
  }

  close(): void {
    this.#isClosed = true;
    this.#reader?.kill();
  }

  /** Reads anew from the server that serves by now. */
  restart(): void {
    this.#reader?.kill();
  }

  /** Takes a line of what it prints. */
  take(line: string): void {
    const [, words] = SCRIPT.exec(line) ?? [];
    if (words !== undefined) {
      const all = words.slice(1, -1).split('" "');
      const [, partition] = LOCK.exec(all[2] ?? '') ?? [];
      const token = all[2 + Number(all[1])];
      this.#asked = partition === undefined || token === undefined ? undefined : { partition, token };
      return;
    }
    const [, written] = WRITTEN.exec(line) ?? [];
    if (written !== undefined && this.#asked?.partition === written) this.#add(written, this.#asked.token);
  }

  #add(partition: string, token: string): void {
    const tokens = this.#tokens.get(partition) ?? [];
    this.#tokens.set(partition, tokens);
    const at = tokens.indexOf(token);
    if (at === -1) tokens.push(token);
    else if (at < tokens.length - 1)
      this.faults.push(`partition ${partition} was written by a lease that another one had followed`);
  }
}

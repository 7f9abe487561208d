import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readStartFlags } from './startFlags.ts';

/** Runs a program of the bench as a separate process that communicates by messages. */
export class Child implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #ended: Promise<never>;
  readonly #kill = (): void => void this.#process.kill('SIGKILL');

  /** @param program the URL of its file */
  constructor(program: URL, env: Readonly<Record<string, string>>) {
    const { PATH = '' } = process.env;
    this.#process = fork(program, {
      env: { PATH, ...readStartFlags(), ...env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    process.once('exit', this.#kill);
    this.#ended = once(this.#process, 'exit').then(([code]) => {
      throw new Error(`${program.pathname} ended with ${code} too early`);
    });
    this.#ended.catch(() => undefined);
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Waits for the next message. Rejects if the process ends first. */
  async receive(): Promise<unknown> {
    const [message] = await Promise.race([once(this.#process, 'message'), this.#ended]);
    return message;
  }

  send(message: string | Readonly<Record<string, string>>): void {
    this.#process.send(message);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off('exit', this.#kill);
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#kill();
    await exited;
  }
}

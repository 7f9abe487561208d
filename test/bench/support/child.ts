import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readStartFlags } from './startFlags.ts';

/** A program of the bench as a process of its own, that tells what it has found by messages. */
export class Child implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #ended: Promise<never>;
  readonly #kill = (): void => void this.#process.kill('SIGKILL');

  /** @param program the address of its file */
  constructor(program: URL, env: Readonly<Record<string, string>>) {
    const { PATH = '' } = process.env;
    this.#process = fork(program, {
      env: { PATH, ...readStartFlags(), ...env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    process.once('exit', this.#kill);
    this.#ended = once(this.#process, 'exit').then(([code]) => {
      throw new Error(`${program.pathname} ended with ${code} before it had done its work`);
    });
    this.#ended.catch(() => undefined);
  }

  /** What it tells next. */
  async hears(): Promise<unknown> {
    const [message] = await Promise.race([once(this.#process, 'message'), this.#ended]);
    return message;
  }

  tell(message: string): void {
    this.#process.send(message);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off('exit', this.#kill);
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = once(this.#process, 'exit');
    this.#kill();
    await gone;
  }
}

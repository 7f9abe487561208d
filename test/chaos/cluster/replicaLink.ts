import type { ProcessTime } from '../../support/steppedClusterTime.ts';
import type { RenewalAnswer } from '../history.ts';

/** The connection of one replica to the engine; it can be cut, slow or paused. */
export class ReplicaLink {
  readonly time: ProcessTime;
  /** What becomes of its next renewals. */
  readonly renewals: RenewalAnswer[] = [];
  /** Called where the engine has been reached again. */
  onReconnect: () => void = () => undefined;
  isCut = false;
  /** How many calls get no answer before time passes. */
  #waiting = 0;
  #changed = Promise.withResolvers<void>();
  #answers = new AbortController();

  constructor(time: ProcessTime) {
    this.time = time;
  }

  get isDead(): boolean {
    return this.time.hasEnded;
  }

  get isWaiting(): boolean {
    return this.#waiting > 0;
  }

  get canAct(): boolean {
    return this.time.isRunning;
  }

  /** Resolves when the replica is paused or dies, or begins to wait for an answer that takes time. */
  get changed(): Promise<void> {
    return this.#changed.promise;
  }

  change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  pause(): void {
    this.time.pause();
    this.change();
  }

  resume(): void {
    this.time.resume();
  }

  die(): void {
    this.time.end();
    this.change();
  }

  /** Makes a call of the replica. One that is paused gets its answer later, and a dead one never. */
  async call<R>(work: () => R | Promise<R>): Promise<R> {
    await this.#live();
    if (this.isCut) throw new Error('Socket closed unexpectedly');
    const answer = await work();
    await this.#live();
    return answer;
  }

  /** Waits for an answer that takes time, ms. */
  async waitForAnswer(ms: number): Promise<void> {
    this.#waiting += 1;
    this.change();
    await this.time.wait(ms, this.#answers.signal);
    this.#waiting -= 1;
  }

  /** Ends all waits for answers, and lets the next renewals be answered at once. */
  answerAll(): void {
    this.renewals.length = 0;
    this.#answers.abort();
    this.#answers = new AbortController();
  }

  async #live(): Promise<void> {
    await this.time.resumed;
    if (this.isDead) await new Promise<never>(() => undefined);
  }
}

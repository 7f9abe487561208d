import type { Identity } from './identity.ts';

/** What is known only after connecting. */
export class Session {
  readonly #known = Promise.withResolvers<Identity>();
  #identity: Identity | undefined;
  /** The name after the slash; `start` sets it. */
  commandName = 'threads';

  get identity(): Identity | undefined {
    return this.#identity;
  }

  identify(identity: Identity): void {
    this.#identity = identity;
    this.#known.resolve(identity);
  }

  /** The identity; waits for it until `signal` is aborted. */
  whenKnown(signal: AbortSignal): Promise<Identity | undefined> {
    if (this.#identity !== undefined || signal.aborted) return Promise.resolve(this.#identity);
    const late = Promise.withResolvers<undefined>();
    signal.addEventListener('abort', () => late.resolve(undefined), { once: true });
    return Promise.race([this.#known.promise, late.promise]);
  }
}

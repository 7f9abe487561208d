import type { Identity } from './identity.ts';

/** What is known only once we are connected. */
export class Session {
  readonly #known = Promise.withResolvers<Identity>();
  #identity: Identity | undefined;
  /** The name behind the slash; `start` brings it. */
  commandName = 'threads';

  get identity(): Identity | undefined {
    return this.#identity;
  }

  identify(identity: Identity): void {
    this.#identity = identity;
    this.#known.resolve(identity);
  }

  /** Who we are, waiting a moment for it right after the start. */
  whenKnown(signal: AbortSignal): Promise<Identity | undefined> {
    if (this.#identity !== undefined || signal.aborted) return Promise.resolve(this.#identity);
    const late = Promise.withResolvers<undefined>();
    signal.addEventListener('abort', () => late.resolve(undefined), { once: true });
    return Promise.race([this.#known.promise, late.promise]);
  }
}

import type { PersonLabel, TextOptions } from '../render/renderInline.ts';
import type { Identity } from './identity.ts';
import type { People } from './people.ts';

/** What is known only after connecting. */
export class Session {
  readonly #known = Promise.withResolvers<Identity>();
  readonly #people: Pick<People, 'nameOf'>;
  #identity: Identity | undefined;
  /** The name after the slash; `start` sets it. */
  commandName = 'threads';

  constructor(people: Pick<People, 'nameOf'>) {
    this.#people = people;
  }

  get identity(): Identity | undefined {
    return this.#identity;
  }

  /** How every message is written. */
  get textOptions(): TextOptions {
    return { commandName: this.commandName, describePerson: (id) => this.#describePerson(id) };
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

  #describePerson(id: string): PersonLabel {
    const { teamUrl } = this.#identity ?? {};
    return {
      name: this.#people.nameOf(id),
      profileUrl: teamUrl === undefined ? undefined : new URL(`team/${id}`, teamUrl).href,
    };
  }
}

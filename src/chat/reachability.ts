import type { Faults } from '../faults.ts';
import type { Log } from '../log.ts';
import { explainNetworkFault, findNetworkFault } from '../networkFault.ts';
import type { ProxySettings } from '../proxy.ts';

export interface ReachabilityParts {
  readonly log: Log;
  readonly faults: Faults;
  readonly proxy?: ProxySettings | undefined;
}

/** Says why a platform can't be reached: in the log, and as a fault of the program where it will not pass by itself. */
export class Reachability {
  readonly #platform: string;
  readonly #connection: string | undefined;
  readonly #parts: ReachabilityParts;

  /**
   * @param platform its name for people
   * @param connection which one it is, where there are several
   */
  constructor(platform: string, parts: ReachabilityParts, connection?: string) {
    this.#platform = platform;
    this.#connection = connection;
    this.#parts = parts;
  }

  /** A try to connect has failed. */
  failed(error: unknown, details: object, message: string): void {
    const { log, faults, proxy } = this.#parts;
    const kind = findNetworkFault(error, proxy);
    if (kind === undefined) {
      this.reached();
      log.warn(details, message);
      return;
    }
    const { cause, fix } = explainNetworkFault(kind, this.#platform);
    faults.report(this.#subject, {
      words: `${cause.charAt(0).toUpperCase()}${cause.slice(1)}. ${fix}`,
      inChat: this.#inChat,
    });
    log.warn(details, `${message}: ${cause}. ${fix}`);
  }

  /** The platform refuses the connection for a reason of its own. @param words full sentences: the reason, what to do */
  refused(words: string, details: object): void {
    const { log, faults } = this.#parts;
    faults.report(this.#subject, { words, inChat: this.#inChat });
    log.warn(details, words);
  }

  /** It was reached. */
  reached(): void {
    this.forget();
  }

  /** Nobody here tries any more. */
  forget(): void {
    this.#parts.faults.clear(this.#subject);
  }

  get #inChat(): string {
    return `This bot can't serve ${this.#platform} just now: its operator has to look at it.`;
  }

  get #subject(): string {
    const which = this.#connection === undefined ? '' : `, ${this.#connection}`;
    return `connection to ${this.#platform}${which}`;
  }
}

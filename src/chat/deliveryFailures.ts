import type { DeliveryError } from '../notifications/chatPort.ts';

interface Failure {
  readonly error: DeliveryError;
  readonly at: number;
}

/** An answer that is being prepared. */
export interface Answering {
  /** The channel's refusal since the answer was begun, where there was one. */
  failure(): DeliveryError | undefined;
  end(): void;
}

/**
 * The channels that refused a message for good, and who is being answered in them. Those people learn of the refusal
 * from their answer, and need no direct message.
 */
export class DeliveryFailures {
  readonly #failures = new Map<string, Failure>();
  /** How many answers are being prepared, by channel and person. */
  readonly #answering = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  record(channel: string, error: DeliveryError): void {
    this.#failures.set(channel, { error, at: this.#now() });
  }

  /** Forgets a failure: the channel took a message. */
  clear(channel: string): void {
    this.#failures.delete(channel);
  }

  beginAnswer(channel: string, person: string): Answering {
    const key = keyOf(channel, person);
    const since = this.#now();
    this.#answering.set(key, (this.#answering.get(key) ?? 0) + 1);
    return {
      failure: () => {
        const failure = this.#failures.get(channel);
        return failure !== undefined && failure.at >= since ? failure.error : undefined;
      },
      end: () => {
        const left = (this.#answering.get(key) ?? 0) - 1;
        if (left > 0) this.#answering.set(key, left);
        else this.#answering.delete(key);
      },
    };
  }

  isAnswering(channel: string, person: string): boolean {
    return this.#answering.has(keyOf(channel, person));
  }
}

function keyOf(channel: string, person: string): string {
  return `${channel} ${person}`;
}

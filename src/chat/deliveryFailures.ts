import type { DeliveryError } from '../notifications/chatPort.ts';

interface Loss {
  readonly error: DeliveryError;
  readonly at: number;
}

/** Which channels were found to be lost, and who is being answered there: those are told in their answer. */
export class DeliveryFailures {
  readonly #deliveryFailures = new Map<string, Loss>();
  readonly #attended = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  note(channel: string, error: DeliveryError): void {
    this.#deliveryFailures.set(channel, { error, at: this.#now() });
  }

  forget(channel: string): void {
    this.#deliveryFailures.delete(channel);
  }

  /** Says that a person is about to be answered in a channel; what is returned tells what was lost since. */
  attend(channel: string, person: string): { failed(): DeliveryError | undefined; leave(): void } {
    const key = `${channel} ${person}`;
    const since = this.#now();
    this.#attended.set(key, (this.#attended.get(key) ?? 0) + 1);
    return {
      failed: () => {
        const loss = this.#deliveryFailures.get(channel);
        return loss !== undefined && loss.at >= since ? loss.error : undefined;
      },
      leave: () => {
        const left = (this.#attended.get(key) ?? 0) - 1;
        if (left > 0) this.#attended.set(key, left);
        else this.#attended.delete(key);
      },
    };
  }

  isAttended(channel: string, person: string): boolean {
    return this.#attended.has(`${channel} ${person}`);
  }
}

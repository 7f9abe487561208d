import { keyOf } from '../watches/watch.ts';
import type { CheckDecision } from './checkDecision.ts';

/** The open watches whose last check was answered with an error of their container, by account. In memory alone. */
export class FailingWatches {
  readonly #byAccount = new Map<string, Set<string>>();

  /** Notes how a watch stands after a check. */
  note({ watch, ended }: CheckDecision): void {
    const keys = this.#byAccount.get(watch.account) ?? new Set();
    if (watch.failing !== undefined && !ended) keys.add(keyOf(watch));
    else keys.delete(keyOf(watch));
    if (keys.size > 0) this.#byAccount.set(watch.account, keys);
    else this.#byAccount.delete(watch.account);
  }

  of(account: string): string[] {
    return [...(this.#byAccount.get(account) ?? [])];
  }
}

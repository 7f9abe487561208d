import type { Clock } from '../clock.ts';
import { HOUR } from '../duration.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { Hook } from './hook.ts';
import type { HookStore } from './hookStore.ts';
import type { HookCallError } from './read/hookCallError.ts';

/** A channel is told of a hook's calls that can't be read at most this often. */
const TOLD_EVERY = HOUR;

export interface UnreadableCallsOptions {
  readonly hookStore: HookStore;
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** Sends what waits in a channel; called once it is stored. */
  readonly onTold: (hook: Hook) => void;
}

/** Tells channels of calls that can't be read, so that a broken publishing program is noticed. */
export class UnreadableCalls {
  readonly #options: UnreadableCallsOptions;

  constructor(options: UnreadableCallsOptions) {
    this.#options = options;
  }

  async tell({ id }: Hook, { field, message }: HookCallError): Promise<void> {
    const { hookStore, outbox, clock, onTold } = this.#options;
    const at = clock.now();
    const hook = hookStore.get(id);
    if (hook === undefined || at - (hook.unreadableAt ?? 0) < TOLD_EVERY) return;
    const { channel, name, account } = hook;
    // Two times that are an hour apart lie in two hours: a crash before the time is stored tells nothing twice.
    await outbox.add(
      `hook-unreadable/${id}/${Math.floor(at / HOUR)}`,
      channel,
      { kind: 'hook-unreadable', hook: name, account, field, message, at },
      { at, final: true },
    );
    await hookStore.change(id, { unreadableAt: at });
    onTold(hook);
  }
}

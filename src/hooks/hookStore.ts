import { type ChannelRef, channelKey } from '../channelRef.ts';
import { KeyedLock } from '../keyedLock.ts';
import { CachedCollection } from '../store/cachedCollection.ts';
import type { Collection, StoreError } from '../store/store.ts';
import type { Hook } from './hook.ts';
import { isSameHash } from './hookKey.ts';

/** What of a hook changes while it exists. */
type HookChange = Partial<Pick<Hook, 'usedAt' | 'reportsPublished' | 'unreadableAt' | 'events' | 'revoked'>>;

/** The hooks, found by their keys and by their channels. */
export class HookStore {
  readonly #hooks: CachedCollection<Hook>;
  readonly #idOfHash = new Map<string, string>();
  readonly #lock = new KeyedLock();

  constructor(records: Collection<Hook>) {
    this.#hooks = new CachedCollection(records);
  }

  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    await this.#hooks.load(onCorrupt);
    for (const { id, hash } of this.#hooks.values()) this.#idOfHash.set(hash, id);
  }

  /** Stores again what memory holds, because the store has lost it. */
  restore(): Promise<void> {
    return this.#hooks.restore();
  }

  /**
   * The hook of a key, by the hash of the key. A guess costs the same work as a key; what was revoked is as unknown as what
   * never was.
   */
  findByHash(hash: string): Hook | undefined {
    const hook = this.#hooks.get(this.#idOfHash.get(hash) ?? '');
    return isSameHash(hash, hook?.hash) && hook?.revoked === undefined ? hook : undefined;
  }

  /** A hook that is not revoked. */
  get(id: string): Hook | undefined {
    const hook = this.#hooks.get(id);
    return hook?.revoked === undefined ? hook : undefined;
  }

  /** The hooks of a channel, the oldest first. */
  inChannel(channel: ChannelRef): Hook[] {
    const key = channelKey(channel);
    return this.#active.filter((hook) => channelKey(hook.channel) === key);
  }

  ofAccount(account: string): Hook[] {
    return this.#active.filter((hook) => hook.account === account);
  }

  /** All that are not revoked, in any order. */
  all(): Hook[] {
    return this.#hooks.values().filter(({ revoked }) => revoked === undefined);
  }

  get #active(): Hook[] {
    return this.all().sort((a, b) => a.createdAt - b.createdAt || (a.name < b.name ? -1 : 1));
  }

  /** Revoked hooks whose channels have not been told yet. */
  get revoked(): Hook[] {
    return this.#hooks.values().filter(({ revoked }) => revoked !== undefined);
  }

  async add(hook: Hook): Promise<void> {
    await this.#hooks.set(hook.id, hook);
    this.#idOfHash.set(hook.hash, hook.id);
  }

  /**
   * Changes a hook, unless it is gone.
   *
   * @param change what changes; or a function that says it, `undefined` where nothing does
   * @returns the hook as it is now
   */
  change(
    id: string,
    change: HookChange | ((hook: Hook) => HookChange | undefined),
  ): Promise<Hook | undefined> {
    return this.#lock.run(id, async () => {
      const hook = this.get(id);
      if (hook === undefined) return undefined;
      const changes = typeof change === 'function' ? change(hook) : change;
      if (changes === undefined) return hook;
      const changed = { ...hook, ...changes };
      await this.#hooks.set(id, changed);
      return changed;
    });
  }

  /** Deletes hooks; their keys are unknown from now on. */
  async delete(hooks: readonly Hook[]): Promise<void> {
    for (const { id, hash } of hooks)
      await this.#lock.run(id, async () => {
        await this.#hooks.deleteMany([id]);
        this.#idOfHash.delete(hash);
      });
  }
}

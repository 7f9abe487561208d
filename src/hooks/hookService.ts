import { randomUUID } from 'node:crypto';
import { type ChannelRef, channelKey } from '../channelRef.ts';
import type { Clock } from '../clock.ts';
import { createSigningSecret } from '../events/signEvent.ts';
import type { SigningSecrets } from '../events/signingSecrets.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { Secrets } from '../secrets.ts';
import { type Hook, MOST_HOOKS } from './hook.ts';
import { createKey, hashKey } from './hookKey.ts';
import type { HookStore } from './hookStore.ts';

export interface HookServiceOptions {
  readonly hookStore: HookStore;
  readonly outbox: Outbox;
  readonly secrets: Pick<Secrets, 'add'>;
  readonly signingSecrets: SigningSecrets;
  readonly clock: Clock;
  /** Called with each hook that was made. */
  readonly onMade: (hook: Hook) => void;
}

/** What a person asks for with `hook on`. */
export interface HookRequest {
  readonly channel: ChannelRef;
  readonly channelName: string | undefined;
  readonly account: string;
  /** Without it, the first of `hook-1`, `hook-2`, … that is free. */
  readonly name: string | undefined;
  readonly by: string;
  /** Where events are posted to; it was checked that they may be. */
  readonly url?: string | undefined;
}

/** The hook with its key and its signing secret, which are known only now; or the hooks that stand in its way. */
export type MadeHook =
  | {
      readonly kind: 'made';
      readonly hook: Hook;
      readonly key: string;
      /** Where events are posted to a URL. */
      readonly signingSecret: string | undefined;
    }
  | { readonly kind: 'full'; readonly hooks: readonly Hook[] }
  | { readonly kind: 'taken'; readonly name: string };

/** Makes and revokes hooks, and tells their channels. */
export class HookService {
  readonly #options: HookServiceOptions;
  readonly #channels = new KeyedLock();

  constructor(options: HookServiceOptions) {
    this.#options = options;
  }

  /** The hooks of a channel, the oldest first. */
  inChannel(channel: ChannelRef): readonly Hook[] {
    return this.#options.hookStore.inChannel(channel);
  }

  /** Makes a hook. A crash before this resolves leaves at most a hook that nobody has the key of. */
  make({ channel, channelName, account, name, by, url }: HookRequest): Promise<MadeHook> {
    const { hookStore, outbox, secrets, signingSecrets, clock, onMade } = this.#options;
    return this.#channels.run(channelKey(channel), async () => {
      const inChannel = hookStore.inChannel(channel);
      const hooks = inChannel.filter((hook) => hook.account === account);
      if (hooks.length >= MOST_HOOKS) return { kind: 'full', hooks };
      const names = new Set(inChannel.map((hook) => hook.name));
      if (name !== undefined && names.has(name)) return { kind: 'taken', name };
      const key = createKey();
      secrets.add(key);
      const at = clock.now();
      const id = randomUUID();
      const signingSecret = url === undefined ? undefined : createSigningSecret();
      const hook: Hook = {
        version: 2,
        id,
        name: name ?? firstFree(names),
        hash: hashKey(key),
        channel,
        channelName,
        account,
        by,
        createdAt: at,
        ...(url !== undefined &&
          signingSecret !== undefined && { events: { url, secret: signingSecrets.seal(signingSecret, id) } }),
      };
      await hookStore.add(hook);
      await outbox.add(
        `hook-made/${hook.id}`,
        channel,
        { kind: 'hook-made', hook: hook.name, account, by, ...(url && { eventsTo: new URL(url).host }) },
        { at, final: true },
      );
      onMade(hook);
      return { kind: 'made', hook, key, signingSecret };
    });
  }

  /** Revokes a hook: its key is unknown at once, and its channel is told by whom. */
  async revoke({ id }: Hook, by: string): Promise<void> {
    const { hookStore, clock } = this.#options;
    const hook = await hookStore.change(id, { revoked: { by, at: clock.now() } });
    if (hook !== undefined) await this.#finishRevoking(hook);
  }

  /** Encrypts the signing secrets with the present key, where they are not; called once at start. */
  async resealSecrets(): Promise<void> {
    const { hookStore, signingSecrets } = this.#options;
    for (const { id, events } of hookStore.all()) {
      if (events === undefined || signingSecrets.isCurrent(events.secret)) continue;
      const secret = tryTo(() => signingSecrets.open(events.secret, id));
      if (secret === undefined) continue;
      await hookStore.change(id, { events: { ...events, secret: signingSecrets.seal(secret, id) } });
    }
  }

  /** Tells what a crash left unsaid; called once at start. */
  async finishRevoked(): Promise<void> {
    for (const hook of this.#options.hookStore.revoked) await this.#finishRevoking(hook);
  }

  async #finishRevoking(hook: Hook): Promise<void> {
    const { hookStore, outbox, clock } = this.#options;
    const { id, channel, name, account, revoked } = hook;
    await outbox.add(
      `hook-revoked/${id}`,
      channel,
      { kind: 'hook-revoked', hook: name, account, by: revoked?.by ?? hook.by },
      { at: revoked?.at ?? clock.now(), final: true },
    );
    await hookStore.delete([hook]);
  }

  /** The channel is lost: its hooks are revoked. @returns what they were */
  async forgetChannel(channel: ChannelRef): Promise<readonly Hook[]> {
    const hooks = this.#options.hookStore.inChannel(channel);
    await this.#options.hookStore.delete(hooks);
    return hooks;
  }

  /** The account is gone: its hooks are revoked. @returns what they were */
  async forgetAccount(account: string): Promise<readonly Hook[]> {
    const hooks = this.#options.hookStore.ofAccount(account);
    await this.#options.hookStore.delete(hooks);
    return hooks;
  }
}

function firstFree(names: ReadonlySet<string>): string {
  let number = 1;
  while (names.has(`hook-${number}`)) number += 1;
  return `hook-${number}`;
}

/** What can't be decrypted stays as it is: the key may come back, and until then each event says why it is not sent. */
function tryTo<R>(open: () => R): R | undefined {
  try {
    return open();
  } catch {
    return undefined;
  }
}

import { type ChannelRef, channelKey } from '../channelRef.ts';
import type { EventReceiver, EventReceivers, EventTarget } from '../events/eventReceiver.ts';
import type { Hook } from './hook.ts';
import type { HookStore } from './hookStore.ts';

/** The programs that get events: those of the hooks that were made with a URL. */
export class HookReceivers implements EventReceivers {
  readonly #hookStore: HookStore;

  constructor(hookStore: HookStore) {
    this.#hookStore = hookStore;
  }

  get(id: string): EventReceiver | undefined {
    const hook = this.#hookStore.get(id);
    return hook && toReceivers(hook)[0];
  }

  inChannel(channel: ChannelRef): readonly EventReceiver[] {
    const key = channelKey(channel);
    return this.all().filter((receiver) => channelKey(receiver.channel) === key);
  }

  all(): readonly EventReceiver[] {
    return this.#hookStore.all().flatMap(toReceivers);
  }

  async changeTarget(id: string, change: (target: EventTarget) => EventTarget): Promise<void> {
    await this.#hookStore.change(id, ({ events }) => {
      const changed = events && change(events);
      return changed === events ? undefined : { events: changed };
    });
  }
}

function toReceivers({ id, name, channel, account, events }: Hook): EventReceiver[] {
  return events === undefined ? [] : [{ id, name, channel, account, target: events }];
}

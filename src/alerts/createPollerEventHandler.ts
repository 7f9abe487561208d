import type { Clock } from '../clock.ts';
import type { Dispatcher } from '../notifications/dispatch/dispatcher.ts';
import type { SnoozeStore } from '../notifications/snoozeStore.ts';
import type { PollerEvent } from '../polling/pollerEvent.ts';
import type { Notifier } from './notifier.ts';

export interface PollerEventParts {
  readonly notifier: Notifier;
  readonly dispatcher: Dispatcher;
  readonly snoozeStore: SnoozeStore;
  readonly clock: Clock;
}

/** The one place that acts on what the poller reports. */
export function createPollerEventHandler({
  notifier,
  dispatcher,
  snoozeStore,
  clock,
}: PollerEventParts): (event: PollerEvent) => Promise<void> {
  return async (event) => {
    switch (event.kind) {
      case 'checked':
        return notifier.notifyCheck(event.before, event.decision, clock.now());
      case 'moved':
        for (const { channel } of event.watch.subscribers)
          await snoozeStore.moveContainer(channel, event.watch.container, event.watch.account, event.account);
        return notifier.showMoved(event.watch, event.account);
      case 'channel-ready':
        return dispatcher.flushNew(event.channel);
    }
  };
}

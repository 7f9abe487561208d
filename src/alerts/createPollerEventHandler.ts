import type { Clock } from '../clock.ts';
import type { Dispatcher } from '../notifications/dispatch/dispatcher.ts';
import type { PollerEvent } from '../polling/pollerEvent.ts';
import type { Notifier } from './notifier.ts';

export interface PollerEventParts {
  readonly notifier: Notifier;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
}

/** The one place that acts on what the poller reports. */
export function createPollerEventHandler({
  notifier,
  dispatcher,
  clock,
}: PollerEventParts): (event: PollerEvent) => Promise<void> {
  return async (event) => {
    switch (event.kind) {
      case 'checked':
        return notifier.notifyCheck(event.before, event.decision, clock.now());
      case 'moved':
        return notifier.showMoved(event.watch, event.account);
      case 'channel-ready':
        return dispatcher.flushNew(event.channel);
    }
  };
}

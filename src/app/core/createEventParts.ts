import { lookup } from 'node:dns';
import type { AccessCheck } from '../../accounts/access.ts';
import { readVersions } from '../../doctor/facts.ts';
import { createEventSender } from '../../events/createEventSender.ts';
import { EventDispatcher } from '../../events/eventDispatcher.ts';
import { EventNotifier } from '../../events/eventNotifier.ts';
import type { EventUrlPolicy } from '../../events/eventUrl.ts';
import type { LookupAll } from '../../events/guardedLookup.ts';
import type { Dispatcher } from '../../notifications/dispatch/dispatcher.ts';
import type { AccountParts } from './createAccountParts.ts';
import type { CoreLog } from './createCoreLog.ts';
import type { Records } from './createRecords.ts';
import type { ThreadwatchParts } from './threadwatchParts.ts';

/** Creates what sends events to programs. */
export function createEventDispatcher(
  {
    accessOf,
    clock,
    wall,
    random,
    eventOptions,
    onEventSent,
  }: ThreadwatchParts & {
    readonly accessOf: AccessCheck;
  },
  { eventFeed: queue, receivers, outbox }: Records,
  { signingSecrets }: Pick<AccountParts, 'signingSecrets'>,
  dispatcher: Pick<Dispatcher, 'flushNew'>,
  coreLog: CoreLog,
): EventDispatcher {
  return new EventDispatcher({
    queue,
    receivers,
    accessOf,
    signingSecrets,
    sender: createEventSender({ allowPrivate: false, ...eventOptions }),
    notifier: new EventNotifier({ outbox, receivers, flushNew: (channel) => dispatcher.flushNew(channel) }),
    userAgent: `Threadwatch/${readVersions().threadwatch}`,
    clock,
    wall: wall ?? (() => clock.now()),
    random,
    onSent: onEventSent ?? (() => undefined),
    onError: (err, about) =>
      coreLog.failure(err, about, 'an event could not be sent because of our own side; it is sent again'),
  });
}

/** To which URLs events may be sent. */
export function createEventUrlPolicy({
  eventOptions,
}: Pick<ThreadwatchParts, 'eventOptions'>): EventUrlPolicy {
  const lookupAll: LookupAll = eventOptions?.lookup ?? lookup;
  return {
    allowPrivate: eventOptions?.allowPrivate ?? false,
    resolve(hostname) {
      const { promise, resolve, reject } = Promise.withResolvers<string[]>();
      lookupAll(hostname, { all: true }, (error, found) =>
        error === null ? resolve(found.map(({ address }) => address)) : reject(error),
      );
      return promise;
    },
  };
}

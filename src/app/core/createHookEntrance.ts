import type { HookIntake } from '../../alerts/hookCall.ts';
import { HookEntrance } from '../../hooks/hookEntrance.ts';
import { UnreadableCalls } from '../../hooks/unreadableCalls.ts';
import type { ServiceParts } from './createServices.ts';
import type { ThreadwatchParts } from './threadwatchParts.ts';

/** Creates what takes the calls of publishing programs. */
export function createHookEntrance(
  { accounts, store, clock, log, areWorkspacesKnown, onHookCall }: ThreadwatchParts,
  { records, dispatcher, coreLog }: Pick<ServiceParts, 'records' | 'dispatcher' | 'coreLog'>,
  intake: HookIntake,
): HookEntrance {
  const { hookStore } = records;
  return new HookEntrance({
    hookStore,
    intake,
    unreadableCalls: new UnreadableCalls({
      ...records,
      clock,
      // The program does not wait for the channel; what is not sent now is sent by a job.
      onTold: ({ channel }) =>
        void dispatcher
          .deliver(channel)
          .catch((err: unknown) => log.warn({ err }, 'a channel is told later')),
    }),
    accounts,
    store,
    clock,
    areWorkspacesKnown: areWorkspacesKnown ?? (() => true),
    onCall: onHookCall ?? (() => undefined),
    onError: (err, { id, name, account }) =>
      coreLog.failure(err, { hook: id, name, account }, 'a call of a hook failed on our side'),
  });
}

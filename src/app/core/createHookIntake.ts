import type { Services } from '../../../commands/command.ts';
import { HookIntakeService } from '../../alerts/hookIntake.ts';
import type { ServiceParts } from './createServices.ts';

/** Creates what takes the calls of publishing programs. */
export function createHookIntake(
  { records, accountParts, dispatcher, lock, coreLog }: ServiceParts,
  { watchService, poller }: Pick<Services, 'watchService' | 'poller'>,
): HookIntakeService {
  return new HookIntakeService({
    ...records,
    watchService,
    poller,
    notifier: accountParts.notifier,
    lock,
    flushNew: (channel) => dispatcher.flushNew(channel),
    onError: (err, { id, name, account }) =>
      coreLog.failure(
        err,
        { hook: id, name, account },
        'what follows from a call of a hook failed on our side',
      ),
  });
}

import { HookService } from '../../hooks/hookService.ts';
import type { AccountParts } from './createAccountParts.ts';
import type { Records } from './createRecords.ts';
import type { ThreadwatchParts } from './threadwatchParts.ts';

/** Creates what makes and revokes hooks, and logs each that is made. */
export function createHookService(
  { secrets, clock, log }: Pick<ThreadwatchParts, 'secrets' | 'clock' | 'log'>,
  records: Records,
  { signingSecrets }: Pick<AccountParts, 'signingSecrets'>,
): HookService {
  return new HookService({
    ...records,
    signingSecrets,
    secrets,
    clock,
    onMade: ({ id, name, account, channel, by }) =>
      log.info({ hook: id, name, account, channel, by }, 'a hook was made'),
  });
}

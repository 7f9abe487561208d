import { type AccessCheck, createAccessCheck } from '../../accounts/access.ts';
import type { ThreadwatchParts } from './threadwatchParts.ts';

/** Tells whether a workspace may hear of some accounts, and logs once of what it is told nothing. */
export function createAccess({
  accounts,
  areWorkspacesKnown = () => true,
  log,
}: Pick<ThreadwatchParts, 'accounts' | 'areWorkspacesKnown' | 'log'>): AccessCheck {
  return createAccessCheck(accounts, areWorkspacesKnown, (denied) =>
    log.warn(
      denied,
      'a workspace was taken off an account, so it is told nothing about it; what it subscribed to is kept. Bind it to the account again, or delete what is stored of it with npm run forget',
    ),
  );
}

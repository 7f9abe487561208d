import type { AccountHealth } from '../../accounts/accountHealth.ts';
import type { Outage } from '../../accounts/outage.ts';
import type { Log } from '../../log.ts';
import { explainOutage } from '../../messages/outageWords.ts';
import type { ReplacedOutcome } from '../../tokens/compareConfigured.ts';
import type { ThreadwatchParts } from './threadwatchParts.ts';

/** One line for each outage and its end, and for each refused token. */
export interface AccountLog {
  readonly onOutage: (outage: Outage) => void;
  readonly onRecovered: (outage: Outage) => void;
}

export function createAccountLog(log: Pick<Log, 'info'>): AccountLog {
  return {
    onOutage(outage) {
      const isToken = outage.error.kind === 'token' && outage.scope !== 'objects';
      const what = isToken ? 'Threads refuses the access token of an account' : 'an account has an outage';
      log.info(factsOf(outage), `${what}: ${explainOutage(outage)}`);
    },
    onRecovered: ({ account, since }) =>
      log.info({ account, since: new Date(since) }, 'the outage of an account is over'),
  };
}

const OLDER =
  'THREADS_ACCOUNTS or THREADS_ACCESS_TOKEN on this machine has a token of this account that a later one has replaced';

/** One line for each account whose configured token is an older one. */
export function createReplacedLog(log: Pick<Log, 'warn'>) {
  return (account: string, outcome: ReplacedOutcome): void => {
    const words =
      outcome === 'kept'
        ? `${OLDER}. The later one has been refreshed since, and is used: put the token there that the other machines have. To go back to an older one, make a new token, or connect the account in chat`
        : `${OLDER}, and it is used again. If you did not mean that, put the later one there, and the same on every machine`;
    log.warn({ account }, words);
  };
}

/** Calls each account once, and warns of each that can't be called; an outage that is known already costs no call. */
export async function warnOfOutages(
  { accounts, log }: Pick<ThreadwatchParts, 'accounts' | 'log'>,
  health: AccountHealth,
): Promise<void> {
  const warn = async (name: string): Promise<void> => {
    const account = accounts.get(name);
    if (account !== undefined && health.outageOf(name) === undefined) await health.probe(account);
    const outage = health.outageOf(name);
    if (outage !== undefined)
      log.warn(
        factsOf(outage),
        `an account can't be called: ${explainOutage(outage)}; npm run doctor says what to do`,
      );
  };
  try {
    await Promise.all(accounts.all.map(({ name }) => warn(name)));
  } catch (err) {
    log.debug({ err }, 'it could not be found out whether all accounts can be called');
  }
}

function factsOf({ account, error, since }: Outage) {
  return { account, error: error.kind, code: error.code, since: new Date(since) };
}

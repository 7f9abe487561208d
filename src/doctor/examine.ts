import type { Account } from '../accounts/accounts.ts';
import type { ConnectSetup } from '../connect/connectSetup.ts';
import { formatDuration, SECOND } from '../duration.ts';
import type { Finding } from '../messages/replies/doctorReport.ts';
import { code, command, text } from '../messages/text.ts';
import type { ThreadsApi } from '../threads/api.ts';
import { type CheckAccountParts, checkAccount } from './checkAccount.ts';
import { checkHookServer } from './checkHooks.ts';
import { type ProgramFacts, readVersions } from './facts.ts';

/** A larger difference between our clock and Threads' makes checks and expiries come at the wrong time. */
const MAX_SKEW = 30 * SECOND;

export interface ExamineParts extends CheckAccountParts {
  /** The accounts that the caller may see. */
  readonly accounts: readonly Account[];
  readonly threads: CheckAccountParts['threads'] & Pick<ThreadsApi, 'clockSkew'>;
  /** The results of checking the store. */
  readonly store: readonly Finding[];
  /** Whether TOKEN_KEY is set. */
  readonly canStoreTokens: boolean;
  /** The settings for connecting accounts from chat. */
  readonly connect: ConnectSetup;
  readonly facts: ProgramFacts;
}

/** Runs all checks. Each yields one or more findings. */
export async function examine(parts: ExamineParts): Promise<Finding[]> {
  const { accounts } = parts;
  const accountFindings = await Promise.all(accounts.map((account) => checkAccount(parts, account)));
  const noAccount: Finding = {
    isOk: false,
    words:
      parts.connect.kind === 'ready'
        ? text`No Threads account is connected here. Type ${command('connect')}`
        : text`No Threads account is connected here: set THREADS_ACCOUNTS`,
  };
  return [
    ...(accounts.length === 0 ? [noAccount] : accountFindings.flat()),
    checkClock(parts),
    ...parts.store,
    checkTokenKey(parts),
    checkConnect(parts),
    checkHookServer(parts.facts),
    checkVersions(),
    { isOk: true, words: text`Set: ${parts.facts.variables.join(', ') || 'nothing'}` },
  ];
}

/** Every answer of Threads contains its time, so this also shows whether anything answers at all. */
function checkClock({ threads, facts }: ExamineParts): Finding {
  const skew = threads.clockSkew();
  if (skew === undefined)
    return {
      isOk: false,
      words: text`Nothing answers at ${code(facts.apiUrl)}: check the network, and THREADS_API_URL`,
    };
  if (Math.abs(skew) <= MAX_SKEW)
    return { isOk: true, words: text`${code(facts.apiUrl)} answers, and our clocks agree` };
  const direction = skew > 0 ? 'ahead of' : 'behind';
  return {
    isOk: false,
    words: text`Our clock is ${formatDuration(Math.abs(skew))} ${direction} that of Threads: let this machine set its time by NTP`,
  };
}

function checkTokenKey({ canStoreTokens }: ExamineParts): Finding {
  return canStoreTokens
    ? { isOk: true, words: text`TOKEN_KEY is set: refreshed tokens are kept, encrypted` }
    : {
        isOk: false,
        words: text`Refreshed tokens live in memory: set TOKEN_KEY (${code('openssl rand -base64 32')})`,
      };
}

/** If some variables are set, the missing ones are a mistake; if none is set, the operator does not want the feature. */
function checkConnect({ connect }: ExamineParts): Finding {
  if (connect.kind === 'ready') return { isOk: true, words: text`Accounts can be connected from chat` };
  const missing = connect.missing.join(', ');
  return connect.isPartlySet
    ? { isOk: false, words: text`Accounts can't be connected from chat yet: set ${missing} too` }
    : { isOk: true, words: text`Accounts are connected by configuration: ${missing} not set` };
}

function checkVersions(): Finding {
  const { threadwatch, node } = readVersions();
  return { isOk: true, words: text`Threadwatch ${threadwatch} on Node ${node}` };
}

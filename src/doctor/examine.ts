import type { Account } from '../accounts/accounts.ts';
import type { ConnectSetup } from '../connect/connectSetup.ts';
import { formatDuration, SECOND } from '../duration.ts';
import type { Finding } from '../messages/replies/doctorReport.ts';
import { code, text } from '../messages/text.ts';
import type { ThreadsApi } from '../threads/api.ts';
import { type CheckedThreads, checkAccount } from './checkAccount.ts';
import { type ProgramFacts, readVersions } from './facts.ts';

/** A clock that is further off than this makes checks and ends come at the wrong time. */
const MOST_SKEW = 30 * SECOND;

export interface ExamineParts {
  /** Those that the asker may know of. */
  readonly accounts: readonly Account[];
  readonly threads: CheckedThreads & Pick<ThreadsApi, 'clockLead'>;
  /** What was found of the store. */
  readonly store: Finding;
  /** Whether TOKEN_KEY is set. */
  readonly canStoreTokens: boolean;
  /** What connecting from chat takes, or lacks. */
  readonly connect: ConnectSetup;
  readonly facts: ProgramFacts;
  readonly now: number;
}

/** Makes every check there is, each of which finds one or more lines. */
export async function examine(parts: ExamineParts): Promise<Finding[]> {
  const { accounts, threads, now } = parts;
  const ofAccounts = await Promise.all(accounts.map((account) => checkAccount(threads, account, now)));
  const none: Finding = {
    isOk: false,
    words: text`No Threads account is connected here: set THREADS_ACCOUNTS`,
  };
  return [
    ...(accounts.length === 0 ? [none] : ofAccounts.flat()),
    checkClock(parts),
    parts.store,
    checkTokenKey(parts),
    checkConnect(parts),
    checkVersions(),
    { isOk: true, words: text`Set: ${parts.facts.variables.join(', ') || 'nothing'}` },
  ];
}

/** Also whether anything answers at all: every answer tells the time. */
function checkClock({ threads, facts }: ExamineParts): Finding {
  const lead = threads.clockLead();
  if (lead === undefined)
    return {
      isOk: false,
      words: text`Nothing answers at ${code(facts.apiUrl)}: check the network, and THREADS_API_URL`,
    };
  if (Math.abs(lead) <= MOST_SKEW)
    return { isOk: true, words: text`${code(facts.apiUrl)} answers, and our clocks agree` };
  const way = lead > 0 ? 'ahead of' : 'behind';
  return {
    isOk: false,
    words: text`Our clock is ${formatDuration(Math.abs(lead))} ${way} that of Threads: let this machine set its time by NTP`,
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

/** What was begun and lacks something is a slip; what was not begun is a choice. */
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

import type { Account } from '../accounts/accounts.ts';
import type { ConnectSetup } from '../connect/connectSetup.ts';
import { type ClockSkew, checkClocks } from '../messages/clockFindings.ts';
import { ASK_OPERATOR, advice, type Finding, fault, fine } from '../messages/findings.ts';
import { code, command, text } from '../messages/text.ts';
import type { ThreadsApi } from '../threads/api.ts';
import { type CheckAccountParts, checkAccount } from './checkAccount.ts';
import { checkHookServer } from './checkHooks.ts';
import { type ProgramFacts, readVersions } from './facts.ts';

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
  /** By the answers of other servers than Threads'. */
  readonly clocks?: Promise<readonly ClockSkew[]>;
}

/** Runs all checks. Each yields one or more findings. */
export async function examine(parts: ExamineParts): Promise<Finding[]> {
  const { accounts } = parts;
  const accountFindings = await Promise.all(accounts.map((account) => checkAccount(parts, account)));
  return [
    ...(accounts.length === 0 ? [describeNoAccount(parts)] : accountFindings.flat()),
    ...checkThreads(parts, await parts.clocks),
    ...parts.store,
    checkTokenKey(parts),
    checkConnect(parts),
    checkHookServer(parts.facts),
    checkVersions(),
    fine(text`Set: ${parts.facts.variables.join(', ') || 'nothing'}`, 'hidden'),
  ];
}

/** Where people connect their accounts in chat, none is there at first. */
function describeNoAccount({ connect }: ExamineParts): Finding {
  const none = text`No Threads account is connected here`;
  return connect.kind === 'ready'
    ? advice(text`${none}. Type ${command('connect')}`)
    : fault(text`${none}: set THREADS_ACCOUNTS`, text`${none}. ${ASK_OPERATOR}`);
}

/** Every answer of Threads contains its time, so this also shows whether anything answers at all. */
function checkThreads(
  { accounts, threads, facts }: ExamineParts,
  clocks: readonly ClockSkew[] = [],
): Finding[] {
  const skew = threads.clockSkew();
  const wrong = checkClocks([...(skew === undefined ? [] : [{ service: 'Threads', skew }]), ...clocks]);
  // Without an account nothing was asked of Threads.
  if (accounts.length === 0) return wrong;
  if (skew === undefined)
    return [
      fault(
        text`Nothing answers at ${code(facts.apiUrl)}: check the network, and THREADS_API_URL`,
        text`Threads can't be reached. ${ASK_OPERATOR}`,
      ),
      ...wrong,
    ];
  return wrong.length > 0
    ? wrong
    : [
        fine(
          text`${code(facts.apiUrl)} answers, and our clocks agree`,
          text`Threads answers, and our clocks agree`,
        ),
      ];
}

function checkTokenKey({ canStoreTokens }: ExamineParts): Finding {
  return canStoreTokens
    ? fine(
        text`TOKEN_KEY is set: refreshed tokens are kept, encrypted`,
        text`Refreshed tokens are kept, encrypted`,
      )
    : advice(
        text`Refreshed tokens live in memory: set TOKEN_KEY (${code('openssl rand -base64 32')})`,
        text`Refreshed tokens are lost when the bot is started again. ${ASK_OPERATOR}`,
      );
}

/** If some variables are set, the missing ones are a mistake; if none is set, the operator does not want the feature. */
function checkConnect({ connect }: ExamineParts): Finding {
  if (connect.kind === 'ready') return fine(text`Accounts can be connected from chat`);
  const missing = connect.missing.join(', ');
  return connect.isPartlySet
    ? fault(
        text`Accounts can't be connected from chat yet: set ${missing} too`,
        text`Accounts can't be connected from chat yet. ${ASK_OPERATOR}`,
      )
    : fine(
        text`Accounts are connected by configuration: ${missing} not set`,
        text`Accounts are connected by the operator of this bot`,
      );
}

function checkVersions(): Finding {
  const { threadwatch, node } = readVersions();
  return fine(text`Threadwatch ${threadwatch} on Node ${node}`);
}

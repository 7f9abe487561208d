import { AccountHealth } from '../../accounts/accountHealth.ts';
import { createRemedyOf } from '../../alerts/createRemedyOf.ts';
import { Notifier } from '../../alerts/notifier.ts';
import { OutageNotifier } from '../../alerts/outageNotifier.ts';
import { TokenAlerts } from '../../alerts/tokenAlerts.ts';
import { ConnectNotifier } from '../../connect/connectNotifier.ts';
import { renewalOf } from '../../connect/connectSetup.ts';
import { SigningSecrets } from '../../events/signingSecrets.ts';
import { createTokenCipher } from '../../tokens/cipher.ts';
import { LeftOverTokens } from '../../tokens/leftOverTokens.ts';
import { TokenRefresher } from '../../tokens/tokenRefresher.ts';
import { TokenStore } from '../../tokens/tokenStore.ts';
import { createAccountLog, createReplacedLog } from './createAccountLog.ts';
import type { Records } from './createRecords.ts';
import type { ThreadwatchParts } from './threadwatchParts.ts';

type AccountOptions = Pick<
  ThreadwatchParts,
  'accounts' | 'threads' | 'tokenKeys' | 'secrets' | 'connect' | 'clock' | 'random' | 'log'
>;

/** The parts that deal with accounts: their health, their tokens, and the alerts about both. */
export type AccountParts = ReturnType<typeof createAccountParts>;

/** Creates the account parts. A new token makes the next probe of its account due at once. */
export function createAccountParts(
  { accounts, threads, tokenKeys, secrets, connect, clock, random, log }: AccountOptions,
  records: Records,
) {
  const { outages, outbox } = records;
  const cipher = tokenKeys.length > 0 ? createTokenCipher(tokenKeys) : undefined;
  const tokenStore = new TokenStore({
    records: records.tokens,
    cipher,
    accounts,
    secrets,
    clock,
    onReplaced: createReplacedLog(log),
  });
  const remedyOf = createRemedyOf(tokenStore, renewalOf(connect));
  const notifier = new Notifier({ ...records, clock });
  const subscribersOf = (account: string) => notifier.subscribersOf(account);
  const health = new AccountHealth({
    records: outages,
    threads,
    notifier: new OutageNotifier({ outbox, subscribersOf, remedyOf }),
    clock,
    ...createAccountLog(log),
  });
  const tokenRefresher = new TokenRefresher({ tokenStore, accounts, threads, health, clock, random, log });
  tokenStore.onNewToken(async (name) => {
    threads.forgetQuotaScopes(name);
    tokenRefresher.resetTimes(name);
    await health.probeNow(name);
  });
  const tokenAlerts = new TokenAlerts({
    tokenStore,
    accounts,
    threads,
    health,
    outbox,
    subscribersOf,
    remedyOf,
    clock,
    log,
  });
  const connectNotifier = new ConnectNotifier({ outbox, tokenStore, clock });
  const signingSecrets = new SigningSecrets(cipher, secrets);
  return {
    connectNotifier,
    signingSecrets,
    notifier,
    remedyOf,
    health,
    tokenStore,
    leftOverTokens: new LeftOverTokens(records.tokens, accounts),
    tokenRefresher,
    tokenAlerts,
  };
}

import { Accounts } from '../../accounts/accounts.ts';
import { QuotaReader, quotaScopesRecordSchema } from '../../accounts/quotaReader.ts';
import { createRemedyOf } from '../../alerts/createRemedyOf.ts';
import type { ChannelRef } from '../../channelRef.ts';
import type { StoredInstallations } from '../../chat/slack/examineTeams.ts';
import { type Installed, installationSchema } from '../../chat/slack/teams/installation.ts';
import { TokenSeal } from '../../chat/slack/teams/tokenSeal.ts';
import { systemClock } from '../../clock.ts';
import { renewalOf } from '../../connect/connectSetup.ts';
import { examine } from '../../doctor/examine.ts';
import type { ClockSkew } from '../../messages/clockFindings.ts';
import { advice, type Finding, fault } from '../../messages/findings.ts';
import { text } from '../../messages/text.ts';
import type { Secrets } from '../../secrets.ts';
import { type Store, StoreError } from '../../store/store.ts';
import { createThreadsApi } from '../../threads/createThreadsApi.ts';
import { createTokenCipher, WrongKeyError } from '../../tokens/cipher.ts';
import { tokenRecordSchema } from '../../tokens/tokenRecord.ts';
import { TokenStore } from '../../tokens/tokenStore.ts';
import type { Config } from '../config.ts';
import { checkPorts } from './checkPorts.ts';
import { examineDelivery, findSubscribedChannels } from './examineDelivery.ts';
import { examinePlatforms } from './examinePlatforms.ts';
import { openForReading } from './openForReading.ts';
import { toReadOnly } from './readAllStores.ts';

/**
 * Makes every check that the operator's doctor makes. It changes nothing, and takes no lease of the store, so that it can
 * run beside the bot.
 *
 * @param secrets each token that is read from the store is added
 */
export async function examineSetup(config: Config, secrets: Secrets): Promise<Finding[]> {
  const now = systemClock.now();
  const accounts = new Accounts(config.accounts);
  const { store, findings: storeFindings } = await openForReading(config);
  try {
    const tokenStore = createTokenStore(config, store, accounts, secrets);
    const unreadable = await loadTokens(tokenStore);
    const channels = await orNone(() => findSubscribedChannels(store));
    const installations = readInstallations(config, store, secrets);
    const platforms = examinePlatforms(config, channels, { installations });
    const clocks = platforms.then((examined) => examined.clocks);
    const [{ findings }, threads, ports, delivery] = await Promise.all([
      platforms,
      examineThreads(config, { store, accounts, tokenStore, secrets, storeFindings, clocks, now }),
      checkPorts(config),
      orNone(() => examineDelivery(store, { accounts, canBeCalled: config.http !== undefined, now })),
    ]);
    return [...findings, ...unreadable, ...threads, ...ports, ...delivery];
  } finally {
    await store.close();
  }
}

interface ThreadsParts {
  readonly store: Store;
  readonly accounts: Accounts;
  readonly tokenStore: TokenStore;
  readonly secrets: Secrets;
  readonly storeFindings: readonly Finding[];
  readonly clocks: Promise<readonly ClockSkew[]>;
  readonly now: number;
}

/** The accounts, the clock, and what is set. */
async function examineThreads(
  config: Config,
  { store, accounts, tokenStore, secrets, storeFindings, clocks, now }: ThreadsParts,
): Promise<Finding[]> {
  const threads = createThreadsApi({
    ...config.threads,
    proxy: config.proxy,
    clock: systemClock,
    redact: (words) => secrets.hide(words),
  });
  try {
    const remedyOf = createRemedyOf(tokenStore, renewalOf(config.connect));
    return await examine({
      accounts: accounts.all,
      threads,
      quotaReader: new QuotaReader({
        records: toReadOnly(store.collection('quota-scopes', quotaScopesRecordSchema)),
        threads,
        clock: systemClock,
        onStoreError: () => undefined,
      }),
      // Only the running bot knows of outages.
      objectsOutageOf: () => undefined,
      lifeOf: (account) => tokenStore.lifeOf(account),
      remedyOf: (account, error) => remedyOf(account, error, now),
      store: storeFindings,
      canStoreTokens: tokenStore.canStore,
      connect: config.connect,
      facts: config.facts,
      clocks,
      now,
    });
  } finally {
    await threads.close();
  }
}

function createTokenStore(
  { tokenKeys }: Config,
  store: Store,
  accounts: Accounts,
  secrets: Secrets,
): TokenStore {
  return new TokenStore({
    records: toReadOnly(store.collection('tokens', tokenRecordSchema)),
    cipher: tokenKeys.length > 0 ? createTokenCipher(tokenKeys) : undefined,
    accounts,
    secrets,
    clock: systemClock,
  });
}

/** What is stored of the app in several Slack teams. */
function readInstallations(
  { slack, tokenKeys }: Config,
  store: Store,
  secrets: Secrets,
): StoredInstallations | undefined {
  if (slack?.teams.kind !== 'several' || tokenKeys.length === 0) return undefined;
  const seal = new TokenSeal(createTokenCipher(tokenKeys), (secret) => secrets.add(secret));
  return {
    entries: (onCorrupt) =>
      store.collection('slack-installations', installationSchema).entries((team) => onCorrupt(team)),
    open: (record) => openOrNone(record, seal),
  };
}

function openOrNone({ secret, team }: Installed, seal: TokenSeal): string | undefined {
  try {
    return seal.open(secret, team).token;
  } catch (error) {
    if (error instanceof WrongKeyError) return undefined;
    throw error;
  }
}

/** Loads the stored tokens. A token that can't be read leaves the configured one in use. */
async function loadTokens(tokenStore: TokenStore): Promise<Finding[]> {
  const unreadable: Finding[] = [];
  try {
    await tokenStore.load((name) =>
      unreadable.push(advice(text`${name}: its stored token record can't be read`)),
    );
    return unreadable;
  } catch (error) {
    if (!(error instanceof WrongKeyError) && !(error instanceof StoreError)) throw error;
    return [fault(text`${error.message}`)];
  }
}

/** Where the store fails, its own finding says so. */
async function orNone<T extends Finding | ChannelRef>(read: () => Promise<T[]>): Promise<T[]> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return [];
  }
}

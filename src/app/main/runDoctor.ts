import { parseArgs } from 'node:util';
import { Accounts } from '../../accounts/accounts.ts';
import { QuotaReader, quotaScopesRecordSchema } from '../../accounts/quotaReader.ts';
import { createRemedyOf } from '../../alerts/createRemedyOf.ts';
import { renderPlain } from '../../chat/terminal/renderCard.ts';
import { systemClock } from '../../clock.ts';
import { renewalOf } from '../../connect/connectSetup.ts';
import { checkStore } from '../../doctor/checkStore.ts';
import { examine } from '../../doctor/examine.ts';
import { doctorReport, type Finding } from '../../messages/replies/doctorReport.ts';
import { code, text } from '../../messages/text.ts';
import { Secrets } from '../../secrets.ts';
import { openStore } from '../../store/openStore.ts';
import { type Collection, type Store, StoreError } from '../../store/store.ts';
import { findMissingStore } from '../../store/storeUrl.ts';
import { createThreadsApi } from '../../threads/createThreadsApi.ts';
import { createTokenCipher, WrongKeyError } from '../../tokens/cipher.ts';
import { tokenRecordSchema } from '../../tokens/tokenRecord.ts';
import { TokenStore } from '../../tokens/tokenStore.ts';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { examineDelivery } from './examineDelivery.ts';

const USAGE = `Usage: npm run -s doctor [-- --json]

Checks every account, the store, the clock, the configuration and the delivery of messages, and says what to do. It changes nothing, creates no
store, and can run beside Threadwatch. Exit code: 0 if all is well, 1 if there is something to do, 2 if it could not
check.
`;

export interface DoctorRun {
  /** What stands after the name of the program. */
  readonly args: readonly string[];
  readonly readEnvironment: () => NodeJS.ProcessEnv;
  readonly writeReport: (text: string) => void;
  readonly writeError: (text: string) => void;
}

/**
 * Checks everything, and writes what it found. Never rejects.
 *
 * @returns the exit code: 0 if all is well, 1 if there is something to do, 2 if it could not check
 */
export async function runDoctor(run: DoctorRun): Promise<0 | 1 | 2> {
  const secrets = new Secrets();
  try {
    return (await report(run, secrets)) ? 0 : 1;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    run.writeError(secrets.hide(error instanceof ConfigError ? `${words}\n` : `${words}\n${USAGE}`));
    return 2;
  }
}

/** @returns whether all is well */
async function report({ args, readEnvironment, writeReport }: DoctorRun, secrets: Secrets): Promise<boolean> {
  const options = { json: { type: 'boolean' }, help: { type: 'boolean' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) {
    writeReport(USAGE);
    return true;
  }
  const config = readConfig(readEnvironment());
  for (const secret of config.secrets) secrets.add(secret);
  const findings = await examineSetup(config, secrets);
  const rendering = { commandName: config.commandName, now: systemClock.now(), timeZone: 'UTC' };
  const asText = ({ isOk, words }: Finding) => ({
    ok: isOk,
    text: renderPlain({ tone: 'neutral', title: words, body: [], buttons: [] }, rendering),
  });
  const shown = values.json
    ? JSON.stringify(findings.map(asText), null, 2)
    : renderPlain(doctorReport(findings), rendering);
  writeReport(`${secrets.hide(shown)}\n`);
  return findings.every(({ isOk }) => isOk);
}

async function examineSetup(config: Config, secrets: Secrets): Promise<Finding[]> {
  const accounts = new Accounts(config.accounts);
  const { store, findings: storeFindings } = await openForReading(config);
  const threads = createThreadsApi({
    ...config.threads,
    proxy: config.proxy,
    clock: systemClock,
    redact: (text) => secrets.hide(text),
  });
  try {
    const tokenStore = new TokenStore({
      records: toReadOnly(store.collection('tokens', tokenRecordSchema)),
      cipher: config.tokenKeys.length > 0 ? createTokenCipher(config.tokenKeys) : undefined,
      accounts,
      secrets,
      clock: systemClock,
    });
    const quotaReader = new QuotaReader({
      records: toReadOnly(store.collection('quota-scopes', quotaScopesRecordSchema)),
      threads,
      clock: systemClock,
      onStoreError: () => undefined,
    });
    const remedyOf = createRemedyOf(tokenStore, renewalOf(config.connect));
    const now = systemClock.now();
    const unreadable = await loadTokens(tokenStore);
    const examined = await examine({
      accounts: accounts.all,
      threads,
      quotaReader,
      // Only the running bot knows of outages.
      objectsOutageOf: () => undefined,
      lifeOf: (account) => tokenStore.lifeOf(account),
      remedyOf: (account, error) => remedyOf(account, error, now),
      store: storeFindings,
      canStoreTokens: tokenStore.canStore,
      connect: config.connect,
      facts: config.facts,
      now,
    });
    return [...unreadable, ...(await readDelivery(store, now)), ...examined];
  } finally {
    await threads.close();
    await store.close();
  }
}

/** Opens the store. If there is none or it can't be opened, the accounts are still checked, with the configured tokens. */
async function openForReading({ storeUrl, facts }: Config): Promise<{ store: Store; findings: Finding[] }> {
  const where = code(facts.store);
  try {
    const missing = findMissingStore(storeUrl);
    if (missing === undefined) {
      const store = await openStore(storeUrl);
      return { store, findings: await checkStore(store, facts.store, systemClock.now()) };
    }
    const finding =
      missing.problem === undefined
        ? { isOk: true, words: text`There is no store yet; the first start creates it: ${where}` }
        : {
            isOk: false,
            words: text`The store ${where} can't be created: ${missing.problem}. Check STORE_URL`,
          };
    return { store: await openStore('memory:'), findings: [finding] };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const words = text`STORE_URL: ${error.message} Until then, accounts are checked with their configured tokens`;
    return { store: await openStore('memory:'), findings: [{ isOk: false, words }] };
  }
}

/** Loads the stored tokens. A token that can't be read leaves the configured one in use. */
async function loadTokens(tokenStore: TokenStore): Promise<Finding[]> {
  const unreadable: Finding[] = [];
  try {
    await tokenStore.load((name) =>
      unreadable.push({ isOk: false, words: text`${name}: its stored token record can't be read` }),
    );
    return unreadable;
  } catch (error) {
    if (!(error instanceof WrongKeyError) && !(error instanceof StoreError)) throw error;
    return [{ isOk: false, words: text`${error.message}` }];
  }
}

/** Where the store fails, its own finding says so. */
async function readDelivery(store: Store, now: number): Promise<Finding[]> {
  try {
    return await examineDelivery(store, now);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return [];
  }
}

/** Writes nothing, because a running Threadwatch owns the records. */
function toReadOnly<T>(records: Collection<T>): Collection<T> {
  const doNothing = async (): Promise<void> => undefined;
  return {
    get: (key) => records.get(key),
    getMany: (keys) => records.getMany(keys),
    entries: (onCorrupt) => records.entries(onCorrupt),
    set: doNothing,
    setMany: doNothing,
    delete: doNothing,
    deleteMany: doNothing,
  };
}

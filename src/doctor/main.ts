import { parseArgs } from 'node:util';
import { Accounts } from '../accounts.ts';
import { renderPlain } from '../chat/terminal/renderCard.ts';
import { systemClock } from '../clock.ts';
import { ConfigError, readConfig } from '../config.ts';
import { doctorReport } from '../messages/doctorReport.ts';
import { readEnvironment } from '../readEnvironment.ts';
import { Secrets } from '../secrets.ts';
import { openStore } from '../store/openStore.ts';
import { type Collection, StoreError } from '../store/store.ts';
import { createThreadsApi } from '../threads/createThreadsApi.ts';
import { createTokenCipher, WrongKeyError } from '../tokens/cipher.ts';
import { TokenBook } from '../tokens/tokenBook.ts';
import { tokenRecordSchema } from '../tokens/tokenRecord.ts';
import { examine } from './examine.ts';

const USAGE = `Usage: npm run -s doctor [-- --json]

Checks every account, the store, the clock and the configuration, and says what to do. It changes nothing, and can run
beside Threadwatch. It ends with 0 where all is well, 1 where there is something to do, 2 where it could not check.
`;

const secrets = new Secrets();

async function main(): Promise<void> {
  const options = { json: { type: 'boolean' }, help: { type: 'boolean' } } as const;
  const { values } = parseArgs({ options });
  if (values.help) return void process.stdout.write(USAGE);
  const config = readConfig(readEnvironment());
  for (const secret of config.secrets) secrets.add(secret);
  const accounts = new Accounts(config.accounts);
  const store = await openStore(config.storeUrl);
  const threads = createThreadsApi({
    ...config.threads,
    clock: systemClock,
    redact: (text) => secrets.hide(text),
  });
  try {
    const book = new TokenBook({
      records: readOnly(store.collection('tokens', tokenRecordSchema)),
      cipher: config.tokenKeys.length > 0 ? createTokenCipher(config.tokenKeys) : undefined,
      accounts,
      secrets,
      clock: systemClock,
      onNewToken: async () => undefined,
    });
    await book.load(() => undefined);
    const findings = await examine({
      accounts: accounts.all,
      threads,
      store,
      canStoreTokens: book.canStore,
      connectMissing: config.connect.kind === 'unset' ? config.connect.missing : [],
      facts: config.facts,
      now: systemClock.now(),
    });
    const rendering = { commandName: config.commandName, now: systemClock.now(), timeZone: 'UTC' };
    const lines = doctorReport(findings);
    const asText = ({ isOk, words }: (typeof findings)[number]) => ({
      ok: isOk,
      text: renderPlain({ tone: 'neutral', title: words, body: [], buttons: [] }, rendering),
    });
    const report = values.json
      ? JSON.stringify(findings.map(asText), null, 2)
      : renderPlain(lines, rendering);
    process.stdout.write(`${secrets.hide(report)}\n`);
    process.exitCode = findings.every(({ isOk }) => isOk) ? 0 : 1;
  } finally {
    await threads.close();
    await store.close();
  }
}

/** A running Threadwatch owns the records. */
function readOnly<T>(records: Collection<T>): Collection<T> {
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

main().catch((error: unknown) => {
  const isKnown =
    error instanceof ConfigError || error instanceof StoreError || error instanceof WrongKeyError;
  const words = error instanceof Error ? error.message : String(error);
  process.stderr.write(secrets.hide(isKnown ? `${words}\n` : `${words}\n${USAGE}`));
  process.exitCode = 2;
});

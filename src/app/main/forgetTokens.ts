import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openStore } from '../../store/openStore.ts';
import { type Store, StoreError } from '../../store/store.ts';
import { readEnvironment } from '../readEnvironment.ts';
import { defaults } from '../variables.ts';

const USAGE = `Usage: npm run -s forget-tokens

Deletes all tokens from the store of STORE_URL, of Threads accounts and of Slack workspaces. Use it if you have lost the TOKEN_KEY that encrypts them. Stop
Threadwatch first. The next start uses the tokens from the environment; accounts that were connected in chat must be
connected again, and each Slack workspace of SLACK_TEAM_IDS must install the app again. Watches and quota alerts are kept.
`;

/** Deletes every token record, also those that can't be decrypted or parsed. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
  if (values.help) return void process.stdout.write(USAGE);
  const { STORE_URL: url } = readEnvironment();
  const store = await openStore(url === undefined || url === '' ? defaults.storeUrl : url);
  try {
    await store.lease({
      onWait: (message) => void process.stderr.write(`${message}\n`),
      onLost: endOnLostLease,
      // A store without records holds no tokens, as the last line says.
      onEmptied: () => undefined,
    });
    const names = await deleteAll(store, 'tokens');
    const teams = await deleteAll(store, 'slack-installations');
    if (names.length > 0)
      process.stdout.write(
        `Deleted the stored tokens of ${names.join(', ')}. The next start uses those from the environment.\n`,
      );
    if (teams.length > 0)
      process.stdout.write(
        `Deleted the tokens of the Slack workspaces ${teams.join(', ')}. Each must install the app again.\n`,
      );
    if (names.length + teams.length === 0) process.stdout.write('The store holds no tokens.\n');
  } finally {
    await store.close();
  }
}

/** @returns the keys of the records, sorted */
async function deleteAll(store: Store, collection: string): Promise<string[]> {
  const records = store.collection(collection, z.unknown());
  const keys: string[] = [];
  for await (const [key] of records.entries((each) => keys.push(each))) keys.push(key);
  await records.deleteMany(keys);
  return keys.toSorted();
}

function fail(error: unknown): void {
  process.stderr.write(error instanceof StoreError ? `STORE_URL: ${error.message}\n` : `${error}\n${USAGE}`);
  process.exitCode = 1;
}

/** Another Threadwatch has taken the store over, so this program must not write any more. */
function endOnLostLease(error: unknown): void {
  fail(error);
  process.exit();
}

main().catch(fail);

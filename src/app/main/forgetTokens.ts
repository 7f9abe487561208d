import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openExclusively } from '../../store/openExclusively.ts';
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
  const { stores, close } = await openExclusively(url || defaults.storeUrl, {
    onWait: (message) => void process.stderr.write(`${message}\n`),
    onLost: endOnLostLease,
  });
  try {
    const names = (await Promise.all(stores.map((store) => deleteAll(store, 'tokens')))).flat().toSorted();
    const teams = (await Promise.all(stores.map((store) => deleteAll(store, 'slack-installations'))))
      .flat()
      .toSorted();
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
    await close();
  }
}

/** @returns the keys of the records */
async function deleteAll(store: Store, collection: string): Promise<string[]> {
  const records = store.collection(collection, z.unknown());
  const keys: string[] = [];
  for await (const [key] of records.entries((each) => keys.push(each))) keys.push(key);
  await records.deleteMany(keys);
  return keys;
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

import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openExclusively } from '../../store/openExclusively.ts';
import { type Store, StoreError } from '../../store/store.ts';
import { readEnvironment } from '../readEnvironment.ts';
import { defaults } from '../variables.ts';

const USAGE = `Usage: npm run -s forget-tokens

Deletes all tokens from the store of STORE_URL. Use it if you have lost the TOKEN_KEY that encrypts them. Stop
Threadwatch first. The next start uses the tokens from the environment; accounts that were connected in chat must be
connected again. Watches and quota alerts are kept.
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
    const names = (await Promise.all(stores.map(deleteTokens))).flat();
    process.stdout.write(
      names.length === 0
        ? 'The store holds no tokens.\n'
        : `Deleted the stored tokens of ${names.toSorted().join(', ')}. The next start uses those from the environment.\n`,
    );
  } finally {
    await close();
  }
}

async function deleteTokens(store: Store): Promise<string[]> {
  const records = store.collection('tokens', z.unknown());
  const names: string[] = [];
  for await (const [name] of records.entries((name) => names.push(name))) names.push(name);
  await records.deleteMany(names);
  return names;
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

import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openStore } from '../../store/openStore.ts';
import { StoreError } from '../../store/store.ts';
import { readEnvironment } from '../readEnvironment.ts';
import { defaults } from '../variables.ts';

const USAGE = `Usage: npm run -s forget-tokens

Deletes the tokens that the store of STORE_URL holds, for whoever has lost the TOKEN_KEY that they are encrypted with.
Stop Threadwatch first. The next start begins with the tokens of the environment; an account that was connected in
chat has to be connected again. Watches and quota alerts stay.
`;

/** Deletes what is stored of tokens, whether it can be opened or not. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
  if (values.help) return void process.stdout.write(USAGE);
  const { STORE_URL: url } = readEnvironment();
  const store = await openStore(url === undefined || url === '' ? defaults.storeUrl : url);
  try {
    await store.lease({ onWait: (message) => void process.stderr.write(`${message}\n`), onLost: end });
    const records = store.collection('tokens', z.unknown());
    const names: string[] = [];
    for await (const [name] of records.entries((name) => names.push(name))) names.push(name);
    await records.deleteMany(names);
    process.stdout.write(
      names.length === 0
        ? 'The store holds no tokens.\n'
        : `Forgot the stored tokens of ${names.toSorted().join(', ')}. npm start goes on with those of the environment.\n`,
    );
  } finally {
    await store.close();
  }
}

function fail(error: unknown): void {
  process.stderr.write(error instanceof StoreError ? `STORE_URL: ${error.message}\n` : `${error}\n${USAGE}`);
  process.exitCode = 1;
}

/** A Threadwatch was started meanwhile: what it stores is none of ours. */
function end(error: unknown): void {
  fail(error);
  process.exit();
}

main().catch(fail);

// A program for the bench: reads all watches and live messages of a store by the driver alone, parses each as JSON, and
// does nothing with them. A start that reads them can hardly take less time.
import { flushCompileCache } from 'node:module';

const { STORE_URL = '' } = process.env;

let bytes = 0;
for await (const texts of STORE_URL.startsWith('redis:') ? readRedis(STORE_URL) : readSqlite(STORE_URL))
  for (const text of texts) {
    bytes += text.length;
    JSON.parse(text);
  }
process.send?.(`read ${bytes}`);
flushCompileCache();

async function* readSqlite(url: string): AsyncGenerator<string[]> {
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(url.slice('sqlite:'.length));
  for (const { value } of database.prepare('SELECT value FROM records').iterate()) yield [String(value)];
}

async function* readRedis(url: string): AsyncGenerator<string[]> {
  const { createClient } = await import('@redis/client');
  const client = createClient({ url });
  await client.connect();
  for await (const keys of client.scanIterator({ COUNT: 1_000 })) {
    const texts = keys.length > 0 ? await client.mGet(keys) : [];
    yield texts.filter((text) => text !== null);
  }
  client.destroy();
}

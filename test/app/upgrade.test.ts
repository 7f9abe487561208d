import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { runStore } from '../../src/app/main/runStore.ts';
import { openStore } from '../../src/store/openStore.ts';
import { BOT_TOKEN } from '../chat/discord/double/discordDouble.ts';
import { GUILD } from '../chat/discord/double/payloads.ts';
import { BotProcess } from '../support/botProcess.ts';
import { scenarioOf, status } from '../support/scenarios.ts';
import { Story } from '../support/story.ts';

const rowSchema = z.object({ collection: z.string(), key: z.string(), record: z.unknown() });

/** Records as version 1 wrote them. */
const VERSION_1 = readFileSync(new URL('fixtures/version1.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => rowSchema.parse(JSON.parse(line)));

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-upgrade-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function put(url: string, rows: readonly z.infer<typeof rowSchema>[]): Promise<void> {
  const store = await openStore(url);
  for (const { collection, key, record } of rows)
    await store.collection(collection, z.unknown()).set(key, record);
  await store.close();
}

/** Every row of a file but the one that names its owner, as it is stored. */
function readRows(path: string): unknown[] {
  using database = new DatabaseSync(path);
  return database.prepare("SELECT * FROM records WHERE namespace <> '(lease)'").all();
}

/** Does what `npm run -s store -- …` does. */
async function runStoreProgram(...args: readonly string[]): Promise<void> {
  let errors = '';
  const code = await runStore({
    args,
    readEnvironment: () => ({}),
    write: () => undefined,
    writeError: (text) => (errors += text),
    now: Date.now,
    signal: new AbortController().signal,
  });
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
}

/** A day of the present version on a store; and what its channels were told. */
async function runFor24Hours(url: string): Promise<string[]> {
  const story = await Story.begin({
    workspaces: { brand: ['demo', 'terminal'] },
    storeUrl: url,
    scenario: scenarioOf({
      17900000000000002: [status('0s', 'PUBLISHED')],
      17900000000000003: [status('0s', 'ERROR', 'INVALID_DURATION')],
    }),
    tokenKeys: [Buffer.alloc(32, 7).toString('base64')],
  });
  await story.pass('24h');
  const told = story.chat.messages.map(({ channel, first }) => `${channel}: ${first}`);
  await story.end();
  return told;
}

it('a store of version 1 is upgraded, rolled back by its backup, and upgraded again, and no alert is lost', async () => {
  const folder = makeFolder();
  const path = join(folder, 'threadwatch.db');
  const backup = join(folder, 'before.db');
  await put(`sqlite:${path}`, VERSION_1);
  const before = readRows(path);
  await runStoreProgram('backup', '--from', path, '--to', backup);

  const told = await runFor24Hours(`sqlite:${path}`);
  expect(told.join('\n')).toContain('17900000000000009');
  expect(told.join('\n')).toContain('17900000000000003');
  expect(readRows(path)).not.toEqual(before);

  await runStoreProgram('restore', '--from', backup, '--to', path, '--replace');
  expect(readRows(path)).toEqual(before);
  expect(await runFor24Hours(`sqlite:${path}`)).toEqual(told);
});

it('a store of a later version is refused by a sentence that says how to go back, and stays as it is', async () => {
  const path = join(makeFolder(), 'threadwatch.db');
  await put(`sqlite:${path}`, [
    ...VERSION_1,
    { collection: 'format', key: 'version', record: { version: 3 } },
  ]);
  const before = readRows(path);
  const bot = new BotProcess({
    STORE_URL: `sqlite:${path}`,
    DISCORD_TOKEN: BOT_TOKEN,
    DISCORD_GUILD_IDS: GUILD,
    DISCORD_API_URL: 'http://127.0.0.1:9/',
    THREADS_API_URL: 'http://127.0.0.1:9',
  });
  onTestFinished(() => bot[Symbol.asyncDispose]());
  bot.start();
  expect(await bot.ended()).toBe(1);
  expect(bot.errors).toEqual([
    expect.stringMatching(
      /^Threadwatch can't start: STORE_URL: a newer version of Threadwatch wrote this store .*npm run store -- restore/,
    ),
  ]);
  expect(readRows(path)).toEqual(before);
});

import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { openStore } from '../../src/store/openStore.ts';
import { BOT_TOKEN } from '../chat/discord/double/discordDouble.ts';
import { GUILD } from '../chat/discord/double/payloads.ts';
import { bareEnvironment } from '../support/bareEnvironment.ts';
import { BotProcess } from '../support/botProcess.ts';

const FORGET = join(import.meta.dirname, '../../src/app/main/forgetTokens.ts');

/** Runs what `npm run -s forget-tokens` runs. */
function forget(storeUrl: string): { readonly status: number | null; readonly out: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [FORGET], {
    cwd: tmpdir(),
    env: { ...bareEnvironment(), STORE_URL: storeUrl },
    encoding: 'utf8',
  });
  return { status, out: stdout + stderr };
}

it('after a lost TOKEN_KEY the stored tokens are deleted, and the next start uses the configured ones', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-forget-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const storeUrl = `sqlite:${join(folder, 'store.db')}`;
  // Nothing listens on this port. The lines that matter here are logged before a platform is connected.
  const env = {
    STORE_URL: storeUrl,
    DISCORD_TOKEN: BOT_TOKEN,
    DISCORD_GUILD_IDS: GUILD,
    DISCORD_API_URL: 'http://127.0.0.1:9/',
    THREADS_API_URL: 'http://127.0.0.1:9',
  };
  const start = (key: string): BotProcess => {
    const bot = new BotProcess({ ...env, TOKEN_KEY: key, LOG_LEVEL: 'debug' });
    onTestFinished(() => bot[Symbol.asyncDispose]());
    bot.start();
    return bot;
  };
  const key = randomBytes(32).toString('base64');

  const first = start(key);
  await first.says('called the Threads API');
  const early = forget(storeUrl);
  expect(early.status).toBe(1);
  expect(early.out).toMatch(/^STORE_URL: Another Threadwatch already uses this store: process \d+ on /);
  first.kill('SIGKILL');
  await first.ended();

  const failed = start('');
  expect(await failed.ended()).toBe(1);
  expect(failed.errors.join('\n')).toContain('npm run forget-tokens');

  expect(forget(storeUrl)).toEqual({
    status: 0,
    out: 'Deleted the stored tokens of brand. The next start uses those from the environment.\n',
  });
  expect(forget(storeUrl).out).toBe('The store holds no tokens.\n');

  const next = start('');
  await next.says('TOKEN_KEY is not set: refreshed tokens are kept only in memory');
});

it('the tokens of Slack workspaces are deleted too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-forget-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const storeUrl = `sqlite:${join(folder, 'store.db')}`;
  const store = await openStore(storeUrl);
  for (const team of ['T034', 'T012'])
    await store.collection('slack-installations', z.unknown()).set(team, { team, secret: {} });
  await store.close();
  expect(forget(storeUrl)).toEqual({
    status: 0,
    out: 'Deleted the tokens of the Slack workspaces T012, T034. Each must install the app again.\n',
  });
  expect(forget(storeUrl).out).toBe('The store holds no tokens.\n');
});

it('a STORE_URL of an unknown kind is refused with the name of the variable', () => {
  const { status, out } = forget('mysql://x');
  expect(status).toBe(1);
  expect(out).toMatch(/^STORE_URL: "mysql:" is not a known kind of store/);
});

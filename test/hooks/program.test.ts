import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from '@redis/client';
import { expect, it, type TestContext } from 'vitest';
import { openStore } from '../../src/store/openStore.ts';
import { keyOf, watchSchema } from '../../src/watches/watch.ts';
import { beginAlone, type DiscordWorld } from '../chat/discord/double/discordWorld.ts';
import { ALL_NEEDED, MANAGE_GUILD, newChannel } from '../chat/discord/double/payloads.ts';
import { RedisServer } from '../redis.ts';
import { findFreePort } from '../support/findFreePort.ts';

const run = promisify(execFile);

const FIRST = 17_880_000_000_000_001n;
const MANAGER = { permissions: ALL_NEEDED | MANAGE_GUILD };

/** A program that has a hook of the bot. */
async function beginWithHook(test: TestContext, env: Readonly<Record<string, string>> = {}) {
  const port = String(await findFreePort());
  const world = await beginAlone(test, {
    containers: {},
    env: { HTTP_PORT: port, LOG_LEVEL: 'trace', ...env },
  });
  const channel = newChannel();
  const answer = await world.server.type('hook', { state: 'on' }, { channel, ...MANAGER });
  return { ...world, channel, answer, url: readUrl(answer.text), port };
}

function readUrl(text: string): string {
  const [url] = /http:\/\/127\.0\.0\.1:\d+\/hook\/[\w-]{43}/.exec(text) ?? [];
  if (url === undefined) throw new Error(`there is no URL in: ${text}`);
  return url;
}

/** Calls the hook as fast as it answers until it answers no more. @returns what was answered with 202 */
async function registerUntilDead(url: string, onAccepted: (count: number) => void): Promise<string[]> {
  const accepted: string[] = [];
  let next = FIRST;
  const callOn = async (): Promise<void> => {
    for (;;) {
      const container = String(next++);
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ container }),
      }).catch(() => undefined);
      if (response === undefined) return;
      if (response.status === 202) accepted.push(container);
      onAccepted(accepted.length);
    }
  };
  await Promise.all(Array.from({ length: 20 }, callOn));
  return accepted;
}

async function findLost(storeUrl: string, containers: readonly string[]): Promise<string[]> {
  const store = await openStore(storeUrl);
  try {
    const keys = containers.map((container) => keyOf({ account: 'brand', container }));
    const watches = await store.collection('watches', watchSchema).getMany(keys);
    return containers.filter((_, index) => watches[index] === undefined);
  } finally {
    await store.close();
  }
}

async function isKeptThroughKill(
  { bot, server, channel, url }: Pick<DiscordWorld, 'bot' | 'server'> & { channel: string; url: string },
  storeUrl: string,
  beforeRestart: () => Promise<unknown> = async () => undefined,
): Promise<void> {
  const accepted = await registerUntilDead(url, (count) => {
    if (count === 60) bot.kill('SIGKILL');
  });
  await bot.ended();
  expect(accepted.length).toBeGreaterThanOrEqual(60);
  expect(await findLost(storeUrl, accepted)).toEqual([]);
  await beforeRestart();
  bot.start();
  await bot.ready();
  const listed = await server.type('watches', {}, { channel });
  const [, count] = /watches (\d+) posts/.exec(listed.text) ?? [];
  expect(Number(count)).toBeGreaterThanOrEqual(accepted.length);
  // The key outlives the process as well.
  const again = await fetch(`${url}?container=${accepted[0]}`, { method: 'POST' });
  expect(await again.json()).toEqual({ container: accepted[0], watching: true });
}

it('what was answered with 202 is watched after a kill in the middle of calls, on SQLite', async (test) => {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-hook-'));
  test.onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const storeUrl = `sqlite:${join(folder, 'store.db')}`;
  await isKeptThroughKill(await beginWithHook(test, { STORE_URL: storeUrl }), storeUrl);
});

it('what was answered with 202 is watched after a kill in the middle of calls, on Redis', async (test) => {
  await using redis = await RedisServer.start();
  const world = await beginWithHook(test, { STORE_URL: redis.url });
  await isKeptThroughKill(world, redis.url, async () => {
    // As if the lease of the killed process had expired.
    const other = await createClient({ url: redis.url }).connect();
    await other.del('threadwatch:owner');
    other.destroy();
  });
});

it('the program gives a URL that works as it stands, and writes its key nowhere', async (test) => {
  const { bot, server, channel, answer, url, port } = await beginWithHook(test);
  const key = url.slice(url.lastIndexOf('/') + 1);
  const [, snippet] = /\*\*curl\*\*\n```\n([\s\S]*?)\n```/.exec(answer.text) ?? [];
  if (snippet === undefined) throw new Error(`there is no curl in: ${answer.text}`);
  const { stdout } = await run('sh', ['-c', snippet]);
  expect(JSON.parse(stdout)).toMatchObject({ watching: true });
  const { container }: { container: string } = JSON.parse(stdout);
  expect((await server.type('watches', {}, { channel })).text).toContain(container);

  await fetch(url, { method: 'POST', body: 'nonsense' });
  await fetch(url, { method: 'POST', body: 'x'.repeat(20_000) });
  await fetch(`${url}x`, { method: 'POST' });
  await server.type('hook', { state: 'show' }, { channel, ...MANAGER });
  await server.type('hook', { state: 'off' }, { channel, ...MANAGER });
  expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(404);
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  for (const [outcome, count] of Object.entries({ accepted: 1, unreadable: 2, unknown: 2 }))
    expect(metrics).toContain(`threadwatch_hook_calls_total{outcome="${outcome}"} ${count}`);
  for (const line of ['ready 1', 'watches{state="unknown"} 1', 'account_health{account="brand"} 1'])
    expect(metrics).toContain(`threadwatch_${line}\n`);
  expect(metrics).not.toContain(key);
  bot.kill('SIGTERM');
  expect(await bot.ended()).toBe(0);
  expect(bot.written.length).toBeGreaterThan(5);
  expect(bot.written.join('\n')).not.toContain(key);
});

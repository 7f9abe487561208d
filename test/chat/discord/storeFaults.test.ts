import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createClient } from '@redis/client';
import { expect, it } from 'vitest';
import { RedisServer } from '../../redis.ts';
import { BotProcess } from '../../support/botProcess.ts';
import { findFreePort } from '../../support/findFreePort.ts';
import { QUICK_CHECKS, status } from '../../support/scenarios.ts';
import { beginAlone } from './double/discordWorld.ts';
import { newChannel } from './double/payloads.ts';

const READY = '17900000000000001';
const OTHER = '17900000000000002';
const containers = { [READY]: [status('0s', 'FINISHED')], [OTHER]: [status('0s', 'FINISHED')] };

async function connectTo({ url }: RedisServer) {
  const client = await createClient({ url }).connect();
  return Object.assign(client, { [Symbol.dispose]: () => client.destroy() });
}

it('a Redis that is flushed is noticed soon: it is logged, the watch is put back, and its channel is told', async (test) => {
  await using redis = await RedisServer.start();
  using other = await connectTo(redis);
  const { bot, server } = await beginAlone(test, { containers, env: { STORE_URL: redis.url } });
  expect(bot.log.map(({ msg }) => msg).join('\n')).toMatch(
    /the store in Redis is empty[\s\S]*the store is at risk: Redis keeps its records in memory alone/,
  );
  const channel = newChannel();
  await server.type('watch', { container: READY }, { channel });
  await other.flushAll();
  // The lease runs on real time: only then is the bot's own time moved on.
  await bot.says('the store was emptied');
  const notice = await bot.passUntil(server.message('was emptied', { channel }));
  expect(notice.text).toContain('1 watch of this channel was put back');
  expect(bot.log).toContainEqual(
    expect.objectContaining({ level: 40, msg: expect.stringContaining('the store was emptied') }),
  );
  expect((await server.type('watches', {}, { channel })).text).toContain(READY);
});

it('a bot that was suspended while another one took over its Redis ends when it wakes', async (test) => {
  await using redis = await RedisServer.start();
  using other = await connectTo(redis);
  const env = { STORE_URL: redis.url };
  const { bot, discord, sandbox } = await beginAlone(test, { containers, env });
  bot.kill('SIGSTOP');
  // As if the lease had expired meanwhile.
  await other.del('threadwatch:owner');
  const next = new BotProcess({ ...discord.environment, THREADS_API_URL: sandbox.url, ...env });
  test.onTestFinished(() => next[Symbol.asyncDispose]());
  next.start();
  await next.ready();
  bot.kill('SIGCONT');
  expect(await bot.ended()).toBe(1);
  expect(bot.errors.join('\n')).toMatch(/Threadwatch ends: STORE_URL: .*took over the store/);
  expect(bot.log.at(-1)).toMatchObject({
    level: 50,
    msg: expect.stringContaining('has taken over the store'),
  });
  expect(next.isRunning).toBe(true);
});

it('a database that another process locks stops neither commands nor /readyz, and what waits is stored', async (test) => {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-locked-'));
  test.onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'store.db');
  const port = await findFreePort();
  const env = { STORE_URL: `sqlite:${path}`, HTTP_PORT: String(port), WATCH_CHECKS: QUICK_CHECKS };
  const { bot, server } = await beginAlone(test, { containers, env });
  const channel = newChannel();
  await server.type('watch', { container: READY }, { channel });
  using other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  const id = server.sendTyped('watch', { container: OTHER }, { channel });
  expect((await server.acknowledgementOf(id)).took).toBeLessThan(1_000);
  await bot.says('another process writes to the database');
  const { text } = await server.type('status', { container: READY }, { channel });
  expect(text).toContain('ready to publish');
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
  other.exec('ROLLBACK');
  expect((await server.answerTo(id)).text).toContain('Watching');
  expect((await server.type('watches', {}, { channel })).text).toContain(OTHER);
});

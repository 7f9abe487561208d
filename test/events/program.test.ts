import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, type TestContext } from 'vitest';
import { beginAlone } from '../chat/discord/double/discordWorld.ts';
import { ALL_NEEDED, MANAGE_GUILD, newChannel } from '../chat/discord/double/payloads.ts';
import { findFreePort } from '../support/findFreePort.ts';
import { secretIn } from './beginWithEvents.ts';
import { Program } from './program.ts';

const MANAGER = { permissions: ALL_NEEDED | MANAGE_GUILD };

async function begin(test: TestContext, env: Readonly<Record<string, string>>) {
  const port = String(await findFreePort());
  const world = await beginAlone(test, {
    containers: {},
    env: { HTTP_PORT: port, LOG_LEVEL: 'trace', ...env },
  });
  const program = await Program.start();
  const channel = newChannel();
  const make = (url: string) => world.server.type('hook', { state: 'on', url }, { channel, ...MANAGER });
  return { ...world, port, program, channel, make };
}

function readHook(text: string): string {
  const [url] = /http:\/\/127\.0\.0\.1:\d+\/hook\/[\w-]{43}/.exec(text) ?? [];
  if (url === undefined) throw new Error(`there is no URL in: ${text}`);
  return url;
}

it('an event whose call was cut off by a kill is sent again by the next process; its secret is written nowhere', async (test) => {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-events-'));
  test.onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const storeUrl = `sqlite:${join(folder, 'store.db')}`;
  const { bot, program, make, port } = await begin(test, { HOOK_ALLOW_PRIVATE: 'on', STORE_URL: storeUrl });
  const { text } = await make(program.url);
  const secret = secretIn(text);
  expect(secret).not.toBe('');
  program.answer = () => 'hold';
  const error = { code: 100, message: 'Param text must be at most 500 characters long.' };
  const body = JSON.stringify({ error, note: 'launch video' });
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(readHook(text), { method: 'POST', headers, body })).status).toBe(202);
  await program.called(1);
  bot.kill('SIGKILL');
  await bot.ended();
  program.answer = () => 204;
  bot.start();
  await bot.ready();
  await bot.passUntil(program.called(2));
  const [first, second] = program.calls;
  expect(second?.body).toBe(first?.body);
  expect(second?.headers['x-threadwatch-delivery']).toBe(first?.headers['x-threadwatch-delivery']);
  expect(second?.event).toMatchObject({ type: 'post.create_error', note: 'launch video', error });
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  expect(metrics).toContain('threadwatch_events_total{outcome="accepted"} 1');
  bot.kill('SIGTERM');
  expect(await bot.ended()).toBe(0);
  expect(bot.written.length).toBeGreaterThan(5);
  expect(bot.written.join('\n')).not.toContain(secret);
});

it('a program that does not answer holds up no end of the process', async (test) => {
  const { bot, program, make } = await begin(test, { HOOK_ALLOW_PRIVATE: '1' });
  const { text } = await make(program.url);
  program.answer = () => 'hold';
  await fetch(`${readHook(text)}?error=failed&note=launch`, { method: 'POST' });
  await program.called(1);
  bot.kill('SIGTERM');
  expect(await bot.ended()).toBe(0);
});

it('without HOOK_ALLOW_PRIVATE nothing is sent to this machine', async (test) => {
  const { program, make } = await begin(test, {});
  for (const url of [program.url, program.url.replace('http:', 'https:'), 'https://localhost/']) {
    const { text } = await make(url);
    expect(text).not.toContain('whsec_');
    expect(text).toMatch(/https alone|private address/);
  }
  expect(program.calls).toEqual([]);
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { DiscordDouble } from '../chat/discord/double/discordDouble.ts';
import { BotProcess } from '../support/botProcess.ts';

it('a second bot on the same store ends and names the first; the first can be killed and started again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-two-'));
  const discord = await DiscordDouble.start();
  const env = {
    STORE_URL: `sqlite:${join(folder, 'store.db')}`,
    ...discord.environment,
    THREADS_API_URL: 'http://127.0.0.1:9',
  };
  const first = new BotProcess(env);
  const second = new BotProcess(env);
  onTestFinished(async () => {
    await first[Symbol.asyncDispose]();
    await second[Symbol.asyncDispose]();
    await discord[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  first.start();
  await first.ready();
  second.start();
  expect(await second.ended()).toBe(1);
  expect(second.written).toEqual([
    expect.stringMatching(
      /^Threadwatch can't start: STORE_URL: Another Threadwatch already uses this store: process \d+ on .+, running since .+ UTC\. Stop it first, or give this one its own store\.$/,
    ),
  ]);

  first.kill('SIGKILL');
  await first.ended();
  first.start();
  await first.ready();
});

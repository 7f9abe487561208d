import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { beginAlone } from '../chat/discord/double/discordWorld.ts';
import { findFreePort } from '../support/findFreePort.ts';

it('/readyz is 200 only while the platform is connected and the store answers', async (test) => {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-ready-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [path, port] = [join(folder, 'store.db'), await findFreePort()];
  const { discord, bot } = await beginAlone(test, {
    containers: {},
    env: { STORE_URL: `sqlite:${path}`, HTTP_PORT: String(port) },
    start: false,
  });
  const get = async (): Promise<string> => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
    return `${answer.status} ${await answer.text()}`;
  };
  const notConnected = '503 not every configured platform is connected\n';

  discord.fail({ route: 'gateway', status: 503, times: 1_000 });
  bot.start();
  await bot.says('cannot reach Discord');
  expect(await get()).toBe(notConnected);
  discord.mend();
  await bot.passUntil(bot.ready());
  expect(await get()).toBe('200 ready\n');

  discord.fail({ route: 'upgrade', status: 503, times: 1_000 });
  discord.gateway.drop();
  await bot.says('the gateway connection closed');
  expect(await get()).toBe(notConnected);
  discord.mend();
  await bot.passUntil(bot.says('gateway session resumed'));
  expect(await get()).toBe('200 ready\n');

  renameSync(path, `${path}.away`);
  expect(await get()).toBe(
    `503 the store does not work: The store could not answer: the database ${path} was removed or replaced. Put it back, or start again\n`,
  );
  renameSync(`${path}.away`, path);
  expect(await get()).toBe('200 ready\n');
});

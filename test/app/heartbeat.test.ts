import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { beginAlone } from '../chat/discord/double/discordWorld.ts';
import { ChangeSignal } from '../support/changeSignal.ts';

const PATH = '/0f3a9b1e-planted-check';

/** A service such as Healthchecks, on loopback. */
async function startService() {
  const calls: { readonly path: string; readonly body: string }[] = [];
  const changes = new ChangeSignal();
  let answer = (response: ServerResponse): unknown => response.end('OK');
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    calls.push({ path: request.url ?? '', body });
    answer(response);
    changes.notify();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${PATH}`,
    calls,
    refuse: (status: number) => {
      answer = (response) => response.writeHead(status).end();
    },
    mend: () => {
      answer = (response) => response.end('OK');
    },
    /** Resolves with the first call after so many that is like this. */
    called: (path: string, after = 0) =>
      changes.until(() => calls.slice(after).find((call) => call.path === path)),
  };
}

it('a service is told each minute that the bot is ready, or what is wrong; its address is in no log', async (test) => {
  const service = await startService();
  const { bot, discord } = await beginAlone(test, {
    containers: {},
    env: { HEARTBEAT_URL: service.url, LOG_LEVEL: 'trace' },
  });
  await bot.passUntil(service.called(PATH));
  const before = service.calls.length;
  await bot.pass('3m');
  await bot.passUntil(service.called(PATH, before + 2));
  expect(service.calls.map(({ path }) => path)).not.toContain(`${PATH}/fail`);

  discord.fail({ route: 'upgrade', status: 503, times: 1_000 });
  discord.gateway.drop();
  await bot.says('the gateway connection closed');
  const { body } = await bot.passUntil(service.called(`${PATH}/fail`));
  expect(body).toContain('not every configured platform is connected');
  discord.mend();
  const down = service.calls.length;
  await bot.passUntil(service.called(PATH, down));

  service.refuse(500);
  await bot.passUntil(bot.says('the service at HEARTBEAT_URL was not told'));
  service.mend();
  await bot.passUntil(bot.says('the service at HEARTBEAT_URL can be reached again'));
  expect(bot.log.filter(({ msg }) => msg.includes('was not told'))).toHaveLength(1);

  bot.kill('SIGTERM');
  expect(await bot.ended()).toBe(0);
  expect(bot.log.at(-1)?.msg).toBe('stopped');
  expect(bot.written.join('\n')).not.toContain('planted-check');
});

it('a log for people ends with the same word', async (test) => {
  const { bot } = await beginAlone(test, { containers: {}, env: { LOG_FORMAT: 'pretty' }, start: false });
  bot.start();
  await bot.prints(/ INFO {2}connected; Threadwatch is ready platforms=\["discord"\]$/);
  bot.kill('SIGTERM');
  expect(await bot.ended()).toBe(0);
  expect(bot.log).toEqual([]);
  expect(bot.errors.at(-1)).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z INFO {2}stopped$/);
});

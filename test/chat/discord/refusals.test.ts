import { describe, expect, it } from 'vitest';
import { findFreePort } from '../../support/findFreePort.ts';
import { beginAlone } from './double/discordWorld.ts';
import { GUILD, OTHER_GUILD } from './double/payloads.ts';

const OURS = { id: '1300000000000000001', name: 'threads', type: 1 };
const OTHERS = [
  { id: '1300000000000000002', name: 'poll', type: 1 },
  { id: '1300000000000000003', name: 'threads', type: 3 },
];

describe('what Discord refuses', () => {
  it('a wait of hours before the next connection is kept, and named in the log and /readyz', async (test) => {
    const port = await findFreePort();
    const { discord, bot } = await beginAlone(test, {
      containers: {},
      env: { HTTP_PORT: String(port) },
      start: false,
    });
    discord.fail({ route: 'gateway', status: 429, retryAfter: 8_272, headers: { 'retry-after': '8272' } });
    bot.start();
    const { level, msg } = await bot.says('Discord wants no connection from this bot until');
    expect(level).toBeGreaterThanOrEqual(40);
    expect(msg).toMatch(/until \d{4}-\d\d-\d\d \d\d:\d\d UTC, in 2 h 18 min/);
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([503, expect.stringContaining('wants no connection')]);
    await bot.pass('2h', 30_000);
    expect(discord.calls.entries.filter(({ route }) => route === 'gateway')).toHaveLength(1);
    await bot.passUntil(bot.ready());
    expect(await (await fetch(`http://127.0.0.1:${port}/readyz`)).text()).toBe('ready\n');
  });

  it('a command of ours that is left over for all servers is removed, and no other', async (test) => {
    const { discord, bot } = await beginAlone(test, { containers: {}, start: false });
    discord.globalCommands = [OURS, ...OTHERS];
    bot.start();
    await bot.ready();
    await bot.says('removed commands of ours that were registered for all servers');
    expect(discord.globalCommands).toEqual(OTHERS);
  });

  it('commands that could not be registered are named with the reason, until they are', async (test) => {
    const port = await findFreePort();
    const { discord, bot } = await beginAlone(test, {
      containers: {},
      env: { HTTP_PORT: String(port) },
      start: false,
    });
    discord.fail({ route: 'put commands', status: 400, code: 50_035 });
    bot.start();
    await bot.ready();
    const { level, msg } = await bot.says(`could not be registered in the Discord server ${GUILD}`);
    expect(level).toBeGreaterThanOrEqual(40);
    expect(msg).toContain('fault 50035 (HTTP 400, code 50035)');
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([503, `${msg}\n`]);
    await bot.passUntil(bot.says('the commands are registered'));
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    expect(bot.written.join('\n')).not.toContain('undefined');
  });

  it('commands that one of several servers refuses leave the program ready for the others', async (test) => {
    const port = await findFreePort();
    const { discord, bot } = await beginAlone(test, {
      containers: {},
      env: { HTTP_PORT: String(port), DISCORD_GUILD_IDS: `${GUILD},${OTHER_GUILD}` },
      start: false,
    });
    discord.fail({ route: 'put commands', status: 400, code: 50_035 });
    bot.start();
    await bot.ready();
    await bot.says('could not be registered in the Discord server');
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
  });
});

import { describe, expect, it, type TestContext } from 'vitest';
import { FAILS_SOON, QUICK_CHECKS, status } from '../../support/scenarios.ts';
import type { DiscordDouble } from './double/discordDouble.ts';
import { beginAlone, type DiscordWorld } from './double/discordWorld.ts';
import { CHANNEL, GUILD, PERSON } from './double/payloads.ts';
import { typed } from './double/server.ts';

const FAILING = '17900000000000001';
const OPEN = '17900000000000002';
function begin(test: TestContext, start = true): Promise<DiscordWorld> {
  const containers = { [FAILING]: FAILS_SOON, [OPEN]: [status('0s', 'FINISHED')] };
  return beginAlone(test, { containers, env: { WATCH_CHECKS: QUICK_CHECKS }, start });
}

function callsTo(discord: DiscordDouble, words: string) {
  return discord.calls.entries.filter(
    ({ route, body }) => route === 'post' && JSON.stringify(body).includes(words),
  );
}

/** The alerts that stand in channels. */
function alertsOf(discord: DiscordDouble) {
  return [...discord.messages.values()].filter(({ body }) => JSON.stringify(body).includes('❌ Container'));
}

describe.concurrent('a connection', () => {
  it('that drops in the middle of an alert is resumed: nothing is lost, nothing doubled', async (test) => {
    const { discord, server } = await begin(test);
    // The alert is taken, and the connection breaks before Discord's answer is out.
    discord.fail({ route: 'post', says: '❌', status: 500, times: 2, afterTaking: true });
    await server.type('watch', { container: FAILING });
    const trying = discord.calls.next(
      ({ route, body }) => route === 'post' && JSON.stringify(body).includes('❌ Container'),
    );
    await trying;
    discord.gateway.drop();
    await discord.gateway.events.next(({ kind }) => kind === 'resume');
    await server.told('❌ Container');
    expect(alertsOf(discord)).toMatchObject([{ channel: CHANNEL }]);
    const nonces = callsTo(discord, '❌ Container').map(
      ({ body }) => JSON.stringify(body).match(/"nonce":"[^"]+"/)?.[0],
    );
    expect(new Set(nonces).size).toBe(1);
    expect((await server.type('status', { container: OPEN })).text).toContain('ready to publish');
    expect(discord.gateway.events.entries.filter(({ kind }) => kind === 'identify')).toHaveLength(1);
  });

  it('hears after its return what was asked while it was away', async (test) => {
    const { discord, server } = await begin(test);
    discord.gateway.drop();
    const asked = server.sendTyped('status', { container: OPEN });
    expect((await server.answerTo(asked)).text).toContain('ready to publish');
    expect(
      discord.calls.entries.filter(({ route, parts }) => route === 'callback' && parts[0] === asked),
    ).toHaveLength(1);
  });

  it('that Discord asks to renew is renewed, in the same session', async (test) => {
    const { discord, server } = await begin(test);
    discord.gateway.askToReconnect();
    await discord.gateway.events.next(({ kind }) => kind === 'resume');
    expect((await server.type('status', { container: OPEN })).text).toContain('ready to publish');
  });

  it.for([{ op: 9, d: false }, { op: 9 }])(
    'whose session is no longer known (%j) begins a new one',
    async (refusal, test) => {
      const { discord, server, bot } = await begin(test);
      discord.gateway.isResumable = false;
      discord.gateway.refusal = refusal;
      const from = discord.gateway.events.entries.length;
      discord.gateway.drop();
      await discord.gateway.events.next(({ kind }) => kind === 'identify', from);
      expect((await server.type('status', { container: OPEN })).text).toContain('ready to publish');
      expect(bot.log.filter(({ msg }) => msg.includes('Threadwatch is ready'))).toHaveLength(1);
      // Nothing differs from what Discord has: the commands were put once.
      expect(discord.calls.entries.filter(({ route }) => route === 'put commands')).toHaveLength(1);
    },
  );

  it.for([
    [4004, /^Threadwatch ends: DISCORD_TOKEN: Discord does not know this token.*Reset Token/],
    [4013, /^Threadwatch ends: DISCORD_TOKEN: Discord refuses this application the intents.*4013/],
    [4014, /^Threadwatch ends: DISCORD_TOKEN: Discord refuses this application the intents.*4014/],
  ] as const)(
    'that Discord closes with %i ends the program with what to do, and what was in hand is kept',

    async ([code, says], test) => {
      const { discord, bot, server } = await begin(test);
      // The alert is under way when the end comes.
      discord.fail({ route: 'post', says: '❌', status: 500, times: 1_000 });
      await server.type('watch', { container: `${FAILING} ${OPEN}` });
      await discord.calls.next(
        ({ route, body }) => route === 'post' && JSON.stringify(body).includes('❌ Container'),
      );
      discord.gateway.close(code);
      expect(await bot.ended()).toBe(1);
      expect(bot.errors).toEqual([expect.stringMatching(says)]);
      discord.mend();
      const restart = discord.calls.entries.length;
      bot.start();
      await bot.ready();
      await server.told('❌ Container', { from: restart });
      expect(alertsOf(discord)).toMatchObject([{ channel: CHANNEL }]);
      expect((await server.type('watches')).text).toContain(OPEN);
    },
  );
});

describe.concurrent('SIGTERM', () => {
  it('in the middle of an answer lets it be finished, closes with 4200, and ends with 0', async (test) => {
    const { discord, bot, server, sandbox } = await begin(test);
    await fetch(`${sandbox.url}/_sandbox/faults`, {
      method: 'POST',
      body: JSON.stringify({ for: '1s', only: 'status', delay: '0.5s' }),
    });
    const asked = server.sendTyped('status', { container: OPEN });
    await server.takenOf(asked);
    bot.kill('SIGTERM');
    expect((await server.answerTo(asked)).text).toContain('ready to publish');
    const closed = await discord.gateway.events.next(({ kind }) => kind === 'closed');
    expect(closed).toEqual({ kind: 'closed', code: 4_200 });
    expect(await bot.ended()).toBe(0);
  });

  it('while Discord is away ends with 0', async (test) => {
    const { discord, bot } = await begin(test, false);
    discord.fail({ route: 'gateway', status: 503, times: 100 });
    bot.start();
    await bot.says('cannot reach Discord');
    bot.kill('SIGTERM');
    expect(await bot.ended()).toBe(0);
  });

  it('while the gateway does not answer ends with 0, and nothing goes uncaught', async (test) => {
    const { discord, bot } = await begin(test, false);
    discord.fail({ route: 'upgrade', status: 503, silent: true });
    bot.start();
    await discord.calls.next(({ route }) => route === 'gateway');
    bot.kill('SIGTERM');
    expect(await bot.ended()).toBe(0);
    expect(bot.errors).toEqual([]);
  });

  it('while a connection waits to identify ends with 0', async (test) => {
    const { discord, bot } = await begin(test, false);
    Object.assign(discord.sessionStartLimit, { remaining: 1 });
    bot.start();
    await bot.says("more than half of the day's connections to Discord are used up");
    bot.kill('SIGTERM');
    expect(await bot.ended()).toBe(0);
    expect(discord.gateway.events.entries.some(({ kind }) => kind === 'identify')).toBe(false);
  });
});

describe.concurrent('at the start', () => {
  it.for([
    [4004, /DISCORD_TOKEN.*Reset Token/],
    [4013, /DISCORD_TOKEN: Discord refuses this application the intents.*4013/],
    [4014, /DISCORD_TOKEN: Discord refuses this application the intents.*4014/],
  ] as const)('a close with %i ends it with the variable and the remedy', async ([code, says], test) => {
    const { discord, bot } = await begin(test, false);
    discord.gateway.refuseWith = code;
    bot.start();
    expect(await bot.ended()).toBe(1);
    expect(bot.errors.join('\n')).toMatch(says);
  });

  it('a day whose connections are nearly used up makes the next one wait', async (test) => {
    const { discord, bot } = await begin(test, false);
    Object.assign(discord.sessionStartLimit, { remaining: 2, reset_after: 4_000 });
    bot.start();
    const warned = await bot.says("more than half of the day's connections to Discord are used up");
    expect(warned).toMatchObject({ remaining: 2, total: 1_000, waitMs: 2_000 });
    const ready = await bot.ready();
    expect(Date.parse(ready.time) - Date.parse(warned.time)).toBeGreaterThan(1_500);
  });

  it('commands that Discord has already are not put again', async (test) => {
    const { discord, bot } = await begin(test);
    bot.kill('SIGTERM');
    await bot.ended();
    bot.start();
    await bot.ready();
    expect(discord.calls.entries.filter(({ route }) => route === 'put commands')).toHaveLength(1);
    expect(discord.calls.entries.filter(({ route }) => route === 'list commands')).toHaveLength(2);
  });
});

it.concurrent('a Discord that says no more than it must is understood', async (test) => {
  const { discord, bot, server } = await begin(test, false);
  discord.isTerse = true;
  discord.gateway.guild = { id: GUILD };
  bot.start();
  await bot.ready();
  const terse = {
    version: undefined,
    app_permissions: undefined,
    locale: undefined,
    channel: undefined,
    guild: undefined,
    entitlements: undefined,
    authorizing_integration_owners: undefined,
    member: { user: { id: PERSON } },
  };
  const ask = async (command: string, args: Record<string, string>): Promise<string> =>
    (await server.answerTo(server.sendTyped(command, args, {}, terse))).text;
  expect(await ask('status', { container: OPEN })).toContain('ready to publish');
  expect(await ask('watch', { container: OPEN })).toContain('This channel watches');
  expect((await server.told(OPEN)).channel).toBe(CHANNEL);
  expect(await ask('alerts', { state: 'on' })).toContain('alerts is for managers');
  const completing = server.send(4, typed('unwatch', { container: '' }), {}, terse);
  expect((await server.takenOf(completing)).choices).toEqual([]);
});

import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { isThorough } from '../../support/isThorough.ts';
import { FAILS_SOON, QUICK_CHECKS, status } from '../../support/scenarios.ts';
import type { DiscordDouble } from './double/discordDouble.ts';
import { beginAlone, type DiscordWorld, openDiscordWorld, type WorldOptions } from './double/discordWorld.ts';
import { CHANNEL, GUILD, PERSON } from './double/payloads.ts';
import { typed } from './double/server.ts';

const OPEN = '17900000000000002';
/** One that fails for each story that waits for an alert. */
const FAILING = Array.from({ length: 4 }, (_, index) => String(17_900_000_000_000_010n + BigInt(index)));
/** The codes with which Discord refuses a bot for good. One closes a connection that is open, and the others the first one. */
const CLOSES = [
  { code: 4004, container: FAILING[1], says: /DISCORD_TOKEN: Discord does not know this token.*Reset Token/ },
  {
    code: 4013,
    container: FAILING[2],
    says: /DISCORD_TOKEN: Discord refuses this application the intents.*4013/,
  },
  {
    code: 4014,
    container: FAILING[3],
    says: /DISCORD_TOKEN: Discord refuses this application the intents.*4014/,
  },
] as const;
const OPTIONS: WorldOptions = {
  containers: {
    ...Object.fromEntries(FAILING.map((id) => [id, FAILS_SOON])),
    [OPEN]: [status('0s', 'FINISHED')],
  },
  env: { WATCH_CHECKS: QUICK_CHECKS },
};

/** The bot is not started yet. */
function begin(test: TestContext): Promise<DiscordWorld> {
  return beginAlone(test, { ...OPTIONS, start: false });
}

const tells = (container: string) => (body: unknown) =>
  JSON.stringify(body).includes(`❌ Container \`${container}\``);

function callsTo({ calls }: DiscordDouble, container: string) {
  return calls.entries.filter(({ route, body }) => route === 'post' && tells(container)(body));
}

/** The alerts on a container that stand in channels. */
function alertsOf({ messages }: DiscordDouble, container: string) {
  const isLive = (body: unknown): boolean => JSON.stringify(body).includes('Watch ended');
  return [...messages.values()].filter(({ body }) => tells(container)(body) && !isLive(body));
}

describe('a connection', () => {
  let world: DiscordWorld;

  beforeAll(async () => {
    world = await openDiscordWorld(OPTIONS);
    world.bot.start();
    await world.bot.ready();
  });

  afterAll(() => world.close());

  it('that drops in the middle of an alert is resumed: nothing is lost, nothing doubled', async () => {
    const { discord, server, bot } = world;
    const [container = ''] = FAILING;
    const from = discord.gateway.events.entries.length;
    // The alert is taken, and the connection breaks before Discord's answer is out.
    discord.fail({ route: 'post', says: '❌', status: 500, times: 2, afterTaking: true });
    await server.type('watch', { container });
    const trying = discord.calls.next(({ route, body }) => route === 'post' && tells(container)(body));
    await bot.passUntil(trying);
    discord.gateway.drop();
    await bot.passUntil(discord.gateway.events.next(({ kind }) => kind === 'resume', from));
    await bot.passUntil(server.message(`❌ Container \`${container}\``));
    expect(alertsOf(discord, container)).toMatchObject([{ channel: CHANNEL }]);
    const nonces = callsTo(discord, container).map(
      ({ body }) => JSON.stringify(body).match(/"nonce":"[^"]+"/)?.[0],
    );
    expect(new Set(nonces).size).toBe(1);
    expect((await server.type('status', { container: OPEN })).text).toContain('ready to publish');
    const since = discord.gateway.events.entries.slice(from);
    expect(since.filter(({ kind }) => kind === 'identify')).toEqual([]);
  });

  it('hears after its return what was asked while it was away', async () => {
    const { discord, server, bot } = world;
    discord.gateway.drop();
    const asked = server.sendTyped('status', { container: OPEN });
    expect((await bot.passUntil(server.answerTo(asked))).text).toContain('ready to publish');
    expect(
      discord.calls.entries.filter(({ route, parts }) => route === 'callback' && parts[0] === asked),
    ).toHaveLength(1);
  });

  it('that Discord asks to renew is renewed, in the same session', async () => {
    const { discord, server, bot } = world;
    const from = discord.gateway.events.entries.length;
    discord.gateway.askToReconnect();
    await bot.passUntil(discord.gateway.events.next(({ kind }) => kind === 'resume', from));
    expect((await server.type('status', { container: OPEN })).text).toContain('ready to publish');
  });

  it.for([{ op: 9, d: false }, { op: 9 }])(
    'whose session is no longer known (%j) begins a new one',
    async (refusal, { onTestFinished }) => {
      const { discord, server, bot } = world;
      const { gateway } = discord;
      const before = gateway.refusal;
      onTestFinished(() => void Object.assign(gateway, { isResumable: true, refusal: before }));
      Object.assign(gateway, { isResumable: false, refusal });
      const from = gateway.events.entries.length;
      gateway.drop();
      await bot.passUntil(gateway.events.next(({ kind }) => kind === 'identify', from));
      expect((await server.type('status', { container: OPEN })).text).toContain('ready to publish');
      expect(bot.log.filter(({ msg }) => msg.includes('Threadwatch is ready'))).toHaveLength(1);
      // Nothing differs from what Discord has: the commands were put once.
      expect(discord.calls.entries.filter(({ route }) => route === 'put commands')).toHaveLength(1);
    },
  );

  it.for(CLOSES.filter((_, index) => isThorough || index === 0))(
    'that Discord closes with $code ends the program with what to do, and what was in hand is kept',
    async ({ code, container = '', says }) => {
      const { discord, bot, server } = world;
      // In a channel of its own no other alert stands that this one would join.
      const channel = `130000000000000${code}`;
      // The alert is under way when the end comes.
      discord.fail({ route: 'post', says: '❌', status: 500, times: 1_000 });
      await server.type('watch', { container: `${container} ${OPEN}` }, { channel });
      const trying = discord.calls.next(({ route, body }) => route === 'post' && tells(container)(body));
      await bot.passUntil(trying);
      discord.gateway.close(code);
      expect(await bot.ended()).toBe(1);
      expect(bot.errors).toEqual([expect.stringMatching(/^Threadwatch ends: DISCORD_TOKEN: /)]);
      expect(bot.errors[0]).toMatch(says);
      discord.mend();
      const restart = discord.calls.entries.length;
      bot.start();
      await bot.ready();
      await bot.passUntil(server.message(`❌ Container \`${container}\``, { from: restart }));
      expect(alertsOf(discord, container)).toMatchObject([{ channel }]);
      expect((await server.type('watches', {}, { channel })).text).toContain(OPEN);
      // The commands that Discord has already are not put again.
      const since = discord.calls.entries.slice(restart);
      expect(since.filter(({ route }) => route === 'list commands')).toHaveLength(1);
      expect(since.filter(({ route }) => route === 'put commands')).toEqual([]);
    },
  );

  // The last one: it ends the bot.
  it('that SIGTERM ends in the middle of an answer lets it be finished, closes with 4200, and ends with 0', async () => {
    const { discord, bot, server, sandbox } = world;
    const from = discord.gateway.events.entries.length;
    await fetch(`${sandbox.url}/_sandbox/faults`, {
      method: 'POST',
      body: JSON.stringify({ for: '1s', only: 'status', delay: '0.5s' }),
    });
    const asked = server.sendTyped('status', { container: OPEN });
    await server.acknowledgementOf(asked);
    bot.kill('SIGTERM');
    expect((await server.answerTo(asked)).text).toContain('ready to publish');
    const closed = await discord.gateway.events.next(({ kind }) => kind === 'closed', from);
    expect(closed).toEqual({ kind: 'closed', code: 4_200 });
    expect(await bot.ended()).toBe(0);
  });
});

describe('SIGTERM', () => {
  it('while Discord is away ends with 0', async (test) => {
    const { discord, bot } = await begin(test);
    discord.fail({ route: 'gateway', status: 503, times: 100 });
    bot.start();
    await bot.says('cannot reach Discord');
    bot.kill('SIGTERM');
    expect(await bot.ended()).toBe(0);
  });

  it('while the gateway does not answer ends with 0, and nothing goes uncaught', async (test) => {
    const { discord, bot } = await begin(test);
    discord.fail({ route: 'upgrade', status: 503, silent: true });
    bot.start();
    await discord.calls.next(({ route }) => route === 'gateway');
    bot.kill('SIGTERM');
    expect(await bot.ended()).toBe(0);
    expect(bot.errors).toEqual([]);
  });

  it('while a connection waits to identify ends with 0', async (test) => {
    const { discord, bot } = await begin(test);
    Object.assign(discord.sessionStartLimit, { remaining: 1 });
    bot.start();
    await bot.says("more than half of the day's connections to Discord are used up");
    bot.kill('SIGTERM');
    expect(await bot.ended()).toBe(0);
    expect(discord.gateway.events.entries.some(({ kind }) => kind === 'identify')).toBe(false);
  });
});

describe('at the start', () => {
  it.for(CLOSES.filter((_, index) => isThorough || index > 0))(
    'a close with $code ends it with the variable and the remedy',
    async ({ code, says }, test) => {
      const { discord, bot } = await begin(test);
      discord.gateway.refuseWith = code;
      bot.start();
      expect(await bot.ended()).toBe(1);
      expect(bot.errors.join('\n')).toMatch(says);
    },
  );

  it('a day whose connections are nearly used up makes the next one wait', async (test) => {
    const { discord, bot } = await begin(test);
    Object.assign(discord.sessionStartLimit, { remaining: 2, reset_after: 4_000 });
    bot.start();
    const warned = await bot.says("more than half of the day's connections to Discord are used up");
    expect(warned).toMatchObject({ remaining: 2, total: 1_000, waitMs: 2_000 });
    const ready = await bot.ready();
    expect(Date.parse(ready.time) - Date.parse(warned.time)).toBeGreaterThan(1_500);
  });
});

it('a Discord that says no more than it must is understood', async (test) => {
  const { discord, bot, server } = await begin(test);
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
  expect(await ask('watch', { container: OPEN })).toContain('Watching');
  expect((await server.message(OPEN)).channel).toBe(CHANNEL);
  expect(await ask('alerts', { state: 'on' })).toContain('alerts is for managers');
  const completing = server.send(4, typed('unwatch', { container: '' }), {}, terse);
  expect((await server.acknowledgementOf(completing)).choices).toEqual([]);
});

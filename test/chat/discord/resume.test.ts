import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { status } from '../../support/scenarios.ts';
import type { DiscordDouble } from './double/discordDouble.ts';
import { beginAlone, type DiscordWorld, openDiscordWorld } from './double/discordWorld.ts';
import { GUILD } from './double/payloads.ts';

const OPEN = '17900000000000001';

const OPTIONS = { containers: { [OPEN]: [status('0s', 'FINISHED')] } };

/** @param from the first event that counts */
function count({ gateway }: DiscordDouble, kind: 'identify' | 'resume', from = 0): number {
  return gateway.events.entries.slice(from).filter((event) => event.kind === kind).length;
}

/** How often an interaction was acknowledged or answered, as far as Discord took it. */
function answersTo({ calls }: DiscordDouble, interaction: string) {
  const taken = calls.entries.filter(({ status }) => status < 300);
  return {
    acknowledged: taken.filter(({ route, parts }) => route === 'callback' && parts[0] === interaction).length,
    answered: taken.filter(
      ({ route, parts }) => route === 'reply' && parts[0] === `interaction-token-${interaction}`,
    ).length,
  };
}

async function stop({ bot }: DiscordWorld): Promise<void> {
  bot.kill('SIGTERM');
  expect(await bot.ended()).toBe(0);
}

describe('a start after a clean stop', () => {
  let world: DiscordWorld;

  beforeAll(async () => {
    world = await openDiscordWorld(OPTIONS);
  });
  afterAll(() => world.close());

  /** The one bot of these tests, connected. @returns its world, and the number of events so far */
  async function begin() {
    const { bot, discord } = world;
    discord.mend();
    Object.assign(discord.gateway, { isResumable: true, refusal: { op: 9, d: false } });
    if (!bot.isRunning) bot.start();
    await bot.ready();
    return { ...world, from: discord.gateway.events.entries.length };
  }

  it('resumes the session, and answers what people asked in between', async () => {
    const { discord, server, bot, from } = await begin();
    await server.type('status', { container: OPEN });
    await stop(world);
    expect(discord.gateway.events.entries.at(-1)).toEqual({ kind: 'closed', code: 4_200 });
    const seq = discord.gateway.sequence;
    const asked = server.sendTyped('status', { container: OPEN });
    bot.start();
    expect(await discord.gateway.events.next(({ kind }) => kind === 'resume', from)).toMatchObject({
      seq,
      atResumeUrl: true,
    });
    expect((await server.answerTo(asked)).text).toContain('ready to publish');
    await bot.ready();
    expect(count(discord, 'identify', from)).toBe(0);
    expect(answersTo(discord, asked)).toEqual({ acknowledged: 1, answered: 1 });
  });

  it('knows without READY for which application it registers commands', async () => {
    const { discord, bot, from } = await begin();
    await stop(world);
    bot.start();
    expect(await bot.says('connected to Discord')).toMatchObject({ bot: 'threadwatch', servers: [GUILD] });
    const calls = discord.calls.entries.length;
    discord.commands.delete(GUILD);
    discord.gateway.kick();
    discord.gateway.letIn();
    await discord.calls.next(({ route }) => route === 'put commands', calls);
    expect(count(discord, 'identify', from)).toBe(0);
  });

  it('can be followed by a third, and none puts the commands that Discord has already', async () => {
    const { discord, server, bot, from } = await begin();
    const calls = discord.calls.entries.length;
    for (let start = 0; start < 2; start += 1) {
      await stop(world);
      bot.start();
      await bot.ready();
      expect((await server.type('status', { container: OPEN })).text).toContain('ready to publish');
    }
    expect(count(discord, 'identify', from)).toBe(0);
    expect(count(discord, 'resume', from)).toBe(2);
    const since = discord.calls.entries.slice(calls);
    expect(since.filter(({ route }) => route === 'list commands')).toHaveLength(2);
    expect(since.filter(({ route }) => route === 'put commands')).toEqual([]);
  });

  it.for([{ op: 9, d: false }, { op: 9 }])(
    'begins a new session where Discord refuses the old one with %j',
    async (refusal) => {
      const { discord, server, bot, from } = await begin();
      await stop(world);
      discord.gateway.isResumable = false;
      discord.gateway.refusal = refusal;
      bot.start();
      await bot.ready();
      expect((await server.type('status', { container: OPEN })).text).toContain('ready to publish');
      expect(count(discord, 'resume', from)).toBe(1);
      expect(count(discord, 'identify', from)).toBe(1);
    },
  );

  it('begins a new session where the address for resuming does not answer', async () => {
    const { discord, server, bot, from } = await begin();
    await stop(world);
    discord.fail({ route: 'upgrade', status: 503 });
    bot.start();
    await bot.ready();
    expect((await server.type('status', { container: OPEN })).text).toContain('ready to publish');
    expect(count(discord, 'resume', from)).toBe(0);
    expect(count(discord, 'identify', from)).toBe(1);
  });

  it('keeps the session while the REST API is away', async () => {
    const { discord, bot, from } = await begin();
    await stop(world);
    discord.fail({ route: 'gateway', status: 503, times: 1_000 });
    bot.start();
    await bot.says('cannot reach Discord');
    discord.mend();
    await bot.ready();
    expect(count(discord, 'resume', from)).toBe(1);
    expect(count(discord, 'identify', from)).toBe(0);
  });
});

describe.concurrent('events that are replayed', () => {
  it('after kill -9 are answered where they were not, and nobody twice', async (test) => {
    const { discord, server, bot } = await beginAlone(test, OPTIONS);
    // What is stored last can be older than what was answered last, by some seconds.
    discord.gateway.replaysAll = true;
    const before = server.sendTyped('watch', { container: OPEN });
    await server.answerTo(before);
    bot.kill('SIGKILL');
    expect(await bot.ended()).toBe('killed');
    const meanwhile = server.sendTyped('status', { container: OPEN });
    bot.start();
    expect((await server.answerTo(meanwhile)).text).toContain('ready to publish');
    await bot.says('already answered');
    await bot.ready();
    expect(count(discord, 'identify')).toBe(1);
    for (const asked of [before, meanwhile])
      expect(answersTo(discord, asked)).toEqual({ acknowledged: 1, answered: 1 });
  });

  it('after a connection broke are not even acknowledged again', async (test) => {
    const { discord, server } = await beginAlone(test, OPTIONS);
    discord.gateway.replaysAll = true;
    const before = server.sendTyped('status', { container: OPEN });
    await server.answerTo(before);
    discord.gateway.drop();
    await discord.gateway.events.next(({ kind }) => kind === 'resume');
    await server.type('status', { container: OPEN });
    const calls = discord.calls.entries.filter(
      ({ route, parts }) => route === 'callback' && parts[0] === before,
    );
    expect(calls).toHaveLength(1);
  });
});

import { isDeepStrictEqual } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BotProcess } from '../../support/botProcess.ts';
import { FAILS_SOON, QUICK_CHECKS, status } from '../../support/scenarios.ts';
import type { DiscordDouble } from './double/discordDouble.ts';
import { type DiscordWorld, openDiscordWorld } from './double/discordWorld.ts';
import { GUILD, MANAGE_GUILD, newChannel, PERSON, THREAD, VOICE } from './double/payloads.ts';
import type { Server } from './double/server.ts';

const FAILING = Array.from({ length: 8 }, (_, index) => String(17_900_000_000_000_001n + BigInt(index)));
const OPEN = '17900000000000100';
const SLOW = '17900000000000101';
/** Enough for many pages. */
const MANY = Array.from({ length: 250 }, (_, index) => String(17_900_000_000_002_000n + BigInt(index)));
let world: DiscordWorld;
let discord: DiscordDouble;
let bot: BotProcess;
let server: Server;

beforeAll(async () => {
  world = await openDiscordWorld({
    containers: {
      ...Object.fromEntries(FAILING.map((id) => [id, FAILS_SOON])),
      [OPEN]: [status('0s', 'FINISHED')],
      [SLOW]: [status('0s', 'IN_PROGRESS')],
      ...Object.fromEntries(MANY.map((id) => [id, [status('0s', 'FINISHED')]])),
    },
    env: { WATCH_CHECKS: QUICK_CHECKS },
  });
  ({ discord, bot, server } = world);
  bot.start();
  await bot.ready();
});

afterAll(() => world.close());

afterEach(() => expect(discord.violations).toEqual([]));

/** How many posts and edits were tried in a channel. */
function triesIn(channel: string): number {
  return discord.calls.entries.filter(
    ({ route, parts }) => (route === 'post' || route === 'edit') && parts[0] === channel,
  ).length;
}

it('doctor says whether the bot can post in the channel', async () => {
  const [open, closed] = [newChannel(), newChannel()];
  discord.fail({ route: 'typing', channel: closed, status: 403, code: 50_013, times: 1 });
  const ask = async (channel: string): Promise<string> =>
    (await server.type('doctor', {}, { channel, permissions: MANAGE_GUILD })).text;
  expect(await ask(open)).toContain('✅ This channel can be posted to');
  expect(await ask(closed)).toContain(
    'Nothing can be posted in this channel: the bot lacks a permission there',
  );
});

describe('a channel that refuses for good', () => {
  it.each([
    [50_013, 403, 'lacks a permission'],
    [50_001, 403, 'can no longer see the channel'],
    [10_003, 404, 'the channel is gone'],
  ])('with %i at the watch is named in the answer, and nothing is watched', async (code, status, says) => {
    const channel = newChannel();
    discord.fail({ route: 'post', channel, status, code, times: 100 });
    const from = discord.calls.entries.length;
    const { text } = await server.type('watch', { container: OPEN }, { channel });
    expect(text).toContain(says);
    expect(text).toContain('Send Messages');
    expect((await server.type('watches', {}, { channel })).text).toContain('watches nothing');
    expect(triesIn(channel)).toBe(1);
    expect(discord.calls.entries.slice(from).some(({ route }) => route === 'dm')).toBe(false);
  });

  it('when an alert is sent loses its subscriptions after one try, and the subscribers get a direct message', async () => {
    const [channel, container] = [newChannel(), FAILING[0] ?? ''];
    const manager = { channel, person: '1400000000000000007', permissions: MANAGE_GUILD };
    const from = discord.calls.entries.length;
    discord.fail({ route: 'post', channel, says: '❌', status: 403, code: 50_013, times: 100 });
    await server.type('alerts', { state: 'on' }, manager);
    await server.type('watch', { container }, { channel });
    for (const [person, says] of [
      [PERSON, container],
      [manager.person, 'The quota alerts for brand that you turned on there are off'],
    ] as const) {
      const opened = discord.calls.next(
        ({ route, body }) => route === 'dm' && isDeepStrictEqual(body, { recipient_id: person }),
        from,
      );
      await bot.passUntil(opened);
      const direct = await server.message(
        new RegExp(`<#${channel}>[\\s\\S]*lacks a permission[\\s\\S]*${says}`),
        {
          from,
        },
      );
      expect(direct.channel).not.toBe(channel);
    }
    expect((await server.type('watches', {}, { channel })).text).toContain('watches nothing');
    expect((await server.type('alerts', { state: 'show' }, manager)).text).toContain('are off');
    const posts = discord.calls.entries.filter(
      ({ route, parts }) => route === 'post' && parts[0] === channel,
    );
    // The notice that alerts are on, the live message, and one try of the alert.
    expect(posts.map(({ status }) => status)).toEqual([200, 200, 403]);
  });

  it('when quota alerts are turned on is named in the answer, and they stay off', async () => {
    const channel = newChannel();
    const who = { channel, permissions: MANAGE_GUILD };
    discord.fail({ route: 'post', channel, status: 403, code: 50_013 });
    expect((await server.type('alerts', { state: 'on' }, who)).text).toContain('Nothing was begun');
    expect((await server.type('alerts', { state: 'show' }, who)).text).toContain('are off');
  });
});

describe('a channel that takes messages', () => {
  it('is told who turned its quota alerts on', async () => {
    const channel = newChannel();
    await server.type('alerts', { state: 'on' }, { channel, permissions: MANAGE_GUILD });
    const notice = await server.message('Quota alerts for brand are on', { channel });
    expect(notice.text).toContain(`<@${PERSON}>`);
  });

  it.each([
    ['a thread', THREAD],
    ['the chat of a voice channel', VOICE],
  ])('may be %s', async (_, channel) => {
    await server.type('watch', { container: OPEN }, { channel });
    expect((await server.message(OPEN, { channel })).route).toBe('post');
  });

  it('gets a new live message where a person deleted the old one', async () => {
    const [channel, container] = [newChannel(), FAILING[1] ?? ''];
    await server.type('watch', { container }, { channel });
    const live = await server.message(container, { channel });
    discord.messages.delete(live.message);
    const from = discord.calls.entries.length;
    const again = await bot.passUntil(server.message('Watch ended', { channel, from }));
    expect(again.route).toBe('post');
    await bot.passUntil(server.message("Meta couldn't download the video", { channel }));
  });

  it('gets only the first line of a message whose form Discord refuses', async () => {
    const channel = newChannel();
    discord.fail({ route: 'post', channel, status: 400, code: 50_035 });
    await server.type('watch', { container: OPEN }, { channel });
    const live = await server.message('Watching', { channel });
    expect(live.buttons).toEqual([]);
  });
});

describe('where Discord asks to wait', () => {
  it('a channel is tried again after that time, and not before', async () => {
    const channel = newChannel();
    const headers = { 'retry-after': '1' };
    discord.fail({ route: 'post', channel, status: 429, retryAfter: 1, headers });
    const answered = server.type('watch', { container: OPEN }, { channel });
    await bot.passUntil(server.message(OPEN, { channel }));
    await answered;
    const [first, second, ...more] = discord.calls.entries.filter(({ parts }) => parts[0] === channel);
    expect(first?.status).toBe(429);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1_000);
    expect(more).toEqual([]);
  });

  it('for a long time, other channels get their messages, and the call is not repeated', async () => {
    const [slow, free] = [newChannel(), newChannel()];
    discord.fail({
      route: 'post',
      channel: slow,
      status: 429,
      retryAfter: 60,
      headers: { 'retry-after': '60', 'x-ratelimit-scope': 'user' },
    });
    const answered = server.type('watch', { container: OPEN }, { channel: slow });
    await discord.calls.next(({ parts }) => parts[0] === slow);
    await server.type('watch', { container: OPEN }, { channel: free });
    await server.message(OPEN, { channel: free });
    expect((await answered).text).toContain('Watching');
    expect(triesIn(slow)).toBe(1);
  });
});

describe('what people do', () => {
  it('a note of 10,000 characters is refused, not cut', async () => {
    const channel = newChannel();
    const { text } = await server.type('watch', { container: OPEN, note: 'n'.repeat(10_000) }, { channel });
    expect(text).toMatch(/10000 characters; 500 are the most/);
    expect((await server.type('watches', {}, { channel })).text).toContain('watches nothing');
  });

  it('250 watches are shown page by page, each once', async () => {
    const channel = newChannel();
    const parts = Array.from({ length: 13 }, (_, at) => MANY.slice(at * 20, at * 20 + 20).join(' '));
    // Old enough that none is checked during the test: each check would change the order of the list.
    for (const container of parts) await server.type('watch', { container, age: '10m' }, { channel });
    let shown = await server.type('watches', {}, { channel });
    const pages = [shown.text];
    while (shown.buttons.some(({ label }) => label === 'Next')) {
      shown = await server.press(shown, 'Next', { channel });
      pages.push(shown.text);
    }
    expect(pages.length).toBeGreaterThan(12);
    const seen = pages.join('\n').match(/179000000000\d{5}/g) ?? [];
    expect(new Set(seen).size).toBe(250);
    expect(seen).toHaveLength(250);
    const back = await server.press(shown, 'Previous', { channel });
    expect(back.text).toBe(pages.at(-2));
  });

  it('an alert is checked again and snoozed by its buttons', async () => {
    const channel = newChannel();
    await server.type('watch', { container: SLOW }, { channel });
    const alert = await bot.passUntil(server.message('still processing, longer than most', { channel }));
    expect((await server.press(alert, 'Check again', { channel })).text).toContain(SLOW);
    const asked = await server.press(alert, 'Snooze', { channel });
    expect(asked.text).toContain('For how long');
    const snoozed = await server.press(asked, 'Snooze 6 hours', { channel });
    expect(snoozed.text).toContain(`Alerts paused about \`${SLOW}\``);
    const live = await server.message(/snoozed by/, { channel });
    expect(live.text).toContain(`snoozed by <@${PERSON}>`);
    expect((await server.press(live, 'Resume alerts', { channel })).text).toContain('Alerts resumed');
  });
});

describe('an acknowledgement that Discord refuses', () => {
  it.each([
    [10_062, 404, 'acknowledged too late'],
    [40_060, 400, 'already answered'],
  ])('with %i does nothing, and the log says why', async (code, status, says) => {
    const channel = newChannel();
    const from = bot.log.length;
    discord.fail({ route: 'callback', status, code });
    await server.acknowledgementOf(server.sendTyped('watch', { container: OPEN }, { channel }));
    await bot.says(says, from);
    expect((await server.type('watches', {}, { channel })).text).toContain('watches nothing');
  });
});

it('an acknowledgement that Discord takes, and of which its answer is lost, loses no command', async () => {
  const channel = newChannel();
  discord.fail({ route: 'callback', status: 503, times: 1, afterTaking: true });
  expect((await server.type('watches', {}, { channel })).text).toContain('watches nothing');
});

describe('while Threads hangs', () => {
  it('commands are acknowledged, and options are completed from memory', async () => {
    const channel = newChannel();
    await server.type('watch', { container: OPEN, note: 'the launch' }, { channel });
    await control('POST', '/_sandbox/faults', { hang: true });
    const asked = server.sendTyped('status', { container: OPEN }, { channel });
    expect(await server.acknowledgementOf(asked)).toMatchObject({ type: 5, ephemeral: true });
    const [first] = await server.complete('unwatch', 'container', { container: 'launch' }, { channel });
    expect(first).toEqual({ name: `${OPEN} · finished · the launch`, value: OPEN });
    await control('DELETE', '/_sandbox/faults');
  });
});

describe('a server that removes the bot', () => {
  it('and invites it again gets its commands again, once', async () => {
    const puts = () => discord.calls.entries.filter(({ route }) => route === 'put commands');
    expect(puts()).toHaveLength(1);
    discord.commands.delete(GUILD);
    discord.gateway.kick();
    const from = discord.calls.entries.length;
    discord.gateway.letIn();
    await discord.calls.next(({ route }) => route === 'put commands', from);
    const listed = discord.calls.entries.length;
    // Each new session announces the server again; its commands are then not listed again.
    discord.gateway.letIn();
    expect((await server.type('status', { container: OPEN })).text).toContain('ready to publish');
    expect(puts()).toHaveLength(2);
    expect(discord.calls.entries.slice(listed).some(({ route }) => route === 'list commands')).toBe(false);
  });
});

async function control(method: string, path: string, body?: unknown): Promise<void> {
  const answer = await fetch(`${world.sandbox.url}${path}`, { method, body: JSON.stringify(body) ?? null });
  if (!answer.ok) throw new Error(await answer.text());
}

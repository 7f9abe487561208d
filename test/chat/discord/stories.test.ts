import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BotProcess } from '../../support/botProcess.ts';
import { FAILS_SOON, QUICK_CHECKS, status } from '../../support/scenarios.ts';
import type { Call, DiscordDouble } from './double/discordDouble.ts';
import { type DiscordWorld, openDiscordWorld } from './double/discordWorld.ts';
import { FOREIGN_GUILD, GUILD, MANAGE_GUILD, newChannel, ROLE, THREAD, VIEW } from './double/payloads.ts';
import { readShown, type Server } from './double/server.ts';

const READY = '17900000000000001';
const FAILING = '17900000000000002';
const LATER = '17900000000000003';

let world: DiscordWorld;
let discord: DiscordDouble;
let bot: BotProcess;
let server: Server;

beforeAll(async () => {
  world = await openDiscordWorld({
    containers: { [READY]: [status('0s', 'FINISHED')], [FAILING]: FAILS_SOON, [LATER]: FAILS_SOON },
    env: { MANAGERS: ROLE, WATCH_CHECKS: QUICK_CHECKS, DOCS_URL: 'https://docs.example/threadwatch' },
  });
  ({ discord, bot, server } = world);
});

/** Some of the stories end it. */
beforeEach(async () => {
  if (bot.isRunning) return;
  bot.start();
  await bot.ready();
});

afterAll(() => world.close());

afterEach(() => expect(discord.violations).toEqual([]));

describe('in a server', () => {
  it('a command is acknowledged at once, then answered, visible only to the person', async () => {
    const id = server.sendTyped('status', { container: READY }, { channel: newChannel() });
    expect(await server.acknowledgementOf(id)).toMatchObject({ type: 5, ephemeral: true });
    const answer = await server.answerTo(id);
    expect(answer.text).toContain('ready to publish');
    expect(answer.buttons.map(({ label }) => label)).toEqual(['Publish', 'Watch', 'Check again']);
  });

  it('a mistake is answered with what to type', async () => {
    const { text } = await server.type('status', { container: 'abc' });
    expect(text).toContain('IDs are digits only');
    expect(text).toContain('/threads status 17900000000000001');
  });

  it('a watched container that fails is an alert in the channel, in a new message', async () => {
    const channel = newChannel();
    await server.type('watch', { container: FAILING, note: '@everyone **launch**' }, { channel });
    const live = await server.message(FAILING, { channel });
    expect(live.route).toBe('post');
    const alert = await bot.passUntil(
      server.message(/Meta couldn't download the video[\s\S]*Then create a new container/, { channel }),
    );
    expect(alert.route).toBe('post');
    expect(alert.nonce).toBeDefined();
    expect(alert.text).toContain('\\@everyone');

    const addressOf = (message: string) => `<https://discord.com/channels/${GUILD}/${channel}/${message}>`;
    expect(alert.text).toContain(`[Live message](${addressOf(live.message)})`);
    const page = '<https://docs.example/threadwatch/errors.md#download-video>';
    expect(alert.text).toContain(`[More about this error](${page})`);
    const ended = await bot.passUntil(server.message('Watch ended', { channel }));
    expect(ended.text).toContain(`[Alert](${addressOf(alert.message)})`);
  });

  it('a watch is stopped by the button of its live message, which then names who stopped it', async () => {
    const channel = newChannel();
    const person = '1400000000000000002';
    await server.type('watch', { container: READY }, { channel });
    const live = await server.message(READY, { channel });
    expect((await server.press(live, 'Stop watching', { channel, person })).text).toContain(
      'Stopped watching',
    );
    expect((await server.message('no longer watched', { channel })).text).toContain(person);
  });

  it('a live message whose answer was lost shows what changed before it was sent again', async () => {
    const channel = newChannel();
    // The client itself tries a call again after a 500.
    discord.fail({ route: 'post', channel, status: 500, times: 2, afterTaking: true });
    await server.type('watch', { container: READY }, { channel });
    const isOfChannel = ({ parts }: Call): boolean => parts[0] === channel;
    const posts = (): Call[] =>
      discord.calls.entries.filter((call) => call.route === 'post' && isOfChannel(call));
    await bot.passUntil(discord.calls.next(() => posts().length === 2));
    await server.type('unwatch', { container: READY }, { channel });
    await bot.passUntil(discord.calls.next((call) => call.route === 'edit' && isOfChannel(call)));
    const standing = [...discord.messages.values()].filter((message) => message.channel === channel);
    expect(standing.map(({ body }) => readShown(body).text)).toEqual([
      expect.stringContaining('no longer watched'),
    ]);
    expect(new Set(posts().map(({ body }) => readShown(body).nonce)).size).toBe(1);
  });

  it('accounts and this channel’s watches are suggested', async () => {
    const channel = newChannel();
    await server.type('watch', { container: READY }, { channel });
    expect(await server.complete('quota', 'account', { account: '' })).toEqual([
      { name: 'brand', value: 'brand' },
    ]);
    const watches = await server.complete('unwatch', 'container', { container: '1790' }, { channel });
    expect(watches.map(({ value }) => value)).toContain(READY);
  });

  it('alerts are shown to anyone, and changed by people with Manage Server or with a role in MANAGERS', async () => {
    for (const change of [{ state: 'on' }, { state: 'off' }, { mention: 'none' }])
      expect((await server.type('alerts', change)).text).toContain('alerts is for managers');
    for (const manager of [{ permissions: MANAGE_GUILD }, { roles: [ROLE] }])
      expect((await server.type('alerts', { state: 'off' }, manager)).text).toContain('are off');
    expect((await server.type('alerts', { state: 'show' })).text).toContain('are off');
  });

  it.each([
    ['a channel', {}],
    ['a thread', { channel: THREAD }],
  ])('a watch in %s where the bot may not post is refused, and names what is missing', async (_, channel) => {
    const { text } = await server.type('watch', { container: READY }, { ...channel, botPermissions: VIEW });
    expect(text).toContain('Send Messages');
    expect(text).toContain('Embed Links');
  });

  it('a server that is not served gets its id, and nothing else', async () => {
    const { text } = await server.type('status', { container: READY }, { guild: FOREIGN_GUILD });
    expect(text).toContain(FOREIGN_GUILD);
    expect(text).not.toContain(READY);
  });

  it.each([
    '',
    'x',
    '1|stop|0|live=posting',
    '1|status|0|container=1&account=other',
    '9|status|0|',
    '1|nothing|0|',
  ])('a made-up button %j is answered, and does nothing', async (id) => {
    const { text } = await server.answerTo(server.sendPress(id));
    expect(text).not.toBe('');
  });
});

describe('when the process ends,', () => {
  it('an alert that was not confirmed when the process was killed is sent again, under the same nonce', async () => {
    const channel = newChannel();
    discord.fail({ route: 'post', channel, status: 500, times: 100 });
    const from = discord.calls.entries.length;
    await server.type('watch', { container: LATER }, { channel });
    await discord.calls.next(({ route }) => route === 'post', from);
    bot.kill('SIGKILL');
    await bot.ended();
    discord.mend();
    const restart = discord.calls.entries.length;
    bot.start();
    const live = await server.message(LATER, { channel, from: restart });
    const tried = discord.calls.entries.slice(from, restart).filter(({ route }) => route === 'post');
    expect(live.nonce).toBeDefined();
    expect(tried.map(({ body }) => JSON.stringify(body))).toContainEqual(
      expect.stringContaining(live.nonce ?? ''),
    );
    await bot.passUntil(server.message("Meta couldn't download the video", { channel, from: restart }));
  });

  it('by SIGTERM, it ends with 0, and its log holds no token', async () => {
    bot.kill('SIGTERM');
    expect(await bot.ended()).toBe(0);
    expect(bot.written.join('\n')).not.toMatch(/sandbox-token|discord-bot-token/);
  });
});

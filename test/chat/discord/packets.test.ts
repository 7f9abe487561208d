import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { status } from '../../support/scenarios.ts';
import { type DiscordWorld, openDiscordWorld } from './double/discordWorld.ts';
import { ALL_NEEDED, GUILD, MANAGE_GUILD, PERSON } from './double/payloads.ts';
import { typed } from './double/server.ts';

const OPEN = '17900000000000001';

let world: DiscordWorld;

beforeAll(async () => {
  world = await openDiscordWorld({ containers: { [OPEN]: [status('0s', 'FINISHED')] } });
  world.bot.start();
  await world.bot.ready();
});

afterAll(() => world.close());

const STATUS = typed('status', { container: OPEN });
const WATCHES = { component_type: 2, custom_id: '1|watches|0|' };
const CHECK = { component_type: 2, custom_id: `1|status|0|container=${OPEN}&account=brand` };
const member = { user: { id: PERSON }, roles: [] };

/** The types of interactions: a command, a press of a button, an autocompletion, a submitted form. */
const [COMMAND, PRESS, COMPLETION] = [2, 3, 4] as const;

describe('an interaction is answered where the fields that matter can be read:', () => {
  it.each([
    [
      'permissions as numbers',
      COMMAND,
      STATUS,
      { app_permissions: Number(ALL_NEEDED), member: { ...member, permissions: 32 } },
      'ready to publish',
    ],
    [
      'the person’s permissions as a number',
      COMMAND,
      typed('alerts', { state: 'show' }),
      { member: { ...member, permissions: Number(MANAGE_GUILD) } },
      'are off',
    ],
    [
      'unreadable permissions',
      COMMAND,
      STATUS,
      { app_permissions: 'all', member: { ...member, permissions: {} } },
      'ready to publish',
    ],
    [
      'unreadable permissions of the bot, where it posts',
      COMMAND,
      typed('watch', { container: OPEN }),
      { app_permissions: 'all' },
      'Watching',
    ],
    ['a press without its message', PRESS, CHECK, {}, 'ready to publish'],
    ['a press that turns a page, without its message', PRESS, WATCHES, {}, OPEN],
    [
      'a press on a message without an author',
      PRESS,
      CHECK,
      { message: { webhook_id: '5', interaction_metadata: { id: '1', type: 2 } } },
      'ready to publish',
    ],
    ['a press without data', PRESS, null, {}, 'This button is from another version'],
    [
      'a button whose id is a number',
      PRESS,
      { component_type: 2, custom_id: 5 },
      {},
      'This button is from another version',
    ],
    ['a command without data', COMMAND, undefined, {}, 'Unknown command'],
    ['a command without a subcommand', COMMAND, { ...STATUS, options: undefined }, {}, 'Unknown command'],
    [
      'a command in a subcommand group',
      COMMAND,
      { ...STATUS, options: [{ type: 2, name: 'all', options: [] }] },
      {},
      'Unknown command',
    ],
    ['a command of another name', COMMAND, { ...STATUS, name: 'other' }, {}, 'Unknown command'],
    [
      'a message command without its message',
      COMMAND,
      { id: '1', type: 2, name: 'threads', target_id: '5' },
      {},
      'Unknown command',
    ],
    [
      'a command whose option is null',
      COMMAND,
      { ...STATUS, options: [{ type: 1, name: 'status', options: [null] }] },
      {},
      'Unknown command',
    ],
    [
      'a command with an option of another type',
      COMMAND,
      { ...STATUS, options: [{ type: 1, name: 'status', options: [{ type: 6, name: 'user', value: '5' }] }] },
      {},
      '`status` has no argument',
    ],
    ['no person', COMMAND, STATUS, { member: undefined }, 'say who asks'],
    ['a member without a user', COMMAND, STATUS, { member: { roles: [], permissions: '0' } }, 'say who asks'],
    ['no channel', COMMAND, STATUS, { channel: undefined, channel_id: undefined }, 'say who asks, or where'],
    ['a channel without fields', COMMAND, STATUS, { channel: {} }, 'ready to publish'],
    [
      'null entitlements',
      COMMAND,
      STATUS,
      { entitlements: null, authorizing_integration_owners: null },
      'ready to publish',
    ],
  ] as const)('%s', async (_, type, data, more, says) => {
    const { text } = await world.server.answerTo(world.server.send(type, data, {}, more));
    expect(text).toContain(says);
  });

  it.each([
    ['no data', undefined],
    ['no option', typed('unwatch', {})],
    ['an unreadable option', { ...STATUS, options: [5] }],
  ] as const)('an autocompletion with %s gets no suggestion', async (_, data) => {
    const { server } = world;
    expect((await server.acknowledgementOf(server.send(COMPLETION, data, {}))).choices).toEqual([]);
  });
});

describe('what can’t be read is logged, and the next command is answered:', () => {
  const noted = 'can’t be read; it was dropped';

  it.each([
    ['INTERACTION_CREATE', null],
    ['INTERACTION_CREATE', { id: '1', type: COMMAND, guild_id: GUILD, data: STATUS }],
    ['GUILD_CREATE', null],
    ['GUILD_CREATE', { roles: 5 }],
    ['GUILD_DELETE', {}],
  ] as const)('%s with %j', async (t, d) => {
    const { discord, bot, server } = world;
    const from = bot.log.length;
    discord.gateway.dispatch(t, d);
    expect(await bot.says(noted, from)).toMatchObject({ level: 40, type: t });
    expect((await server.type('status', { container: OPEN })).text).toContain('ready to publish');
    expect(bot.log.slice(from).filter(({ msg }) => msg.includes(noted))).toHaveLength(1);
  });

  it('an unknown type', async () => {
    const { bot, server } = world;
    const from = bot.log.length;
    const id = server.send(99, undefined, {});
    expect(await bot.says('not ours', from)).toMatchObject({ level: 40, type: 99, id });
    expect((await server.type('status', { container: OPEN })).text).toContain('ready to publish');
  });

  it.each([
    ['CHANNEL_CREATE', { id: '778', guild_id: GUILD, type: 0 }],
    ['CHANNEL_UPDATE', { id: '1300000000000000001', guild_id: GUILD, permission_overwrites: 5 }],
    ['CHANNEL_DELETE', null],
    ['THREAD_CREATE', {}],
    ['THREAD_LIST_SYNC', { guild_id: GUILD }],
    ['GUILD_CREATE', { id: '1200000000000000005', channels: 5, roles: [null], members: {} }],
    ['GUILD_CREATE', { id: GUILD, unavailable: null }],
    ['GUILD_UPDATE', { id: GUILD, roles: [null] }],
    ['GUILD_ROLE_UPDATE', { guild_id: GUILD }],
    ['GUILD_MEMBER_UPDATE', { guild_id: GUILD }],
    ['MESSAGE_CREATE', { id: '1' }],
    ['USER_UPDATE', null],
    ['NOT_AN_EVENT', { any: 1 }],
  ] as const)('and %s is ignored', async (t, d) => {
    world.discord.gateway.dispatch(t, d);
    expect((await world.server.type('status', { container: OPEN })).text).toContain('ready to publish');
  });

  it('an empty frame does not end the connection', async () => {
    const { discord, server } = world;
    for (const frame of [null, [], 5, {}, { op: 0 }, { op: 9 }, { op: 10 }, { op: 99 }])
      discord.gateway.sendFrame(frame);
    for (const d of [null, {}, { guilds: [null] }]) discord.gateway.dispatch('READY', d);
    expect((await server.type('status', { container: OPEN })).text).toContain('ready to publish');
  });
});

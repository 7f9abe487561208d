import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandTable } from '../../commands/table.ts';
import { decodeCustomId, encodeCustomId } from '../../src/chat/discord/render/customId.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { parseScenario } from '../../src/sandbox/schema/scenario.ts';
import { BotProcess } from '../support/botProcess.ts';
import { MovableClock } from '../support/movableClock.ts';
import { QUICK_CHECKS, scenarioOf, status } from '../support/scenarios.ts';
import { DiscordDouble } from './discord/double/discordDouble.ts';
import { CHANNEL, FOREIGN_GUILD, GUILD, MANAGE_GUILD } from './discord/double/payloads.ts';
import { Server } from './discord/double/server.ts';
import { SlackDouble } from './slack/double/slackDouble.ts';

const VIDEO = '17900000000000001';
/** More containers than one alert names: it has the button *Show all*. */
const FAILING = Array.from({ length: 12 }, (_, index) => String(17900000000000020n + BigInt(index)));
const UNWATCHED = '17900000000000002';
const ALONE = '17900000000000040';
const LAST = '17900000000000041';
const TEAM = 'T0DOUBLE1';

/** One bot serves three workspaces, each with an account of its own: two servers in Discord, and a team in Slack. */
const ACCOUNTS = [
  { name: 'brand', token: 'token-of-brand', workspaces: [GUILD] },
  { name: 'club', token: 'token-of-club', workspaces: [FOREIGN_GUILD] },
  { name: 'shop', token: 'token-of-shop', workspaces: [TEAM] },
];

let sandbox: Sandbox;
let discord: DiscordDouble;
let slack: SlackDouble;
let server: Server;
let bot: BotProcess;

const HOME = { guild: GUILD, permissions: MANAGE_GUILD };
const OTHER_CHANNEL = '1300000000000000007';
/** Another server that sends the same channel id: ids are no secret. */
const ELSEWHERE = { guild: FOREIGN_GUILD, channel: CHANNEL, permissions: MANAGE_GUILD };
/** The buttons and selects of all messages at home; anyone could send them. */
let buttons: { command: string; args: Readonly<Record<string, string>> }[];

beforeAll(async () => {
  const failing = [status('0s', 'IN_PROGRESS'), status('0.001s', 'ERROR', 'UNKNOWN')];
  const ready = [status('0s', 'FINISHED')];
  const containers = Object.fromEntries([...FAILING, ALONE, LAST].map((id) => [id, failing]));
  const accounts = ACCOUNTS.map(({ name, token }, index) => ({
    username: name,
    token,
    id: `1784140000000000${index}`,
  }));
  const clock = new MovableClock();
  sandbox = await startSandbox({
    clock,
    scenario: parseScenario(scenarioOf({ [VIDEO]: ready, [UNWATCHED]: ready, ...containers }, { accounts })),
  });
  discord = await DiscordDouble.start({ clock });
  slack = await SlackDouble.start({ team: TEAM, clock });
  server = new Server(discord);
  const env = { ...slack.environment, ...discord.environment, THREADS_API_URL: sandbox.url };
  bot = new BotProcess(
    {
      ...env,
      DISCORD_GUILD_IDS: `${GUILD},${FOREIGN_GUILD}`,
      THREADS_ACCESS_TOKEN: '',
      THREADS_ACCOUNTS: JSON.stringify(ACCOUNTS),
      MANAGERS: 'U0ANNA',
      WATCH_CHECKS: QUICK_CHECKS,
    },
    clock,
  );
  bot.start();
  await bot.ready();
  await server.type('watch', { container: VIDEO, note: 'our secret launch' }, HOME);
  await server.type('alerts', { state: 'on' }, HOME);
  await server.type('watch', { container: FAILING.join(' ') }, HOME);
  await bot.passUntil(server.message(/12 posts .*failed/));
  await server.type('watch', { container: ALONE }, { ...HOME, channel: OTHER_CHANNEL });
  await bot.passUntil(server.message(`${ALONE}\` failed`));
  for (const container of [VIDEO, UNWATCHED]) await server.type('status', { container }, HOME);
  const messages = discord.calls.entries.filter(({ route }) =>
    ['post', 'edit', 'reply', 'callback'].includes(route),
  );
  const ids = JSON.stringify(messages.map(({ body }) => body)).matchAll(/"custom_id":"((?:[^"\\]|\\.)*)"/g);
  const known = new Set([...ids].map(([, id]) => JSON.parse(`"${id}"`) as string));
  buttons = [...known].flatMap((id) => decodeCustomId(id) ?? []);
}, 60_000);

afterAll(async () => {
  await bot[Symbol.asyncDispose]();
  await discord[Symbol.asyncDispose]();
  await slack.close();
  await sandbox.close();
});

/** The answers to a button without an account in another workspace: nothing, or that workspace's own. */
const NOTHING =
  /Nothing of that message|was kept for a day|For how long should alerts be paused|nothing left to acknowledge/;

const callsForBrand = (): number => sandbox.calls.filter(({ account }) => account === 'brand').length;

/** Sends the same from Discord's other server and from Slack. @returns both answers */
async function sendFromOutside(command: string, args: Readonly<Record<string, string>>): Promise<string[]> {
  const id = encodeCustomId({ command, args, page: 0 }) ?? '';
  const value = JSON.stringify({ command, args });
  return [
    (await server.answerTo(server.sendPress(id, ELSEWHERE))).text,
    (await slack.pressValue(value, { channel: CHANNEL }).answer()).text,
  ];
}

describe('from another workspace', () => {
  it('the buttons at home are of every kind', () => {
    const kinds = new Set(buttons.map(({ command }) => command));
    expect([...kinds].toSorted()).toEqual([
      'acknowledge',
      'alerts',
      'more',
      'publish',
      'snooze',
      'status',
      'stop',
      'unwatch',
      'watch',
    ]);
  });

  it('no button of a message at home works', async () => {
    const before = callsForBrand();
    for (const { command, args } of buttons) {
      const { account } = args;
      for (const answer of await sendFromOutside(command, args)) {
        expect(answer, command).not.toMatch(/secret launch|there is .*brand|of brand/);
        expect(answer, command).toMatch(account === undefined ? NOTHING : /no account `brand` here/);
      }
    }
    expect(callsForBrand()).toBe(before);
  });

  it('no command can name an account at home, reconnect it or disconnect it', async () => {
    const before = callsForBrand();
    for (const { name, options } of commandTable.filter((each) => Object.hasOwn(each.options, 'account'))) {
      const rest = { container: VIDEO, state: 'off', duration: '1h' };
      const needed = Object.entries(rest).filter(([option]) => Object.hasOwn(options, option));
      for (const answer of await sendFromOutside(name, { ...Object.fromEntries(needed), account: 'brand' }))
        expect(answer, name).toMatch(/no account `brand` here; there is (club|shop)/);
    }
    expect(callsForBrand()).toBe(before);
  });

  it('no command without an account shows anything of it', async () => {
    for (const [command, args] of [
      ['accounts', {}],
      ['doctor', {}],
      ['quota', {}],
      ['watches', {}],
      ['alerts', { state: 'show' }],
      ['unwatch', { container: 'all' }],
      ['help', {}],
    ] as const)
      for (const answer of await sendFromOutside(command, args))
        expect(answer, command).not.toMatch(/brand|secret launch|token-of/);
  });

  it('no form offers or takes an account at home', async () => {
    const before = callsForBrand();
    const form = await server.modalOf(server.sendTyped('watch', {}, ELSEWHERE));
    const names = form.fields.map(({ name }) => name);
    expect(names).not.toContain('account');
    const [first] = form.fields;
    if (first === undefined) throw new Error('a form without a field');
    const forged = { ...form, fields: [...form.fields, { ...first, name: 'account' }] };
    const filledIn = { container: VIDEO, account: 'brand' };
    const { text } = await server.answerTo(server.sendModal(forged, filledIn, ELSEWHERE));
    expect(text).toMatch(/no account .brand. here/);
    const typed = slack.command('watch', { channel: CHANNEL });
    const view = await typed.view();
    const [block] = view.blocks;
    if (block === undefined) throw new Error('a form without a field');
    const blocks = [...view.blocks, { ...block, block_id: 'account' }];
    await slack.submit({ ...view, blocks }, filledIn).acknowledged;
    expect((await typed.answer()).text).toMatch(/no account .brand. here/);
    expect(callsForBrand()).toBe(before);
  });

  it('no account and no watch is suggested', async () => {
    expect(await server.complete('quota', 'account', { account: '' }, HOME)).toMatchObject([
      { value: 'brand' },
    ]);
    expect(await server.complete('unwatch', 'container', { container: '' }, HOME)).not.toEqual([]);
    expect(await server.complete('quota', 'account', { account: '' }, ELSEWHERE)).toMatchObject([
      { value: 'club' },
    ]);
    for (const container of ['', VIDEO, 'launch'])
      expect(await server.complete('unwatch', 'container', { container }, ELSEWHERE)).toEqual([]);
  });

  it('nothing at home has changed after all this', async () => {
    expect((await server.type('watches', {}, HOME)).text).toContain(VIDEO);
    expect((await server.type('alerts', { state: 'show' }, HOME)).text).toContain(
      'Quota alerts for brand are on',
    );
    const from = discord.calls.entries.length;
    await server.type('watch', { container: LAST }, HOME);
    const internalError = new RegExp(`13 containers .*failed|❌ Container \`${LAST}\` failed`);
    await bot.passUntil(server.message(internalError, { channel: CHANNEL, from }));
  }, 30_000);
});

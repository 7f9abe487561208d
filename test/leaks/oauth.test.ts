import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { parseScenario } from '../../src/sandbox/schema/scenario.ts';
import { BOT_TOKEN, DiscordDouble } from '../chat/discord/double/discordDouble.ts';
import { PERSON } from '../chat/discord/double/payloads.ts';
import { Server } from '../chat/discord/double/server.ts';
import { APP_TOKEN, SlackDouble } from '../chat/slack/double/slackDouble.ts';
import { agree, linkIn } from '../connect/agree.ts';
import { BotProcess } from '../support/botProcess.ts';
import { findFreePort } from '../support/findFreePort.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { findLeaks } from './findLeaks.ts';

/** Every token that the sandbox issues begins with the account's first one: where that is found, any of them is. */
const TOKENS = { brand: 'THAA-brand-1', shop: 'THAA-shop-01' };
const SECRET = 'planted/app+secret=0123456789';
const KEY = randomBytes(32).toString('base64');

/** The program with everything that it can write to, and no account but those that people connect. */
async function begin() {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-oauth-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const accounts = Object.entries(TOKENS).map(([username, token], index) => ({
    username,
    token,
    id: `1784140000000000${index}`,
  }));
  const scenario = parseScenario(scenarioOf({ [VIDEO]: [status('0s', 'IN_PROGRESS')] }, { accounts }));
  const sandbox = await startSandbox({ clock: systemClock, scenario });
  onTestFinished(() => sandbox.close());
  const discord = await DiscordDouble.start();
  onTestFinished(() => discord[Symbol.asyncDispose]());
  const slack = await SlackDouble.start();
  onTestFinished(() => slack.close());
  const site = `http://127.0.0.1:${await findFreePort()}`;
  const bot = new BotProcess({
    ...slack.environment,
    ...discord.environment,
    THREADS_ACCESS_TOKEN: '',
    THREADS_API_URL: sandbox.url,
    THREADS_APP_ID: '1234',
    THREADS_APP_SECRET: SECRET,
    PUBLIC_URL: site,
    HTTP_PORT: new URL(site).port,
    TOKEN_KEY: KEY,
    STORE_URL: `sqlite:${join(folder, 'store.db')}`,
    LOG_LEVEL: 'trace',
    MANAGERS: `${PERSON},U0ANNA`,
  });
  onTestFinished(() => bot[Symbol.asyncDispose]());
  const readStore = (): Buffer =>
    Buffer.concat(readdirSync(folder).map((file) => readFileSync(join(folder, file))));
  return { sandbox, discord, server: new Server(discord), slack, bot, site, readStore };
}

const open = async (url: string): Promise<string> => (await request(url)).body.text();

it('connecting writes neither code, state, secret nor token: not to log, stderr, chat, page, metrics or store', async () => {
  const { sandbox, discord, server, slack, bot, site, readStore } = await begin();
  const secrets: Record<string, string> = {
    ...TOKENS,
    'the app secret': SECRET,
    'the key': KEY,
    "Discord's token": BOT_TOKEN,
    "Slack's bot token": slack.botToken,
    "Slack's app token": APP_TOKEN,
  };
  /** The links that people were given: for them alone, and the one place in which a state may stand. */
  const states: Record<string, string> = {};
  const pages: string[] = [];

  const askDiscord = async (account?: string): Promise<string> =>
    (await server.type('connect', account === undefined ? {} : { account })).text;
  const askSlack = async (): Promise<string> => (await slack.command('connect').answer()).text;
  /** Follows a link to its end, and is led back with what the story makes of it. */
  async function follow(
    answer: string,
    account: string,
    forge: Record<string, string> = {},
  ): Promise<string> {
    const link = linkIn(answer);
    states[`state ${pages.length}`] = link.searchParams.get('state') ?? '';
    const { target, query } = await agree(link, account);
    expect(target).toBe(`${site}/connect/callback`);
    const { code = '' } = query;
    secrets[`code ${pages.length}`] = code;
    const page = await open(`${target}?${new URLSearchParams({ ...query, ...forge })}`);
    pages.push(page);
    return page;
  }

  bot.start();
  await bot.ready();
  const connected = await follow(await askDiscord(), 'brand');
  expect(connected).toContain('<strong>@brand</strong>');
  expect(connected).toContain('<dd>the Discord server A server</dd>');
  expect(await follow(await askSlack(), 'shop')).toContain('<dd>the Slack workspace T0DOUBLE1</dd>');
  const forged = 'planted-forged-code';
  secrets['the forged code'] = forged;
  expect(await follow(await askDiscord('brand'), 'brand', { code: forged })).toContain('Not connected');
  expect(await follow(await askDiscord(), 'shop', { error: 'access_denied' })).toContain('did not agree');
  expect(await follow(await askDiscord(), 'shop', { state: 'planted-forged-state' })).toContain(
    'was not made by Threadwatch',
  );
  secrets['the forged state'] = 'planted-forged-state';
  expect(await follow(await askDiscord('brand'), 'shop')).toContain('is a different Threads user');
  expect(await follow(await askDiscord('brand'), 'brand')).toContain('Reconnected');

  const shown: string[] = [];
  async function ask(): Promise<void> {
    for (const line of ['accounts', 'doctor', 'quota']) {
      shown.push((await server.type(line)).text);
      shown.push((await slack.command(line).answer()).text);
    }
    shown.push((await server.type('watch', { container: VIDEO })).text);
    shown.push(await open(`${site}/metrics`));
  }
  await ask();
  const stores = [readStore()];
  bot.kill('SIGKILL');
  await bot.ended();
  bot.start();
  await bot.ready();
  await ask();
  expect(shown.filter((text) => text.includes('@brand')).length).toBeGreaterThan(1);
  expect(shown.filter((text) => text.includes('@shop')).length).toBeGreaterThan(1);
  bot.kill('SIGTERM');
  expect(await bot.ended()).toBe(0);
  stores.push(readStore());

  const all = { ...secrets, ...states };
  expect(Object.values(states).every((state) => /^[\w-]{43}$/.test(state))).toBe(true);
  expect(Object.values(secrets).every((secret) => secret.length > 8)).toBe(true);
  expect(sandbox.calls.filter(({ http }) => http === 200).length).toBeGreaterThan(20);
  expect(bot.written.join('\n')).toContain('an account was connected from chat');
  expect(findLeaks(bot.written.join('\n'), all)).toEqual([]);
  expect(findLeaks(pages.join('\n'), all)).toEqual([]);
  expect(findLeaks(shown.join('\n'), all)).toEqual([]);
  for (const store of stores) expect(findLeaks(store, all)).toEqual([]);
  const sent = [...discord.calls.entries.map(({ body }) => body), ...slack.calls.map(({ args }) => args)];
  expect(sent.length).toBeGreaterThan(20);
  // The link itself is what a state is for.
  expect(findLeaks(JSON.stringify(sent), states)).toContain('state 0');
  expect(findLeaks(JSON.stringify(sent), secrets)).toEqual([]);
}, 60_000);

import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { inspect } from 'node:util';
import { request } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Accounts } from '../../src/accounts/accounts.ts';
import { systemClock } from '../../src/clock.ts';
import { DAY } from '../../src/duration.ts';
import { createLog } from '../../src/log.ts';
import { Secrets } from '../../src/secrets.ts';
import { openStore } from '../../src/store/openStore.ts';
import { createThreadsApi } from '../../src/threads/createThreadsApi.ts';
import { createTokenCipher } from '../../src/tokens/cipher.ts';
import { tokenRecordSchema } from '../../src/tokens/tokenRecord.ts';
import { TokenStore } from '../../src/tokens/tokenStore.ts';
import { BOT_TOKEN, DiscordDouble } from '../chat/discord/double/discordDouble.ts';
import { GUILD } from '../chat/discord/double/payloads.ts';
import { Server } from '../chat/discord/double/server.ts';
import { RedisServer } from '../redis.ts';
import { BotProcess } from '../support/botProcess.ts';
import { findFreePort } from '../support/findFreePort.ts';
import { MovableClock } from '../support/movableClock.ts';
import { EchoingThreads, json } from './echoingThreads.ts';
import { findLeaks } from './findLeaks.ts';

const CONTAINER = '17900000000000001';

/** Every secret there can be; each with signs that JSON and URLs spell otherwise. */
const PLANTED = {
  'the configured token': 'THAAplantedFirst/with+signs=1',
  'the refreshed token': 'THAAplantedSecond/with+signs=2',
  "another account's token": 'THAAplantedOther/with+signs=3',
  "Discord's token": BOT_TOKEN,
  "Slack's bot token": 'xoxb-planted-slack-bot',
  "Slack's app token": 'xapp-planted-slack-app',
  "Slack's signing secret": 'planted0signing0secret0of0slack0',
  "the app's secret": 'planted/app+secret=0123456789',
  'the key': randomBytes(32).toString('base64'),
  'the old key': randomBytes(32).toString('base64'),
  "Redis' password": 'planted:redis/pass+word',
};
const FIRST = PLANTED['the configured token'];
const SECOND = PLANTED['the refreshed token'];
const SECRET = PLANTED["the app's secret"];
const OTHER = PLANTED["another account's token"];

function accountsOf(workspace: string): string {
  return JSON.stringify([
    { name: 'brand', token: FIRST, workspaces: [workspace] },
    { name: 'shop', token: OTHER, workspaces: [workspace] },
  ]);
}

async function startEchoing(answers?: Parameters<typeof EchoingThreads.start>[0]): Promise<EchoingThreads> {
  const threads = await EchoingThreads.start(answers);
  onTestFinished(() => threads[Symbol.asyncDispose]());
  threads.secrets.push(...Object.values(PLANTED));
  return threads;
}

describe('where Threads repeats every secret in every answer', () => {
  it('no error of the core holds one, however it is printed or logged, nor does what it reads', async () => {
    const threads = await startEchoing();
    const secrets = new Secrets(Object.values(PLANTED));
    const logged: string[] = [];
    const destination = new Writable({
      write(line: Buffer, _encoding, done) {
        logged.push(line.toString());
        done();
      },
    });
    const log = createLog({ level: 'trace', secrets, destination });
    const printed: string[] = [];
    for (const auth of ['header', 'query'] as const) {
      const api = createThreadsApi({
        apiUrl: threads.url,
        auth,
        clock: systemClock,
        attempts: 1,
        redact: (text) => secrets.hide(text),
        onCall: (call) => log.trace(call),
      });
      const account = { name: 'brand', token: FIRST };
      for (let turn = 0; turn < EchoingThreads.answers; turn += 1)
        for (const call of [
          () => api.fetchContainer(account, CONTAINER),
          () => api.fetchQuotas(account),
          () => api.fetchUser(account),
          () => api.debugToken(account),
          () => api.refreshToken(account),
          () => api.exchangeCode({ appId: '1', appSecret: SECRET, code: OTHER, redirectUri: threads.url }),
          () => api.exchangeForLongLived({ appSecret: SECRET, token: FIRST }),
        ]) {
          const outcome: unknown = await call().catch((error: unknown) => error);
          log.trace({ err: outcome, deep: { key: [outcome] } }, String(outcome));
          printed.push(
            inspect(outcome, { depth: 20, showHidden: true, getters: true }),
            JSON.stringify(outcome),
          );
          if (outcome instanceof Error) printed.push(outcome.stack ?? '');
        }
      await api.close();
    }
    await new Promise(setImmediate);
    expect(printed.length).toBeGreaterThan(200);
    expect(logged.length).toBeGreaterThan(100);
    expect(findLeaks(printed.join('\n'), PLANTED)).toEqual([]);
    expect(findLeaks(logged.join('\n'), PLANTED)).toEqual([]);
  });

  it('the running program writes none: not to its log, the chat, the metrics or its store', async () => {
    const threads = await startEchoing();
    // What this program is not told it can't hide; the refreshed token is repeated as soon as it is in use.
    const known = [
      'the configured token',
      "another account's token",
      "Discord's token",
      'the key',
      'the old key',
    ] as const;
    threads.secrets.splice(0, Number.POSITIVE_INFINITY, ...known.map((name) => PLANTED[name]));
    threads.refreshed = SECOND;
    const folder = mkdtempSync(join(tmpdir(), 'threadwatch-leaks-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const storeUrl = `sqlite:${join(folder, 'store.db')}`;
    await rememberOldToken(storeUrl);
    const clock = new MovableClock();
    const discord = await DiscordDouble.start({ clock });
    onTestFinished(() => discord[Symbol.asyncDispose]());
    const server = new Server(discord);
    const port = await findFreePort();
    const env = {
      ...discord.environment,
      THREADS_API_URL: threads.url,
      THREADS_ACCESS_TOKEN: '',
      THREADS_ACCOUNTS: accountsOf('1200000000000000001'),
      STORE_URL: storeUrl,
      TOKEN_KEY: `${PLANTED['the key']},${PLANTED['the old key']}`,
      HTTP_PORT: String(port),
      LOG_LEVEL: 'trace',
      MANAGERS: '1400000000000000001,1400000000000000002',
      WATCH_CHECKS: '0s,1s,2s,3s,4s,23h,24h',
    };
    const bot = new BotProcess(env, clock);
    onTestFinished(() => bot[Symbol.asyncDispose]());

    const shown: string[] = [];
    for (let start = 0; start < 2; start += 1) {
      bot.start();
      await bot.ready();
      const turns = Array.from({ length: EchoingThreads.answers }, (_, turn) => turn);
      const answers = turns.flatMap((turn) => [
        server.type('status', { container: CONTAINER }),
        server.type('quota', { account: turn % 2 === 0 ? 'brand' : 'shop' }),
        server.type('watch', { container: `1790000000000001${turn}` }),
      ]);
      shown.push(...(await bot.passUntil(Promise.all(answers))).map(({ text }) => text));
      shown.push((await bot.passUntil(server.type('alerts', { state: 'on' }))).text);
      shown.push(await (await request(`http://127.0.0.1:${port}/metrics`)).body.text());
      bot.kill(start === 0 ? 'SIGKILL' : 'SIGTERM');
      await bot.ended();
    }

    expect([...threads.tokens].toSorted()).toEqual(expect.arrayContaining([SECOND, OTHER].toSorted()));
    expect(bot.written.length).toBeGreaterThan(50);
    const sent = discord.calls.entries.map(({ body }) => JSON.stringify(body ?? null));
    expect(sent.length).toBeGreaterThan(50);
    expect(findLeaks(bot.written.join('\n'), PLANTED)).toEqual([]);
    expect(findLeaks(shown.join('\n'), PLANTED)).toEqual([]);
    // That the bot names itself to Discord's gateway with its token is what the token is for; bodies are all else.
    expect(findLeaks(sent.join('\n'), PLANTED)).toEqual([]);
    for (const file of readdirSync(folder))
      expect(findLeaks(readFileSync(join(folder, file)), PLANTED), file).toEqual([]);
  });
});

/** A store in which a token that ends in five days waits to be refreshed, encrypted with the old key. */
async function rememberOldToken(storeUrl: string): Promise<void> {
  const store = await openStore(storeUrl);
  const accounts = new Accounts([{ name: 'brand', token: FIRST, workspaces: ['1'] }]);
  const tokenStore = new TokenStore({
    records: store.collection('tokens', tokenRecordSchema),
    cipher: createTokenCipher([PLANTED['the old key']]),
    accounts,
    secrets: new Secrets(),
    clock: systemClock,
  });
  await tokenStore.load(() => undefined);
  const now = systemClock.now();
  await tokenStore.update('brand', {
    obtainedAt: now - 55 * DAY,
    expiresAt: now + 5 * DAY,
    grantEndsAt: now + DAY,
  });
  await store.close();
}

describe('a start that can not be says why, on stderr, without a secret', () => {
  const ALL = {
    DISCORD_TOKEN: BOT_TOKEN,
    DISCORD_GUILD_IDS: GUILD,
    THREADS_ACCESS_TOKEN: FIRST,
    SLACK_BOT_TOKEN: PLANTED["Slack's bot token"],
    SLACK_APP_TOKEN: PLANTED["Slack's app token"],
    SLACK_SIGNING_SECRET: PLANTED["Slack's signing secret"],
    TOKEN_KEY: PLANTED['the key'],
    LOG_LEVEL: 'trace',
  };

  async function endOf(env: Readonly<Record<string, string>>): Promise<string> {
    const bot = new BotProcess({ ...ALL, ...env });
    onTestFinished(() => bot[Symbol.asyncDispose]());
    bot.start();
    expect(await bot.ended()).toBe(1);
    const written = bot.written.join('\n');
    expect(findLeaks(written, { ...PLANTED, ...marksOf(env) })).toEqual([]);
    return written;
  }

  it('for variables that can not be read', async () => {
    const unreadable = {
      THREADS_ACCESS_TOKEN: 'THAA planted blank',
      THREADS_ACCOUNTS: `[{"name":"a","token":"${OTHER}","workspaces":[]}]`,
      SLACK_SIGNING_SECRET: 'planted signing blank',
      TOKEN_KEY: 'cGxhbnRlZC1rZXktdGhhdC1pcy1zaG9ydA==',
      STORE_URL: 'mysql://user:planted-password@host',
      THREADS_API_URL: 'https://user:planted-password@graph.threads.net',
    };
    const written = await endOf(unreadable);
    for (const name of Object.keys(unreadable)) expect(written).toContain(name);
  });

  it.each([
    [
      'SLACK',
      'SLACK_API_URL',
      json(200, (echo) => ({ ok: false, error: 'invalid_auth', warning: echo, needed: echo })),
    ],
    [
      'DISCORD',
      'DISCORD_API_URL',
      json(401, (echo) => ({ code: 0, message: `401: ${echo}`, errors: { [echo]: echo } })),
    ],
  ])(
    'where %s refuses us, and repeats our secrets',
    async (platform, variable, answer) => {
      const echoing = await startEchoing([answer]);
      const without = platform === 'SLACK' ? { DISCORD_TOKEN: '' } : { SLACK_BOT_TOKEN: '' };
      expect(await endOf({ ...without, [variable]: `${echoing.url}/` })).toMatch(
        new RegExp(`${platform}_\\w+`),
      );
    },
    30_000,
  );

  it('where what went wrong repeats one', async () => {
    const written = await endOf({ STORE_URL: `sqlite:/dev/null/${FIRST}/store.db` });
    expect(written).toMatch(/STORE_URL: .*\[secret\]/);
  });

  it('where Redis refuses the password, or is not there', async () => {
    const redis = await RedisServer.start({ password: PLANTED["Redis' password"] });
    onTestFinished(() => redis[Symbol.asyncDispose]());
    const wrong = redis.url.replace(encodeURIComponent(PLANTED["Redis' password"]), 'planted-wrong-password');
    expect(await endOf({ STORE_URL: wrong })).toContain('STORE_URL');
    const gone = `redis://:${encodeURIComponent(PLANTED["Redis' password"])}@127.0.0.1:${await findFreePort()}`;
    expect(await endOf({ STORE_URL: gone })).toContain('STORE_URL');
  });

  it('where the store was encrypted with another key, or there is none; nothing is changed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'threadwatch-leaks-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const storeUrl = `sqlite:${join(folder, 'store.db')}`;
    await rememberOldToken(storeUrl);
    const env = { STORE_URL: storeUrl, THREADS_ACCOUNT_NAME: 'brand' };
    const file = join(folder, 'store.db');
    const before = readFileSync(file);
    for (const key of [PLANTED['the key'], '']) {
      const written = await endOf({ ...env, TOKEN_KEY: key });
      expect(written).toMatch(
        /^Threadwatch can't start: TOKEN_KEY: .*Set the key that it was encrypted with/m,
      );
    }
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});

/** What stands in the values that were planted for one start alone. */
function marksOf(env: Readonly<Record<string, string>>): Record<string, string> {
  const marked = Object.entries(env).filter(([, value]) => /planted|cGxhbnRl/.test(value));
  return Object.fromEntries(marked.map(([name, value]) => [`${name} of this start`, value]));
}

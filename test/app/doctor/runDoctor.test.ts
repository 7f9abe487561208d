import { randomBytes } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { commandTable } from '../../../commands/table.ts';
import { Accounts } from '../../../src/accounts/accounts.ts';
import { createRecords } from '../../../src/app/core/createRecords.ts';
import { describeCommands } from '../../../src/chat/discord/register/describeCommands.ts';
import { systemClock } from '../../../src/clock.ts';
import { DAY, HOUR } from '../../../src/duration.ts';
import { Secrets } from '../../../src/secrets.ts';
import { openStore } from '../../../src/store/openStore.ts';
import { createTokenCipher } from '../../../src/tokens/cipher.ts';
import { tokenRecordSchema } from '../../../src/tokens/tokenRecord.ts';
import { TokenStore } from '../../../src/tokens/tokenStore.ts';
import { CHANNEL, GUILD, SEND } from '../../chat/discord/double/payloads.ts';
import { channelRef } from '../../support/story.ts';
import { useRedis } from '../../support/useRedis.ts';
import { ACCOUNT, beginSetUp, KEY, makeFolder, type SetUp } from './setUp.ts';

/** What the running bot has registered. */
function register({ discord }: SetUp): void {
  discord.commands.set(GUILD, describeCommands(commandTable, 'threads'));
}

/** Writes records as the bot does. */
async function write(
  { storeUrl }: SetUp,
  change: (records: ReturnType<typeof createRecords>) => Promise<unknown>,
): Promise<void> {
  const store = await openStore(storeUrl);
  await change(createRecords(store, () => undefined, { clock: systemClock }));
  await store.close();
}

it('of a set-up of which nothing is wrong each line is fine, the last says so, and it ends with 0', async () => {
  const setUp = await beginSetUp();
  register(setUp);
  await write(setUp, async () => undefined);
  const { output, verdict, code } = await setUp.run();
  const lines = output.trimEnd().split('\n');
  expect(lines.filter((line) => !line.startsWith('✅'))).toEqual([]);
  expect(verdict).toBe('✅ All is well');
  expect(code).toBe(0);
  for (const words of [
    'DISCORD_TOKEN is that of the bot threadwatch',
    'intent Guilds alone',
    'The commands are registered in the Discord server A server',
    'SLACK_BOT_TOKEN is that of @threadwatch',
    'has the scopes of the manifest: commands, chat:write',
    'SLACK_APP_TOKEN opens connections',
    'default: is @club',
    'our clocks agree',
    'The store answers: sqlite:',
  ])
    expect(output).toContain(words);
  expect(setUp.discord.violations).toEqual([]);
});

it('advice alone ends with 0, and a fault with 1', async () => {
  const setUp = await beginSetUp();
  register(setUp);
  const advised = await setUp.run({ TOKEN_KEY: '' });
  expect(advised.output).toContain('⚠️ Refreshed tokens live in memory: set TOKEN_KEY');
  expect(advised.verdict).toBe('⚠️ No faults, 1 thing to improve');
  expect(advised.code).toBe(0);
  const faulty = await setUp.run({ SLACK_BOT_TOKEN: 'xoxb-wrong' });
  expect(faulty.verdict).toBe('❌ 1 fault');
  expect(faulty.code).toBe(1);
});

it('as a program it ends with the same codes, writes JSON, and shows no secret', {
  timeout: 60_000,
}, async () => {
  const setUp = await beginSetUp();
  register(setUp);
  const usage = await setUp.start({}, '--wrong');
  expect(usage.code).toBe(2);
  expect(usage.output).toContain('Usage: npm run -s doctor');
  const { output, code } = await setUp.start({ DISCORD_TOKEN: 'planted-token' }, '--json');
  const lines = JSON.parse(output) as { grade: string; text: string }[];
  expect(lines.filter(({ grade }) => grade === 'fault')).toHaveLength(1);
  expect(code).toBe(1);
  for (const secret of [ACCOUNT.token, KEY, 'planted-token', setUp.slack.botToken])
    expect(output).not.toContain(secret);
});

it('a configuration that can’t be read is a fault, with every variable that is wrong', async () => {
  const setUp = await beginSetUp();
  const { output, code } = await setUp.run({ TOKEN_KEY: 'short', HTTP_PORT: 'http' });
  expect(output).toContain('❌ TOKEN_KEY is not valid');
  expect(output).toContain('❌ HTTP_PORT is not valid');
  expect(output).toContain('⚠️ Nothing else was checked');
  expect(code).toBe(1);
});

describe('Discord:', () => {
  it('a server that the bot is not in is named, with those that it is in, and the invite', async () => {
    const { run, discord } = await beginSetUp();
    discord.servers = [{ id: '1200000000000000555', name: 'Brand' }];
    const { output, code } = await run();
    expect(output).toContain(`❌ DISCORD_GUILD_IDS: the bot is not in the server ${GUILD}`);
    expect(output).toContain('Brand (1200000000000000555): put the right id into DISCORD_GUILD_IDS');
    expect(output).toContain('https://discord.com/oauth2/authorize?client_id=');
    expect(code).toBe(1);
  });

  it('other commands than ours are advice, since the next start registers ours', async () => {
    const { run, discord } = await beginSetUp();
    expect((await run()).output).toContain('⚠️ No commands are registered in the Discord server A server');
    discord.commands.set(GUILD, [{ name: 'threads', description: 'old', options: [] }]);
    const { output, code } = await run();
    expect(output).toContain('⚠️ Other commands than those of this version are registered');
    expect(code).toBe(0);
  });

  it('commands that may not be registered are a fault', async () => {
    const { run, discord } = await beginSetUp();
    discord.fail({ route: 'list commands', status: 403, code: 50_001 });
    expect((await run()).output).toContain('with the scope applications.commands');
  });

  it.each<[title: string, break_: (setUp: SetUp) => void, expected: string]>([
    [
      'of the server',
      ({ discord }) => {
        discord.permissions &= ~SEND;
      },
      'the bot lacks Send Messages there',
    ],
    [
      'of the channel',
      ({ discord }) => void discord.denied.set(CHANNEL, SEND),
      'the bot lacks Send Messages there',
    ],
    [
      'to see the channel',
      ({ discord }) => discord.fail({ route: 'channel', status: 403, code: 50_001 }),
      'the bot can no longer see the channel',
    ],
    [
      'at all: the channel is gone',
      ({ discord }) => discord.fail({ route: 'channel', status: 404, code: 10_003 }),
      'the channel is gone',
    ],
    [
      'for now: it is timed out',
      ({ discord }) => {
        discord.timedOutUntil = '2999-01-01T00:00:00Z';
      },
      'The bot is timed out',
    ],
  ])(
    'a channel with alerts where the bot lacks the permission %s is a fault',
    async (_title, break_, expected) => {
      const setUp = await beginSetUp();
      register(setUp);
      const channel = { platform: 'discord', workspace: GUILD, id: CHANNEL };
      await write(setUp, ({ quotaAlerts }) =>
        quotaAlerts.turnOn(channel, 'default', 'ann', [80], Date.now()),
      );
      const well = await setUp.run();
      expect(well.output).toContain('✅ The bot may post in 1 Discord channel that alerts go to');
      expect(well.code).toBe(0);
      break_(setUp);
      const { output, code } = await setUp.run();
      expect(output).toContain(expected);
      expect(code).toBe(1);
    },
  );

  it('a bot that something starts again and again is named before Discord shuts it out, and then', async () => {
    const { run, discord } = await beginSetUp();
    discord.sessionStartLimit.remaining = 3;
    expect((await run()).output).toContain('⚠️ Discord lets the bot connect only 3 more times today');
    discord.sessionStartLimit.remaining = 0;
    expect((await run()).output).toContain('❌ Discord lets the bot connect again only in 24 h');
  });

  it('what Discord does not answer is said to be unknown', async () => {
    const { run, discord } = await beginSetUp();
    discord.fail({ route: 'list servers', status: 403 });
    expect((await run()).output).toContain('⚠️ Discord did not say in which servers the bot is');
  });
});

describe('Slack:', () => {
  it('a scope of the manifest that the app lacks is a fault, and more scopes are none', async () => {
    const { run, slack } = await beginSetUp();
    slack.scopes = ['chat:write'];
    const { output, code } = await run();
    expect(output).toContain('❌ The Slack app lacks the scope commands: print its manifest');
    expect(code).toBe(1);
    slack.scopes = ['chat:write', 'commands', 'users:read'];
    expect((await run()).code).toBe(0);
  });

  it('a signing secret that has not the form of one is advice', async () => {
    const { run } = await beginSetUp();
    const overHttp = { SLACK_APP_TOKEN: '', SLACK_PORT: '0' };
    expect((await run({ ...overHttp, SLACK_SIGNING_SECRET: 'secret' })).output).toContain(
      '⚠️ SLACK_SIGNING_SECRET does not look like one',
    );
    expect((await run({ ...overHttp, SLACK_SIGNING_SECRET: '0123456789abcdef'.repeat(2) })).output).toContain(
      '✅ SLACK_SIGNING_SECRET has the form of one',
    );
  });
});

describe('the store:', () => {
  const redis = useRedis();

  it('none is created, and the first start will', async () => {
    const folder = makeFolder();
    const { run } = await beginSetUp();
    const report = await run({ STORE_URL: `sqlite:${folder}/data/store.db` });
    expect(report.output).toContain('✅ There is no store yet; the first start creates it');
    expect(readdirSync(folder)).toEqual([]);
    for (const url of ['sqlite:/dev/null/store.db', 'sqlite:/dev/null/data/store.db']) {
      const blocked = await run({ STORE_URL: url });
      expect(blocked.output).toMatch(/❌ STORE_URL: the store .* can't be created: ./);
      expect(blocked.output).toContain('✅ default: is @club');
      expect(blocked.code).toBe(1);
    }
  });

  it('it is said how Redis may lose watches, and that it is empty', async () => {
    const { run } = await beginSetUp();
    const report = await run({ STORE_URL: redis.server.url });
    expect(report.output).toContain(`✅ The store answers: ${redis.server.url}`);
    expect(report.output).toContain('❌ Redis keeps its records in memory alone');
    expect(report.output).toContain('⚠️ Redis holds no records of Threadwatch');
    expect(report.code).toBe(1);
  });

  it('where it can’t be opened, the rest is checked', async () => {
    const { run, folder } = await beginSetUp();
    writeFileSync(join(folder, 'no.db'), 'this is no database at all, whatever its name says');
    for (const url of [`sqlite:${folder}/no.db`, 'redis://127.0.0.1:1']) {
      const report = await run({ STORE_URL: url });
      expect(report.output).toMatch(
        /❌ STORE_URL: .* can't be used: .* accounts are checked with their configured tokens/,
      );
      expect(report.output).toContain('✅ default: is @club');
      expect(report.code).toBe(1);
    }
  });

  it('a key that does not fit is a fault, and the accounts are checked as they are configured', async () => {
    const { run, storeUrl } = await beginSetUp();
    const store = await openStore(storeUrl);
    const tokenStore = new TokenStore({
      records: store.collection('tokens', tokenRecordSchema),
      cipher: createTokenCipher([KEY]),
      accounts: new Accounts([{ name: 'default', token: ACCOUNT.token, workspaces: ['1'] }]),
      secrets: new Secrets(),
      clock: systemClock,
    });
    await tokenStore.load(() => undefined);
    await store.close();
    const report = await run({ TOKEN_KEY: randomBytes(32).toString('base64') });
    expect(report.output).toContain("❌ TOKEN_KEY: the stored token of account default can't be decrypted");
    expect(report.output).toContain('✅ default: is @club');
    expect(report.code).toBe(1);
  });
});

it('lost channels, and messages that wait or were set aside, are advice', async () => {
  const setUp = await beginSetUp();
  const now = Date.now();
  const content = { kind: 'quota-alerts', account: 'default', by: 'ann' } as const;
  const refused = { isToldThere: true, code: '240000', reason: 'it holds a harmful link', at: now } as const;
  const lost = { reason: 'the channel is gone', at: now, containers: 2, accounts: [] };
  await write(setUp, async ({ deadLetters, unreachableChannels, outbox }) => {
    await deadLetters.add([{ version: 2, id: 'n1', channel: channelRef('c1'), content, ...refused }], now);
    await unreachableChannels.add({ version: 2, channel: channelRef('c2'), ...lost });
    await outbox.add('n2', channelRef('c3'), content, { at: now - HOUR, final: true });
  });
  const { output, code } = await setUp.run();
  expect(output).toMatch(
    /⚠️ Channel c1: a message about quota-alerts was refused and set aside .*harmful link \(240000\)/,
  );
  expect(output).toMatch(/⚠️ Channel c2 lost its 2 watches .*the channel is gone/);
  expect(output).toMatch(/⚠️ Channel c3: messages wait since/);
  expect(code).toBe(0);
});

it('of each hook it is said whether it works, whether a program calls it, and whether it can be called', async () => {
  const setUp = await beginSetUp();
  const now = Date.now();
  const hook = { version: 2, hash: 'x', account: 'default', by: 'ann', channel: channelRef('c1') } as const;
  await write(setUp, async ({ hookStore }) => {
    await hookStore.add({
      ...hook,
      id: '1',
      hash: 'a',
      name: 'works',
      createdAt: now - 90 * DAY,
      usedAt: now - HOUR,
    });
    await hookStore.add({ ...hook, id: '2', hash: 'b', name: 'new', createdAt: now - HOUR });
    await hookStore.add({ ...hook, id: '3', hash: 'c', name: 'silent', createdAt: now - 2 * DAY });
    await hookStore.add({
      ...hook,
      id: '4',
      hash: 'd',
      name: 'old',
      createdAt: now - 90 * DAY,
      usedAt: now - 40 * DAY,
    });
    await hookStore.add({ ...hook, id: '5', hash: 'e', name: 'gone', account: 'left', createdAt: now });
  });
  const { output, code } = await setUp.run({ HTTP_PORT: '0' });
  expect(output).toMatch(/✅ The hook works of default in channel c1 works: it was called /);
  expect(output).toMatch(/✅ The hook new .* waits for its first call/);
  expect(output).toMatch(/⚠️ The hook silent .* no program has called it/);
  expect(output).toMatch(/⚠️ The hook old .* was called last /);
  expect(output).toMatch(/❌ The hook gone .* is refused: left is not connected/);
  expect(code).toBe(1);
  expect((await setUp.run()).output).toMatch(/❌ The hook works .* can't be called: set HTTP_PORT/);
});

describe('a port that is in use', () => {
  async function serve(answer: (path: string) => { status: number; body: string }): Promise<string> {
    const server = createServer((request, response) => {
      const { status, body } = answer(request.url ?? '');
      response.writeHead(status).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    return String((server.address() as AddressInfo).port);
  }

  it('by another program is a fault', async () => {
    const { run } = await beginSetUp();
    const port = await serve(() => ({ status: 404, body: '' }));
    expect((await run({ HTTP_PORT: port })).output).toContain(
      `❌ HTTP_PORT: port ${port} on 127.0.0.1 can't be used (EADDRINUSE); choose another`,
    );
    const slack = { SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: 'a', SLACK_PORT: port };
    expect((await run(slack)).output).toMatch(new RegExp(`❌ SLACK_PORT: port ${port}`));
  });

  it('by the running bot is fine where that is ready, and else each of its faults is told', async () => {
    const { run } = await beginSetUp();
    const problems: string[] = [];
    const port = await serve((path) =>
      path === '/healthz'
        ? { status: 200, body: 'alive\n' }
        : { status: problems.length === 0 ? 200 : 503, body: problems.join('\n') },
    );
    expect((await run({ HTTP_PORT: port })).output).toContain(
      `✅ The bot runs at HTTP_PORT ${port}, and is ready`,
    );
    problems.push('not every configured platform is connected', 'the disk is full');
    const { output, code } = await run({ HTTP_PORT: port });
    expect(output).toContain('❌ The running bot is not ready: not every configured platform is connected');
    expect(output).toContain('❌ The running bot is not ready: the disk is full');
    expect(code).toBe(1);
  });
});

it('the variables that connecting lacks are named, where some of them are set', async () => {
  const { run } = await beginSetUp();
  expect((await run()).output).toContain('✅ Accounts are connected by configuration');
  const begun = { THREADS_APP_ID: '1234', THREADS_APP_SECRET: 'planted-app-secret' };
  expect((await run({ ...begun, TOKEN_KEY: '' })).output).toContain(
    "❌ Accounts can't be connected from chat yet: set PUBLIC_URL, HTTP_PORT, TOKEN_KEY too",
  );
  const all = { ...begun, PUBLIC_URL: 'https://threadwatch.example.com', HTTP_PORT: '0' };
  const report = await run(all);
  expect(report.output).toContain('✅ Accounts can be connected from chat');
  expect(report.output).not.toContain('planted');
});

it('names a store of a later version, and says how to go back', async () => {
  const setUp = await beginSetUp();
  const store = await openStore(setUp.storeUrl);
  await store.collection('format', z.object({ version: z.number() })).set('version', { version: 3 });
  await store.close();
  const { output, code } = await setUp.run();
  expect(output).toMatch(
    /❌ STORE_URL: a newer version of Threadwatch wrote this store .*npm run store -- restore/,
  );
  expect(code).toBe(1);
});

it('tells the operator what to do, in place of what the operator has to do', async () => {
  const setUp = await beginSetUp();
  const { output } = await setUp.run({ THREADS_ACCESS_TOKEN: 'another-token' });
  expect(output).toMatch(
    /❌ default: .* Replace the access token in THREADS_ACCESS_TOKEN or THREADS_ACCOUNTS/,
  );
  expect(output).not.toContain('operator of this bot');
});

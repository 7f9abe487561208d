import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Accounts } from '../../src/accounts/accounts.ts';
import { createRecords } from '../../src/app/core/createRecords.ts';
import { runDoctor } from '../../src/app/main/runDoctor.ts';
import { systemClock } from '../../src/clock.ts';
import { DeliveryError } from '../../src/notifications/chatPort.ts';
import { Secrets } from '../../src/secrets.ts';
import { openStore } from '../../src/store/openStore.ts';
import { createTokenCipher } from '../../src/tokens/cipher.ts';
import { tokenRecordSchema } from '../../src/tokens/tokenRecord.ts';
import { TokenStore } from '../../src/tokens/tokenStore.ts';
import { bareEnvironment } from '../support/bareEnvironment.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';
import { useRedis } from '../support/useRedis.ts';

const BRAND = { token: 'token-of-brand', id: '17841400000000001', username: 'brand', grant_life: '5d' };
const CLUB = { token: 'token-of-club', id: '17841400000000002', username: 'club' };
const KEY = randomBytes(32).toString('base64');

async function begin(
  parts: Readonly<Record<string, unknown>> = {},
  tokenKeys = [KEY],
  canConnect = true,
): Promise<Story> {
  const story = await Story.begin({
    scenario: scenarioOf({}, { accounts: [BRAND, CLUB], ...parts }),
    workspaces: { brand: ['w1'], club: ['w2'] },
    tokenKeys,
    canConnect,
  });
  onTestFinished(() => story.end());
  return story;
}

interface Run {
  readonly code: unknown;
  readonly output: string;
}

/** Does all that the program does, in this process. */
async function callDoctor(env: Readonly<Record<string, string>>, args: readonly string[]): Promise<Run> {
  const written: string[] = [];
  const write = (text: string): void => void written.push(text);
  const code = await runDoctor({ args, readEnvironment: () => env, writeReport: write, writeError: write });
  return { code, output: written.join('') };
}

/** In a process of its own, beside this one, which serves the sandbox. */
function startDoctor(env: Readonly<Record<string, string>>, args: readonly string[]): Promise<Run> {
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      ['src/app/main/doctor.ts', ...args],
      { env: { ...bareEnvironment(), ...env } },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : error.code, output: stdout + stderr }),
    ),
  );
}

it('doctor reports each part as well, or what to do, and only this workspace’s accounts', async () => {
  const story = await begin({ quotas: { deletes: 'no-scope' } });
  const report = await story.type('doctor');
  expect(report.split('\n')[0]).toBe('🔍 2 things to do');
  expect(report).toContain('⚠️ brand: its permission ends in 5 d. Type /threads connect account:brand');
  expect(report).toContain('⚠️ brand: 3 of 4 quotas answer; most likely not granted: threads_delete');
  expect(report).toContain('OK brand: is @brand (17841400000000001), and its token works');
  expect(report).toContain('OK brand: its token ends in 60 d');
  expect(report).toContain('OK brand: 1 % of its call budget is used');
  expect(report).toContain(`OK ${story.sandbox.url} answers, and our clocks agree`);
  expect(report).toContain('OK The store answers: memory:');
  expect(report).toContain('OK TOKEN_KEY is set');
  expect(report).toMatch(/OK Threadwatch \d+\.\d+\.\d+ on Node \d+/);
  expect(report).toContain('OK Set: THREADS_ACCOUNTS, TOKEN_KEY');
  expect(report).not.toMatch(/club|token-of/);
  expect(await story.type('doctor', { ...channelRef('c1'), workspace: 'w2' })).not.toContain('brand');
  for (const line of report.split('\n').slice(1)) expect(line).toMatch(/^ {2}(OK |⚠️ )/);
});

it('where nobody can connect accounts in chat, doctor and accounts say who replaces a token', async () => {
  const story = await begin({ quotas: { deletes: 'no-scope' } }, [KEY], false);
  const report = await story.type('doctor');
  const replaced =
    'The operator of this bot has to replace the access token in THREADS_ACCESS_TOKEN or THREADS_ACCOUNTS';
  expect(report).toContain(`⚠️ brand: its permission ends in 5 d. ${replaced}`);
  expect(report).toContain(`most likely not granted: threads_delete. ${replaced}`);
  expect(`${report}${await story.type('accounts')}`).not.toContain('/threads connect');
});

it('doctor reports a refused token, a wrong clock and a missing key', async () => {
  const story = await begin(
    {
      faults: [
        {
          from: '0s',
          headers: { date: 'Thu, 01 Jan 2026 00:10:00 GMT' },
          error: { code: 190, error_subcode: 463 },
        },
      ],
    },
    [],
  );
  const report = await story.type('doctor');
  expect(report).toMatch(/⚠️ brand: .*token/);
  expect(report).toContain('Our clock is 10 min behind that of Threads');
  expect(report).toContain('Refreshed tokens live in memory: set TOKEN_KEY');
});

it('doctor is for managers', async () => {
  const story = await begin();
  expect(await story.type('doctor', channelRef('c1'), { id: 'bob', isManager: false })).toContain(
    'for managers',
  );
});

it('accounts lists this workspace’s accounts, when their tokens end and the scopes they lack, and no token', async () => {
  const story = await begin({ quotas: { deletes: 'no-scope' } });
  const list = await story.type('accounts', channelRef('c1'), { id: 'bob', isManager: false });
  expect(list).toContain('1 Threads account here');
  expect(list).toMatch(/brand: @brand; token ends .*in 60 d\)/);
  expect(list).toMatch(/permission ends .*in 5 d\)/);
  expect(list).toContain('most likely not granted: threads_delete');
  expect(list).not.toMatch(/club|token-of/);
});

it('both name the scope that a quota needs, where Threads does not list the token’s scopes', async () => {
  const story = await begin({
    quotas: { deletes: 'no-scope' },
    faults: [{ from: '0s', only: 'debug', http: 500, body: '' }],
  });
  expect(await story.type('accounts')).toContain(
    'brand: @brand; its token works; Threads does not say when it ends; most likely not granted: threads_delete',
  );
  expect(await story.type('doctor')).toContain(
    'brand: 3 of 4 quotas answer; most likely not granted: threads_delete',
  );
});

it.each<[title: string, answer: object]>([
  ['is not there', { http: 404, body: '<html>Not Found</html>' }],
  ['does not answer', { http: 500, body: '' }],
  ['refuses the question', { http: 400, error: { code: 100 } }],
  ['refuses it to us', { http: 400, error: { code: 10 } }],
  ['is for testers of the app only', { http: 400, error: { code: 190 } }],
])('where the page that tells of tokens %s, both say that the end is not known', async (_title, answer) => {
  const story = await begin({ faults: [{ from: '0s', only: 'debug', ...answer }] });
  const report = await story.type('doctor');
  expect(report).toMatch(/^🔍 All is well/);
  expect(report).toContain('OK brand: Threads does not say when its token ends');
  expect(await story.type('accounts')).toContain(
    'brand: @brand; its token works; Threads does not say when it ends',
  );
});

it('doctor says that quotas can’t be read where they can’t', async () => {
  const story = await begin({ faults: [{ from: '0s', only: 'quotas', http: 503, body: '' }] });
  expect(await story.type('doctor')).toContain(
    "⚠️ brand: its quotas can't be read: Threads fails when it is asked for the quotas",
  );
});

it('both name a scope that the token’s list lacks, where no quota can be read', async () => {
  const story = await begin({
    quotas: { deletes: 'no-scope' },
    faults: [{ from: '0s', only: 'quotas', http: 503, body: '' }],
  });
  expect(await story.type('accounts')).toContain('most likely not granted: threads_delete');
  expect(await story.type('doctor')).toContain(
    '⚠️ brand: most likely not granted: threads_delete. Type /threads connect',
  );
});

it('doctor shows a workspace for a week that a channel lost its subscriptions, also after a restart', async () => {
  const story = await begin({
    containers: { [VIDEO]: [status('0s', 'IN_PROGRESS'), status('90s', 'ERROR')] },
  });
  await story.type(`watch ${VIDEO}`);
  await story.type('alerts on');
  story.chat.failed.add('c1');
  await story.pass('3m');
  expect(await story.type('watches')).toContain('watches nothing');
  const failed = 'lost its 1 watch and the quota alerts of brand';
  expect(await story.type('doctor')).toMatch(
    new RegExp(`⚠️ This channel ${failed} .*: the channel is gone. Mend that and type /threads watch there`),
  );
  await story.restart();
  expect(await story.type('doctor', channelRef('c2'))).toContain(`⚠️ Channel c1 ${failed}`);
  expect(await story.type('doctor', { ...channelRef('c1'), workspace: 'w2' })).not.toContain('lost');
  await story.pass('6d');
  expect(await story.type('doctor')).toContain(failed);
  await story.pass('1d');
  expect(await story.type('doctor')).not.toContain('lost');
});

it('doctor shows it no longer once people have subscribed again', async () => {
  const story = await begin();
  await story.type('alerts on');
  story.chat.failed.add('c1');
  await story.type(`watch ${VIDEO}`);
  expect(await story.type('doctor')).toContain('⚠️ This channel lost');
  story.chat.failed.clear();
  await story.type('alerts on');
  expect(await story.type('doctor')).not.toContain('lost');
});

describe('a message that is not taken', () => {
  const failing = { containers: { [VIDEO]: [status('0s', 'IN_PROGRESS'), status('90s', 'ERROR')] } };

  it('is named by doctor and once in the log, with its channel and the platform’s reason, until it is taken', async () => {
    const story = await begin(failing);
    await story.type(`watch ${VIDEO}`);
    story.chat.refuses = () => new DeliveryError('passing', 'busy', 'the chat is too busy');
    await story.pass('20m');
    expect(await story.type('doctor')).toMatch(
      /⚠️ This channel: messages wait since .*: the chat is too busy/,
    );
    expect(await story.type('doctor', channelRef('c2'))).toContain('⚠️ Channel c1: messages wait');
    expect(await story.type('doctor', { ...channelRef('c1'), workspace: 'w2' })).not.toContain('wait');
    const warned = story.warnings.filter((line) => line.includes('sending to a channel failed'));
    // New messages and edits are two incidents.
    expect(warned).toHaveLength(2);
    expect(story.log).toContain('the chat is too busy');
    story.chat.refuses = () => undefined;
    await story.pass('6m');
    expect(await story.type('doctor')).not.toContain('wait since');
  });

  it('in any form has a notice in its place, and is named by doctor for a week', async () => {
    const story = await begin(failing);
    await story.type(`watch ${VIDEO} note:"https://evil.example"`);
    story.chat.refuses = ({ call, words }) =>
      call === 'post' && words.startsWith('❌')
        ? new DeliveryError('refused', '240000', 'the message holds a harmful link')
        : undefined;
    await story.pass('20m');
    const notice = story.chat.messages.find(({ channel, now }) => channel === 'c1' && now.startsWith('⚠️'));
    expect(notice?.now).toContain(VIDEO);
    expect(notice?.now).not.toContain('evil');
    const letter = new RegExp(
      `a message about container \\(${VIDEO}\\) was refused and set aside .*harmful link \\(240000\\)`,
    );
    expect(await story.type('doctor')).toMatch(letter);
    await story.restart();
    expect(await story.type('doctor')).toMatch(letter);
    expect(story.warnings.some((line) => line.includes('set aside as a dead letter'))).toBe(true);
    await story.pass('8d');
    expect(await story.type('doctor')).not.toMatch(letter);
  });
});

/** `npm run doctor` with one account, in a healthy set-up except for `environment`. */
async function beginRuns(run = callDoctor) {
  const story = await begin();
  return (env: Readonly<Record<string, string>>, ...args: string[]) =>
    run(
      {
        THREADS_API_URL: story.sandbox.url,
        THREADS_ACCESS_TOKEN: CLUB.token,
        DISCORD_TOKEN: 'discord-planted',
        DISCORD_GUILD_IDS: '123456789012345678',
        STORE_URL: 'memory:',
        TOKEN_KEY: KEY,
        ...env,
      },
      args,
    );
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const RUNS = { timeout: 60_000 };

it('npm run doctor names lost channels, and messages that wait or were set aside', RUNS, async () => {
  const run = await beginRuns();
  const folder = makeFolder();
  const url = `sqlite:${folder}/store.db`;
  const store = await openStore(url);
  const { deadLetters, unreachableChannels, outbox } = createRecords(store, () => undefined, {
    clock: { now: Date.now },
  });
  const now = Date.now();
  const content = { kind: 'quota-alerts', account: 'default', by: 'ann' } as const;
  const refused = { isToldThere: true, code: '240000', reason: 'it holds a harmful link', at: now } as const;
  await deadLetters.add([{ version: 2, id: 'n1', channel: channelRef('c1'), content, ...refused }], now);
  const lost = { reason: 'the channel is gone', at: now, containers: 2, accounts: [] };
  await unreachableChannels.add({ version: 2, channel: channelRef('c2'), ...lost });
  const before = now - 3_600_000;
  await outbox.add('n2', channelRef('c3'), content, { at: before, final: true });
  await store.close();
  const { output, code } = await run({ STORE_URL: url });
  expect(output).toMatch(
    /⚠️ Channel c1: a message about quota-alerts was refused and set aside .*harmful link \(240000\)/,
  );
  expect(output).toMatch(/⚠️ Channel c2 lost its 2 watches .*the channel is gone/);
  expect(output).toMatch(/⚠️ Channel c3: messages wait since/);
  expect(code).toBe(1);
});

it('npm run doctor creates no store, and says that the first start will', RUNS, async () => {
  const run = await beginRuns();
  const folder = makeFolder();
  const report = await run({ STORE_URL: `sqlite:${folder}/data/store.db` });
  expect(report.output).toContain('OK There is no store yet; the first start creates it');
  expect(readdirSync(folder)).toEqual([]);
  for (const url of ['sqlite:/dev/null/store.db', 'sqlite:/dev/null/data/store.db']) {
    const blocked = await run({ STORE_URL: url });
    expect(blocked.output).toMatch(/⚠️ The store .* can't be created: .* Check STORE_URL/);
    expect(blocked.output).toContain('OK default: is @club');
    expect(blocked.code).toBe(1);
  }
});

describe('npm run doctor on Redis', () => {
  const redis = useRedis();

  it('says how Redis may lose watches, and that it is empty', RUNS, async () => {
    const run = await beginRuns();
    const report = await run({ STORE_URL: redis.server.url });
    expect(report.output).toContain(`OK The store answers: ${redis.server.url}`);
    expect(report.output).toContain('⚠️ Redis keeps its records in memory alone');
    expect(report.output).toContain('⚠️ Redis holds no records of Threadwatch');
    expect(report.code).toBe(1);
  });
});

it('npm run doctor checks the accounts even if the store can not be opened', RUNS, async () => {
  const run = await beginRuns();
  const folder = makeFolder();
  writeFileSync(join(folder, 'no.db'), 'this is no database at all, whatever its name says');
  for (const url of [`sqlite:${folder}/no.db`, 'redis://127.0.0.1:1']) {
    const report = await run({ STORE_URL: url });
    expect(report.output).toMatch(
      /⚠️ STORE_URL: .* can't be used: .* accounts are checked with their configured tokens/,
    );
    expect(report.output).toContain('OK default: is @club');
    expect(report.code).toBe(1);
  }
});

it(
  'npm run doctor reports a key that does not fit, and the accounts as they are configured',
  RUNS,
  async () => {
    const run = await beginRuns();
    const url = `sqlite:${makeFolder()}/store.db`;
    const store = await openStore(url);
    const tokenStore = new TokenStore({
      records: store.collection('tokens', tokenRecordSchema),
      cipher: createTokenCipher([KEY]),
      accounts: new Accounts([{ name: 'default', token: CLUB.token, workspaces: ['1'] }]),
      secrets: new Secrets(),
      clock: systemClock,
    });
    await tokenStore.load(() => undefined);
    await store.close();
    const report = await run({ STORE_URL: url, TOKEN_KEY: randomBytes(32).toString('base64') });
    expect(report.output).toContain("TOKEN_KEY: the stored token of account default can't be decrypted");
    expect(report.output).toContain('OK default: is @club');
    expect(report.code).toBe(1);
  },
);

it('npm run doctor names the variables that connecting lacks, where some of them are set', RUNS, async () => {
  const run = await beginRuns();
  expect((await run({})).output).toContain('OK Accounts are connected by configuration');
  const begun = { THREADS_APP_ID: '1234', THREADS_APP_SECRET: 'planted-app-secret' };
  expect((await run({ ...begun, TOKEN_KEY: '' })).output).toContain(
    "⚠️ Accounts can't be connected from chat yet: set PUBLIC_URL, HTTP_PORT, TOKEN_KEY too",
  );
  const all = { ...begun, PUBLIC_URL: 'https://threadwatch.example.com', HTTP_PORT: '8080' };
  const report = await run(all);
  expect(report.output).toContain('OK Accounts can be connected from chat');
  expect(report.output).not.toContain('planted');
});

it('npm run doctor checks everything, and its exit code says how it went', RUNS, async () => {
  const run = await beginRuns(startDoctor);
  const usage = await run({}, '--wrong');
  expect(usage.code).toBe(2);
  expect(usage.output).toContain('Usage: npm run -s doctor');
  expect((await run({ TOKEN_KEY: 'short' })).code).toBe(2);
  const report = await run({}, '--json');
  const lines = JSON.parse(report.output) as { ok: boolean; text: string }[];
  // The sandbox runs on the story's clock, the command on the real one.
  const toDo = lines.filter(({ ok }) => !ok).map(({ text }) => text);
  expect(toDo.every((text) => /clock|token ends|token has ended/.test(text))).toBe(true);
  expect(report.code).toBe(1);
  expect(report.output).toContain('default: is @club');
  expect(report.output).not.toMatch(/token-of-club|discord-planted/);
  expect(report.output).not.toContain(KEY);
});

it('doctor shows what is wrong with the running program, first', async () => {
  const story = await begin();
  story.faults.report('job round', 'The job "round" has not run for 15 s.');
  expect((await story.type('doctor')).split('\n')[1]).toContain('⚠️ The job "round" has not run for 15 s.');
  story.faults.clear('job round');
  expect(await story.type('doctor')).not.toContain('The job');
});

import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DeliveryError } from '../../src/notifications/chatPort.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

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

it('doctor reports each part as well, or what to do, and only this workspace’s accounts', async () => {
  const story = await begin({ quotas: { deletes: 'no-scope' } });
  const report = await story.type('doctor');
  expect(report.split('\n')[0]).toBe('🔍 No faults, 2 things to improve');
  expect(report).toContain('⚠️ brand: its permission ends in 5 d. Type /threads connect account:brand');
  expect(report).toContain('⚠️ brand: 3 of 4 quotas answer; most likely not granted: threads_delete');
  expect(report).toContain('✅ brand: is @brand (17841400000000001), and its token works');
  expect(report).toContain('✅ brand: its token ends in 60 d');
  expect(report).toContain('✅ brand: 1 % of its call budget is used');
  expect(report).toContain('✅ Threads answers, and our clocks agree');
  expect(report).toContain('✅ The store answers\n');
  expect(report).toContain('✅ Refreshed tokens are kept, encrypted');
  expect(report).toMatch(/✅ Threadwatch \d+\.\d+\.\d+ on Node \d+/);
  expect(report).not.toMatch(/club|token-of/);
  expect(await story.type('doctor', { ...channelRef('c1'), workspace: 'w2' })).not.toContain('brand');
  for (const line of report.split('\n').slice(1)) expect(line).toMatch(/^ {2}(✅|⚠️) /);
});

it('of several replicas people in chat are told how many there are, and no more', async () => {
  const story = await Story.begin({ scenario: scenarioOf({}), countReplicas: () => 3 });
  onTestFinished(() => story.end());
  const report = await story.type('doctor');
  expect(report).toContain('✅ This bot runs as 3 replicas');
  expect(report).not.toMatch(/partition|layout/i);
  expect(await (await begin()).type('doctor')).not.toContain('replica');
});

it('where nobody can connect accounts in chat, doctor and accounts say who replaces a token', async () => {
  const story = await begin({ quotas: { deletes: 'no-scope' } }, [KEY], false);
  const report = await story.type('doctor');
  const replaced = 'The operator of this bot has to replace the access token in its configuration';
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
  expect(report).toMatch(/❌ brand: .*token/);
  expect(report).toContain('❌ Our clock is 10 min behind that of Threads');
  expect(report).toContain('⚠️ Refreshed tokens are lost when the bot is started again');
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
  expect(report).toContain('✅ brand: Threads does not say when its token ends');
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
      /❌ This channel: messages wait since .*: the chat is too busy/,
    );
    expect(await story.type('doctor', channelRef('c2'))).toContain('❌ Channel c1: messages wait');
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

it('doctor shows what is wrong with the running program, first', async () => {
  const story = await begin();
  story.faults.report('job round', {
    words: 'The job "round" has not run for 15 s.',
    inChat: 'A part of this bot has stopped: "round".',
  });
  expect((await story.type('doctor')).split('\n')[1]).toContain(
    '❌ A part of this bot has stopped: "round".',
  );
  story.faults.clear('job round');
  expect(await story.type('doctor')).not.toContain('has stopped');
});

it('doctor shows a server what is wrong with its own commands, and no other server', async () => {
  const story = await begin();
  story.faults.report('commands', {
    words: 'The commands could not be registered in the Discord server w2: fault 0.',
    inChat: 'The commands could not be registered in this server.',
    workspace: 'w2',
  });
  expect(await story.type('doctor')).not.toContain('registered');
  expect(await story.type('doctor', { ...channelRef('c1'), workspace: 'w2' })).toContain(
    '❌ The commands could not be registered in this server.',
  );
});

describe('in chat nobody reads a variable, a file or an address of the operator’s', () => {
  const OPERATORS =
    /\b[A-Z]{2,}(?:_[A-Z]+)+\b|https?:|sqlite:|memory:|redis|(?:^|\s)\/(?!threads |access_token)\w/;

  it.each<[title: string, parts: Readonly<Record<string, unknown>>, keys?: string[]]>([
    ['where all is well', {}],
    ['without a key', {}, []],
    [
      'where the token is refused',
      { faults: [{ from: '0s', error: { code: 190, error_subcode: 463 } }] },
      [],
    ],
    ['where a scope is missing', { quotas: { deletes: 'no-scope', posts: 'no-scope' } }],
    ['where Threads fails', { faults: [{ from: '0s', http: 503, body: '' }] }],
    ['where quotas fail', { faults: [{ from: '0s', only: 'quotas', http: 503, body: '' }] }],
    ['where the permission has ended', { accounts: [{ ...BRAND, grant_life: '1s' }, CLUB] }],
  ])('%s', async (_title, parts, keys = [KEY]) => {
    for (const canConnect of [true, false]) {
      const story = await begin(parts, keys, canConnect);
      await story.pass('1m');
      const report = await story.type('doctor');
      expect(report).toMatch(/^🔍 /);
      expect(report).not.toMatch(OPERATORS);
    }
  });
});

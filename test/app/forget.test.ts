import { cpSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, RESP_TYPES } from '@redis/client';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { runForget } from '../../src/app/main/runForget.ts';
import { STORED_COLLECTIONS } from '../../src/app/stored/collections.ts';
import { installationSchema } from '../../src/chat/slack/teams/installation.ts';
import { peopleSchema } from '../../src/chat/slack/teams/people.ts';
import { ClusterRedis } from '../../src/cluster/clusterRedis.ts';
import { realTime } from '../../src/cluster/clusterTime.ts';
import { Forwarder } from '../../src/cluster/forward/forwarder.ts';
import { HOUR } from '../../src/duration.ts';
import { Memories } from '../../src/replica/memories.ts';
import { ROUTE_COLLECTIONS } from '../../src/replica/routes/routes.ts';
import { recordId } from '../../src/store/copy/copyEnds.ts';
import { copyStore } from '../../src/store/copy/copyStore.ts';
import { openSource, openTarget, readLocation } from '../../src/store/copy/openEnds.ts';
import { openStore } from '../../src/store/openStore.ts';
import { START } from '../support/story.ts';
import { useRedis } from '../support/useRedis.ts';
import { store } from './placement/storeRuns.ts';
import { begin, marksOf, names, ONE, playBoth, TWO, type World } from './twoWorkspaces.ts';

type Dump = ReadonlyMap<string, string>;

async function dump(url: string): Promise<Dump> {
  const source = await openSource(readLocation(url));
  const all = new Map<string, string>();
  for await (const page of source.pages()) for (const record of page) all.set(recordId(record), record.text);
  await source.close();
  return all;
}

const collectionOf = (id: string): string => id.split('::')[0] ?? '';

async function forget(url: string, ...args: readonly string[]) {
  let out = '';
  const write = (text: string): void => {
    out += text;
  };
  const code = await runForget({
    args,
    readEnvironment: () => ({ STORE_URL: url }),
    write,
    writeError: write,
    ask: undefined,
  });
  return { code, out };
}

/** What replicas leave in Redis when they end: a request that nobody has answered, and what the owner of a partition knew. */
async function leaveUnderWay(url: string, workspace: string): Promise<void> {
  const redis = await ClusterRedis.open(url, { log: { info: () => undefined, warn: () => undefined } });
  const forwarder = await Forwarder.start(redis, { now: Date.now });
  await forwarder.forward(3, { kind: 'discord', id: workspace, body: { workspace }, validForMs: HOUR });
  await new Memories(redis.connection, realTime).keep(3, 1, [['watches::1', workspace]], 1_000);
  await forwarder.close();
  await redis.close();
}

/** The keys whose names or values have a text in them. */
async function findNaming(url: string, text: string): Promise<string[]> {
  const client = await createClient({ url })
    .withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer })
    .connect();
  const keys = await client.keys('*');
  const dumps = await Promise.all(keys.map((key) => client.dump(key)));
  client.destroy();
  return keys.map(String).filter((key, index) => `${key} ${dumps[index]?.toString('latin1')}`.includes(text));
}

/** A record without what lists in it say of a workspace. */
function withoutMarks(value: unknown, world: World): unknown {
  if (Array.isArray(value))
    return value
      .filter((each) => !names(JSON.stringify(each), world))
      .map((each) => withoutMarks(each, world));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withoutMarks(field, world)]));
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-forget-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const played = mkdtempSync(join(tmpdir(), 'threadwatch-played-'));
afterAll(() => rmSync(played, { recursive: true, force: true }));
let playing: Promise<void> | undefined;

/** A store of its own in which each collection holds something of both workspaces. They live once, for all tests. */
async function playBothIn(folder: string): Promise<string> {
  playing ??= playBoth(`sqlite:${join(played, 'store.db')}`);
  await playing;
  cpSync(played, folder, { recursive: true });
  return `sqlite:${join(folder, 'store.db')}`;
}

/** What is stored of a workspace, by collection. */
function countMarked(records: Dump, world: World): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [id, text] of records)
    if (names(id + text, world)) counts[collectionOf(id)] = (counts[collectionOf(id)] ?? 0) + 1;
  return counts;
}

/** A record that was changed has lost its index, which the start reads faster than the record. */
function withoutIndex(envelope: unknown): unknown {
  return typeof envelope === 'object' ? { ...envelope, index: undefined } : envelope;
}

/** That nothing is left of the first workspace, and that all else is as it was. */
function expectForgotten(before: Dump, after: Dump): void {
  for (const [id, text] of after) expect(names(id + text, ONE), `${id} ${text}`).toBe(false);
  const expected = new Map<string, unknown>();
  for (const [id, text] of before) {
    const { isOfBot } = STORED_COLLECTIONS[collectionOf(id) as keyof typeof STORED_COLLECTIONS];
    if (isOfBot || !names(id + text, ONE)) expected.set(id, JSON.parse(text));
    else if (names(id + text, TWO)) expected.set(id, withoutMarks(JSON.parse(text), ONE));
  }
  const ids = [...expected.keys()];
  expect([...after.keys()].sort()).toEqual(ids.sort());
  for (const [id, record] of expected)
    expect(withoutIndex(JSON.parse(after.get(id) ?? '')), id).toEqual(withoutIndex(record));
}

/** Of Slack alone, and of partitions alone: other tests have them. */
const NOT_PLAYED = new Set(['slack-people', 'layout']);

const redis = useRedis();

it('of a workspace that is forgotten no byte is left in any collection, and all that others have stays', async () => {
  const folder = makeFolder();
  const url = await playBothIn(folder);
  const before = await dump(url);
  const ofWorkspaces = Object.entries(STORED_COLLECTIONS).flatMap(([name, { isOfBot }]) =>
    isOfBot || name.startsWith('slack-') || NOT_PLAYED.has(name) ? [] : [name],
  );
  for (const world of [ONE, TWO])
    expect(Object.keys(countMarked(before, world)).sort()).toEqual(ofWorkspaces.sort());

  const source = await openSource(readLocation(url));
  const target = await openTarget(readLocation(redis.server.url), { replace: true, onWait: () => undefined });
  await copyStore(source, target, () => undefined);
  await Promise.all([source.close(), target.close()]);

  const answers = new Set<string>();
  for (const each of [url, redis.server.url]) {
    const asked = await forget(each, ONE.workspace);
    expect(asked).toEqual({ code: 1, out: expect.stringContaining('Nothing was deleted. Say --yes') });
    expect(await dump(each)).toEqual(before);
    const { code, out } = await forget(each, ONE.workspace, '--yes');
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/All of it is deleted\.\n$/) });
    answers.add(out);
    expectForgotten(before, await dump(each));
    const again = await forget(each, `terminal:${ONE.workspace}`, '--yes');
    expect(again).toEqual({ code: 1, out: expect.stringContaining('Those that the store names') });
  }
  const [words, ...others] = answers;
  expect(others).toEqual([]);
  expect(words).toContain(`Connected accounts that end with it, with their tokens: ${ONE.account}`);
  const named = [...(words ?? '').matchAll(/^ {2}([a-z-]+) +\d+ /gm)].map(([, name]) => name);
  expect(named.sort()).toEqual(ofWorkspaces.sort());
  // Deleted records stay in unused pages of a database, and in its log.
  for (const file of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, file), 'latin1');
    for (const mark of marksOf(ONE)) expect(bytes.includes(mark), `${mark} in ${file}`).toBe(false);
  }
});

it('of partitions is forgotten in each of them, and in their layout', async () => {
  const folder = makeFolder();
  const url = await playBothIn(folder);
  const partitioned = `${redis.server.url}/1`;
  const variables = {
    THREADS_ACCOUNTS: JSON.stringify([
      { name: 'brand', token: 'x', workspaces: [ONE.workspace] },
      { name: 'unread', token: 'x', workspaces: [TWO.workspace] },
    ]),
  };
  const made = await store(['copy', '--from', url, '--to', partitioned, '--partitions', '16'], variables);
  expect(made).toMatchObject({ code: 0, errors: '' });
  await leaveUnderWay(partitioned, ONE.workspace);
  expect(await findNaming(partitioned, ONE.workspace)).not.toEqual([]);
  const { code, out } = await forget(partitioned, ONE.workspace, '--yes');
  expect(await findNaming(partitioned, ONE.workspace)).toEqual([]);
  expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/All of it is deleted\.\n$/) });
  await forget(url, ONE.workspace, '--yes');
  // What is left of it in the single store is what is left of it in all partitions.
  const back = join(folder, 'back.db');
  expect(await store(['copy', '--from', partitioned, '--to', back])).toMatchObject({ code: 0 });
  expect(await dump(back)).toEqual(await dump(url));
  for (const [id, text] of await dump(partitioned)) expect(names(id + text, ONE), id).toBe(false);
  expect((await forget(partitioned, ONE.workspace, '--yes')).out).toContain('Those that the store names');
});

it('a bot goes on with what the others have', async () => {
  const url = await playBothIn(makeFolder());
  await forget(url, ONE.workspace, '--yes');
  const { story } = await begin(url, START + 4 * HOUR);
  await story.pass('25h');
  const told = story.chat.messages.map(({ channel, now }) => `${channel}: ${now}`);
  expect(told.filter((each) => names(each, ONE))).toEqual([]);
  expect(told.join('\n')).toContain(`${TWO.channel}: ⌛ “${TWO.note}” was still not published`);
});

it('every collection that the program opens is one of the table that says what becomes of it', () => {
  const files = globSync('src/**/*.ts').filter((file) => !file.startsWith('src/app/migrations'));
  const opened = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\bcollection\('([^']+)'/g)].map(([, name = '']) => name),
  );
  // These are named elsewhere.
  expect([...new Set([...opened, 'format', 'layout', ...Object.values(ROUTE_COLLECTIONS)])].sort()).toEqual(
    Object.keys(STORED_COLLECTIONS).sort(),
  );
});

it('the names of people in Slack go with their team, and with no other workspace', async () => {
  for (const [workspace, left] of [
    ['slack:T0123', []],
    ['123456789012345678', ['slack-people::0']],
  ] as const) {
    const url = `sqlite:${join(makeFolder(), 'store.db')}`;
    const store = await openStore(url);
    const [platform, id] = workspace.startsWith('slack') ? ['slack', 'T0123'] : ['discord', workspace];
    const channel = { platform, workspace: id, id: 'c1' };
    await store
      .collection('snooze-budgets', z.unknown())
      .set('c1', { version: 2, channel, since: 1, until: 2 });
    const people = [{ id: 'U1', name: 'Ann' }];
    await store.collection('slack-people', peopleSchema).set('0', { version: 1, people });
    await store.close();
    expect(await forget(url, workspace, '--yes')).toMatchObject({ code: 0 });
    expect([...(await dump(url)).keys()].filter((key) => !key.startsWith('format'))).toEqual(left);
  }
});

it('a Slack team goes with its token and the names of its people, and no other team does', async () => {
  const url = `sqlite:${join(makeFolder(), 'store.db')}`;
  const store = await openStore(url);
  for (const team of ['T0123', 'T01234']) {
    await store
      .collection('slack-installations', installationSchema)
      .set(team, { version: 1, kind: 'removed', team, removedAt: 1 });
    await store
      .collection('slack-people', peopleSchema)
      .set(team, { version: 1, team, people: [{ id: 'U1', name: 'Ann' }] });
  }
  await store.close();
  expect(await forget(url, 'T0123', '--yes')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/slack-installations +1 to delete/),
  });
  expect([...(await dump(url)).keys()].filter((key) => key.startsWith('slack-')).sort()).toEqual([
    'slack-installations::T01234',
    'slack-people::T01234',
  ]);
});

it('a record that can not be read goes too where its text names the workspace', async () => {
  const url = `sqlite:${join(makeFolder(), 'store.db')}`;
  const store = await openStore(url);
  for (const workspace of ['T0123', 'T0456'])
    await store.collection('watches', z.unknown()).set(`brand/${workspace}`, { version: 9, of: workspace });
  await store.close();
  expect(await forget(url, 'T0123', '--yes')).toMatchObject({ code: 0 });
  expect([...(await dump(url)).keys()].filter((key) => key.startsWith('watches'))).toEqual([
    'watches::brand/T0456',
  ]);
});

it('a longer id that begins or ends alike is another workspace, also in what can not be read', async () => {
  const url = `sqlite:${join(makeFolder(), 'store.db')}`;
  const store = await openStore(url);
  const others = ['T01234', 'XT0123'];
  for (const workspace of ['T0123', ...others])
    await store.collection('watches', z.unknown()).set(`brand/${workspace}`, { version: 9, of: workspace });
  await store.close();
  expect(await forget(url, 'T0123', '--yes')).toMatchObject({ code: 0 });
  expect([...(await dump(url)).keys()].filter((key) => key.startsWith('watches'))).toEqual(
    others.map((workspace) => `watches::brand/${workspace}`),
  );
});

it('Ctrl+C at the question deletes nothing, and it says so', async () => {
  const url = `sqlite:${join(makeFolder(), 'store.db')}`;
  const store = await openStore(url);
  await store.collection('watches', z.unknown()).set('brand/1', { version: 9, of: 'T0123' });
  await store.close();
  let out = '';
  const code = await runForget({
    args: ['T0123'],
    readEnvironment: () => ({ STORE_URL: url }),
    write: () => undefined,
    writeError: (text) => (out += text),
    ask: () => Promise.reject(new Error('Aborted with Ctrl+C')),
  });
  expect({ code, out }).toEqual({ code: 1, out: 'Nothing was deleted.\n' });
  expect([...(await dump(url)).keys()]).toContain('watches::brand/1');
});

it('the platform that is named must be that of the workspace', async () => {
  const url = `sqlite:${join(makeFolder(), 'store.db')}`;
  const store = await openStore(url);
  const channel = { platform: 'slack', workspace: 'T0123', id: 'C1' };
  await store.collection('snooze-budgets', z.unknown()).set('c', { version: 2, channel, since: 1, until: 2 });
  const connected = { kind: 'connected', workspaces: ['T0123'] };
  await store.collection('tokens', z.unknown()).set('brand', { version: 9, origin: connected });
  await store.close();
  expect(await forget(url, 'discord:T0123', '--yes')).toEqual({
    code: 1,
    out: 'Nothing is stored of a workspace discord:T0123. Those that the store names:\n  slack:T0123\n',
  });
  expect(await forget(url, 'slack:T0123', '--yes')).toMatchObject({ code: 0 });
});

it('what stands in a collection that this version does not know is named, since nobody can say what it is', async () => {
  const url = `sqlite:${join(makeFolder(), 'store.db')}`;
  const store = await openStore(url);
  const channel = { platform: 'slack', workspace: 'T0123', id: 'C1' };
  await store.collection('snooze-budgets', z.unknown()).set('c', { version: 2, channel, since: 1, until: 2 });
  await store.collection('tomorrow', z.unknown()).set('x', { channel });
  await store.close();
  const { code, out } = await forget(url, 'T0123', '--yes');
  expect(code).toBe(1);
  expect(out).toMatch(/These records still name T0123.*: tomorrow\/x$/m);
});

it('a workspace of which nothing is stored is answered with those that are known', async () => {
  const url = `sqlite:${join(makeFolder(), 'store.db')}`;
  const store = await openStore(url);
  for (const [platform, workspace] of [
    ['slack', 'T0123'],
    ['discord', '123456789012345678'],
  ])
    await store.collection('snooze-budgets', z.unknown()).set(`${workspace}`, {
      version: 2,
      channel: { platform, workspace, id: 'c' },
      since: 1,
      until: 2,
    });
  await store.close();
  expect(await forget(url, 'T9999', '--yes')).toEqual({
    code: 1,
    out: 'Nothing is stored of a workspace T9999. Those that the store names:\n  discord:123456789012345678\n  slack:T0123\n',
  });
});

it.each([
  [[], 'memory:', /^Name one workspace/],
  [['T1', 'T2'], 'memory:', /^Name one workspace/],
  [[''], 'memory:', /^"" names no workspace/],
  [['slack:'], 'memory:', /^"slack:" names no workspace/],
  [['slack:T1:x'], 'memory:', /^"slack:T1:x" names no workspace/],
  [['T1', '--now'], 'memory:', /^Unknown option '--now'/],
  [['T1'], 'memory:', /^STORE_URL: A store in memory ends/],
  [['T1'], 'sqlite:/nowhere/there.db', /^There is no store yet/],
  [['T1'], 'mysql://root:planted@host/', /^STORE_URL: "mysql:" is not a known kind of store/],
] as const)('%j on %s is answered with what to do instead', async (args, url, words) => {
  const { code, out } = await forget(url, ...args);
  expect(code).toBe(1);
  expect(out).toMatch(words);
  expect(out).not.toContain('planted');
});

it('a store that a bot runs on is refused, with what to do', async () => {
  const url = `sqlite:${join(makeFolder(), 'store.db')}`;
  const store = await openStore(url);
  const ignore = (): void => undefined;
  await store.lease({ onWait: ignore, onLost: ignore, onEmptied: ignore });
  expect(await forget(url, 'T0123', '--yes')).toEqual({
    code: 1,
    out: expect.stringMatching(
      /^STORE_URL: Another Threadwatch already uses this store: process .* Stop it first.* would store again what it remembers\.\n$/,
    ),
  });
  await store.close();
});

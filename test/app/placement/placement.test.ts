import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { createRecords } from '../../../src/app/core/createRecords.ts';
import { STORED_COLLECTIONS } from '../../../src/app/stored/collections.ts';
import { parseLayout } from '../../../src/store/layoutRecord.ts';
import { openStore } from '../../../src/store/openStore.ts';
import type { Store } from '../../../src/store/store.ts';
import { useRedis } from '../../support/useRedis.ts';
import { ONE, playBoth, TWO } from '../twoWorkspaces.ts';
import { dump, placesOf, store } from './storeRuns.ts';

const anything = z.unknown();
const configured = ['brand', 'unread', 'old'];

/** Which workspaces each configured account serves. Those that were connected from chat serve the one of each. */
type Bound = Readonly<Record<string, readonly string[]>>;

const both = [ONE.workspace, TWO.workspace];
const apart: Bound = { brand: [ONE.workspace], unread: [TWO.workspace], old: ['ws_third'] };

const envOf = (bound: Bound): NodeJS.ProcessEnv => ({
  THREADS_ACCOUNTS: JSON.stringify(
    Object.entries(bound).map(([name, workspaces]) => ({ name, token: `token-of-${name}`, workspaces })),
  ),
});

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-placement-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Set up as the records say it, and as the layout says where each name is: of what they say themselves, without our rules. */
const looseSchema = z.looseObject({
  account: z.string().optional(),
  workspace: z.string().optional(),
  channel: z.looseObject({ workspace: z.string() }).optional(),
  content: z.looseObject({ account: z.string().optional() }).optional(),
  body: z.looseObject({ account: z.string() }).optional(),
  subscribers: z.array(z.looseObject({ channel: z.looseObject({ workspace: z.string() }) })).optional(),
  origin: z.looseObject({ workspaces: z.array(z.string()).optional() }).optional(),
});

/** The partitions in which a record may lie by what it names. */
function expectedPlaces(text: string, layout: ReadonlyMap<string, number>): (number | undefined)[] {
  const record = looseSchema.parse(JSON.parse(text).value);
  const account = record.account ?? record.content?.account ?? record.body?.account;
  // An account that was connected from chat is where its workspace is.
  const owners = [ONE, TWO]
    .filter((world) => account?.startsWith(world.account))
    .map(({ workspace }) => workspace);
  const first = [account, ...owners]
    .map((name) => layout.get(name ?? ''))
    .find((place) => place !== undefined);
  if (first !== undefined) return [first];
  const workspaces = [
    record.workspace,
    record.channel?.workspace,
    ...(record.origin?.workspaces ?? []),
    ...(record.subscribers ?? []).map(({ channel }) => channel.workspace),
  ];
  return workspaces.map((name) => layout.get(name ?? '')).filter((place) => place !== undefined);
}

describe('a store that is moved into partitions', () => {
  const redis = useRedis();
  let single: string | undefined;
  let before: Map<string, string>;

  /** Played once, by whichever test is the first: a story ends with its test. */
  beforeEach(async () => {
    await redis.other.flushAll();
    if (single !== undefined) return;
    const folder = mkdtempSync(join(tmpdir(), 'threadwatch-placement-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    single = join(folder, 'single.db');
    await playBoth(`sqlite:${single}`);
    const opened = await openStore(`sqlite:${single}`);
    // Of Slack and Discord, and of a process; the story has none of these.
    await opened.collection('slack-people', anything).set('0', { version: 1, people: [] });
    await opened.collection('discord-sessions', anything).set('0', { version: 1 });
    await opened
      .collection('life-signs', anything)
      .set('last', { version: 2, botTime: 7, wallTime: 7, uptime: 1 });
    await opened.close();
    before = await dump(single);
  });

  const toPartitions = (count: number, bound: Bound = apart, ...more: string[]) =>
    store(
      ['copy', '--from', single ?? '', '--to', redis.server.url, '--partitions', String(count), ...more],
      envOf(bound),
    );

  async function readLayout() {
    const found = parseLayout((await redis.other.get('threadwatch{shared}:layout::current')) ?? '');
    if (found.kind !== 'layout') return expect.fail('there is no layout');
    return new Map([...found.record.accounts, ...found.record.workspaces]);
  }

  it('has each record once, where its account or its workspace is, and is the same when it comes back', async () => {
    const bindings = fc.record(
      Object.fromEntries(
        configured.map((name) => [name, fc.subarray([...both, 'ws_third'], { minLength: 1 })]),
      ),
      { noNullPrototype: true },
    );
    const folder = makeFolder();
    let number = 0;
    await fc.assert(
      fc.asyncProperty(bindings, fc.integer({ min: 1, max: 40 }), async (bound, count) => {
        await redis.other.flushAll();
        expect(await toPartitions(count, bound)).toMatchObject({ code: 0, errors: '' });
        const after = await dump(redis.server.url);
        const layout = await readLayout();
        const places = placesOf(after);
        places.delete('layout::current');
        expect([...places.keys()].sort()).toEqual([...before.keys()]);
        for (const [id, where] of places) {
          const collection = id.split('::')[0] as keyof typeof STORED_COLLECTIONS;
          const { place } = STORED_COLLECTIONS[collection];
          expect(where, id).toHaveLength(place === 'each' ? count : 1);
          for (const part of where) expect(after.get(`${part}:${id}`), id).toBe(before.get(id));
          if (place === 'shared') expect(where).toEqual(['{shared}']);
          if (place === 'named')
            expect(expectedPlaces(before.get(id) ?? '', layout), id).toContain(
              Number(where[0]?.slice(1, -1)),
            );
        }
        number += 1;
        const back = join(folder, `back ${number}.db`);
        expect(await store(['copy', '--from', redis.server.url, '--to', back])).toMatchObject({ code: 0 });
        expect(await dump(back)).toEqual(before);
      }),
      { numRuns: 6 },
    );
  });

  it('changes the number of partitions, and the bindings, in place, and becomes a single store there', async () => {
    await redis.other.flushAll();
    await toPartitions(16);
    await redis.other.set('{threadwatch-cluster}:forward-3:1', 'a command that nobody has answered');
    const { url } = redis.server;
    for (const [count, bound] of [
      [33, apart],
      [5, apart],
      [5, { brand: both, unread: both, old: both }],
    ] as const) {
      const { code, out, errors } = await store(
        ['copy', '--from', url, '--to', url, '--partitions', String(count)],
        envOf(bound),
      );
      expect({ code, errors }).toEqual({ code: 0, errors: '' });
      expect(out).toMatch(/ records compared, all equal\n/);
      expect(await redis.other.keys('threadwatch{*}:last-owner')).toHaveLength(count);
      expect(await redis.other.keys('threadwatch{*}:format::version')).toHaveLength(count);
    }
    expect(await redis.other.keys('{threadwatch-cluster}*')).toEqual([]);
    expect((await store(['copy', '--from', url, '--to', url])).code).toBe(0);
    expect(await redis.other.keys('threadwatch{*')).toEqual([]);
    expect(await dump(url)).toEqual(before);
    // Nothing of the copy is left that would keep a single process from the store.
    const opened = await openStore(url);
    await opened.lease({
      onWait: (message) => expect.fail(message),
      onLost: ({ message }) => expect.fail(message),
      onEmptied: ({ message }) => expect.fail(message),
    });
    await opened.close();
  });

  it('keeps what is not configured, what names nothing and what can not be read, and says so', async () => {
    await redis.other.flushAll();
    const opened = await openStore(redis.server.url);
    const put = (name: string, key: string, record: unknown) =>
      opened.collection(name, anything).set(key, record);
    await put('format', 'version', { version: 2 });
    const there = { platform: 'discord', workspace: '999', id: '1' };
    await put('recent-subscriptions', 'gone/x', { version: 2, account: 'gone', channel: there, at: 1 });
    const channel = { platform: 'slack', workspace: 'T0GONE', id: 'C1' };
    await put('snooze-budgets', 'slack:T0GONE:C1', { version: 2, channel, since: 1, until: 2 });
    await put('events', 'nohook/1', {
      version: 2,
      receiver: 'nohook',
      at: 1,
      order: 1,
      body: {
        id: '1',
        type: 't',
        at: '2026-11-26T00:00:00Z',
        account: '',
        explanation: { cause: '', fix: '', try_again: null },
      },
    });
    await put('watches', 'brand/17', { half: 'a record' });
    await put('of-a-later-version', 'x', { channel: ONE.workspace });
    await opened.close();
    await redis.other.set('threadwatch:watches::damaged', '{"value":{"acc');
    const { url } = redis.server;
    const { code, out } = await store(
      ['copy', '--from', url, '--to', url, '--partitions', '16'],
      envOf(apart),
    );
    expect(code).toBe(0);
    const layout = await readLayout();
    const where = Object.fromEntries(placesOf(await dump(url)));
    expect(where).toMatchObject({
      'recent-subscriptions::gone/x': [`{${layout.get('gone')}}`],
      'snooze-budgets::slack:T0GONE:C1': [`{${layout.get('T0GONE')}}`],
      'events::nohook/1': ['{0}'],
      'watches::brand/17': [`{${layout.get('brand')}}`],
      'of-a-later-version::x': [`{${layout.get(ONE.workspace)}}`],
      'watches::damaged': ['{0}'],
    });
    expect(out).toMatch(
      /^\d records? of what is not configured here \(.*account gone, .*workspace T0GONE\): kept/m,
    );
    expect(out).toMatch(/^1 record without an account.*: kept in partition 0\.$/m);
    expect(out).toMatch(/^3 records that this version can't read: kept as they are.*watches damaged/m);
    expect(out).toContain('7 records were read.');
  });

  it('is refused where two partitions have an account of one name, since one place can not hold both', async () => {
    await redis.other.flushAll();
    await toPartitions(16);
    const layout = await readLayout();
    const [one, two] = both.map((workspace) => layout.get(workspace));
    expect(one).not.toBe(two);
    const name = `tokens::${ONE.account}`;
    const key = (await redis.other.keys(`threadwatch{${one}}:${name}*`))[0] ?? expect.fail();
    const token = JSON.parse((await redis.other.get(key)) ?? '');
    token.value.origin.workspaces = [TWO.workspace];
    await redis.other.set(key.replace(`{${one}}`, `{${two}}`), JSON.stringify(token));
    const all = await dump(redis.server.url);
    const { code, errors } = await store(['copy', '--to', redis.server.url], { STORE_URL: redis.server.url });
    expect(code).toBe(1);
    expect(errors).toMatch(
      /^STORE_URL: Two partitions hold records of one name.*tokens firstlingshop.*\/threads disconnect.*Nothing was changed\./,
    );
    expect(await dump(redis.server.url)).toEqual(all);
  });

  it('is refused without the variables that say what belongs together', async () => {
    const { code, errors } = await store([
      'copy',
      '--from',
      single ?? '',
      '--to',
      redis.server.url,
      '--partitions',
      '16',
    ]);
    expect(code).toBe(1);
    expect(errors).toMatch(/Run this with the variables with which Threadwatch runs/);
    const wrong = await store(
      ['copy', '--from', single ?? '', '--to', redis.server.url, '--partitions', '16'],
      {
        THREADS_ACCOUNTS: 'planted-secret',
      },
    );
    expect(wrong.errors).toMatch(/THREADS_ACCOUNTS is not valid: expected a JSON list/);
    expect(wrong.errors).not.toContain('planted-secret');
  });

  it('is refused while its records are of another version than this one', async () => {
    const { url } = redis.server;
    for (const [version, words] of [
      [1, /Start this version on it once as a single process/],
      [3, /Run this with the newer version/],
    ] as const) {
      await redis.other.flushAll();
      await redis.other.set('threadwatch:format::version', JSON.stringify({ value: { version } }));
      const { errors } = await store(['copy', '--from', url, '--to', url, '--partitions', '4'], envOf(apart));
      expect(errors).toMatch(words);
    }
  });

  it('of each collection that the program opens has a place for the records', async () => {
    const opened = new Set<string>();
    const memory = await openStore('memory:');
    const spied: Store = {
      ...memory,
      collection: (name, schema) => {
        opened.add(name);
        return memory.collection(name, schema);
      },
    };
    createRecords(spied, () => undefined, { clock: { now: () => 0 } as never });
    expect(opened.size).toBeGreaterThan(10);
    await redis.other.flushAll();
    await toPartitions(16);
    const places = placesOf(await dump(redis.server.url));
    for (const name of opened) {
      const ofCollection = [...places].filter(([id]) => id.startsWith(`${name}::`));
      expect(ofCollection.length, name).toBeGreaterThan(0);
      expect(STORED_COLLECTIONS[name as keyof typeof STORED_COLLECTIONS].place, name).toBe('named');
    }
  });
});

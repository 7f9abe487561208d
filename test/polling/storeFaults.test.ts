import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { isUsable } from '../../src/store/isUsable.ts';
import { openStore } from '../../src/store/openStore.ts';
import { withFaultLogging } from '../../src/store/withFaultLogging.ts';
import { watchIndex } from '../../src/watches/watchIndex.ts';
import { FaultyStore } from '../support/faultyStore.ts';
import { openFillable } from '../support/fillableStore.ts';
import { type Step, scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { Story } from '../support/story.ts';

const OTHER = '17900000000000002';
const UNWRITABLE = 'the store cannot be written; work that needs it is retried';
const UNREADABLE = 'the store cannot be read; work that needs it is retried';
const SORRY = 'Something went wrong on our side; your watches are safe';

const FAILING = [status('0s', 'IN_PROGRESS'), status('100s', 'ERROR', 'FAILED_DOWNLOADING_VIDEO')];

async function begin(containers: Readonly<Record<string, readonly Step[]>> = { [VIDEO]: FAILING }) {
  const faults = new FaultyStore(await openStore('memory:'));
  const story = await Story.begin({ scenario: scenarioOf(containers), store: faults.store });
  onTestFinished(() => story.end());
  await story.type(`watch ${VIDEO}`);
  return { story, faults };
}

async function typeUnderFault(story: Story): Promise<string> {
  const channel = { platform: 'terminal', workspace: 'w1', id: 'c1' } as const;
  const person = { id: 'ann', isManager: true };
  return story.render(
    await story.bot.dispatch({ command: 'watch', args: { container: OTHER }, channel, person }),
  );
}

/** Lets time pass while the store fails. A round may throw then; as in the program, that stops nothing. */
async function passUnderFault(story: Story, minutes: number): Promise<void> {
  for (let step = 0; step < minutes * 12; step += 1) await story.pass('5s').catch(() => undefined);
}

describe('a store that cannot be written for ten minutes', () => {
  it('loses no alert, causes no burst of calls, is logged once, and doubles no alert', async () => {
    const { story, faults } = await begin();
    await story.pass('90s');
    faults.failing = 'writes';
    await passUnderFault(story, 10);
    expect(await typeUnderFault(story)).toContain(SORRY);
    expect(story.alerts()).toEqual([]);
    // One call for the person, and one a minute for the check, as Meta asks.
    expect(story.checksAt(VIDEO)).toBeLessThanOrEqual(2 + 11);
    faults.failing = 'nothing';
    await story.pass('30h');
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
    const log = story.warnings.filter((line) => line.includes('store'));
    expect(log).toEqual([UNWRITABLE]);
    expect(story.log.split('the store can be written again')).toHaveLength(2);
  });

  it('after the alert was posted doubles no alert, and confirms it afterwards', async () => {
    const { story, faults } = await begin();
    await story.pass('90s');
    story.chat.before = () => {
      faults.failing = 'writes';
    };
    await passUnderFault(story, 10);
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
    story.chat.before = () => undefined;
    faults.failing = 'nothing';
    await story.pass('10m');
    await story.restart();
    await story.pass('30h');
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
  });

  it('and a crash meanwhile repeat the alert at most once', async () => {
    const { story, faults } = await begin();
    await story.pass('90s');
    story.chat.before = () => {
      faults.failing = 'writes';
    };
    await passUnderFault(story, 5);
    story.chat.before = () => undefined;
    faults.failing = 'nothing';
    await story.restart();
    await story.pass('30h');
    expect([1, 2]).toContain(story.alertsOn(VIDEO).length);
  });
});

describe('a store that can neither be read nor written for ten minutes', () => {
  it('loses no alert, causes no check meanwhile, and the checks go on afterwards', async () => {
    const { story, faults } = await begin();
    await story.pass('90s');
    faults.failing = 'everything';
    await passUnderFault(story, 10);
    expect(story.checksAt(VIDEO)).toBe(2);
    expect(await typeUnderFault(story)).toContain(SORRY);
    faults.failing = 'nothing';
    await story.pass('1m');
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
    const log = story.warnings.filter((line) => line.includes('store'));
    expect(log.toSorted()).toEqual([UNREADABLE, UNWRITABLE]);
  });
});

it('a check waits for a slow store, and alerts once', async () => {
  const { story, faults } = await begin();
  await story.pass('90s');
  const { promise, resolve } = Promise.withResolvers<void>();
  faults.gate = promise;
  const passing = story.pass('5m');
  const answer = typeUnderFault(story);
  resolve();
  await Promise.all([passing, answer]);
  await story.pass('5m');
  expect(story.alertsOn(VIDEO)).toHaveLength(1);
});

describe('a database', () => {
  async function beginOnFile() {
    const folder = mkdtempSync(join(tmpdir(), 'threadwatch-faults-'));
    const path = join(folder, 'store.db');
    const store = await openStore(`sqlite:${path}`, { timeoutMs: 30 });
    const story = await Story.begin({ scenario: scenarioOf({ [VIDEO]: FAILING }), store });
    onTestFinished(async () => {
      await story.end();
      rmSync(folder, { recursive: true });
    });
    await story.type(`watch ${VIDEO}`);
    return { story, path };
  }

  it('that another writer locks for longer than our timeout is logged once, and the check is made up for', async () => {
    const { story, path } = await beginOnFile();
    await story.pass('90s');
    using other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    await passUnderFault(story, 2);
    expect(story.alerts()).toEqual([]);
    expect(await typeUnderFault(story)).toContain(SORRY);
    other.exec('ROLLBACK');
    await story.pass('30h');
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
    expect(story.warnings.filter((line) => line.includes('store'))).toEqual([UNWRITABLE]);
  });

  it.each(['goes on', 'is killed and started again'])(
    'on a disk that is full for ten minutes loses and doubles no alert while the program %s',
    async (what) => {
      const folder = mkdtempSync(join(tmpdir(), 'threadwatch-full-'));
      const { store, fill, makeRoom } = openFillable(join(folder, 'store.db'));
      const containers = { [VIDEO]: FAILING, [OTHER]: [status('0s', 'FINISHED')] };
      const story = await Story.begin({ scenario: scenarioOf(containers), store });
      onTestFinished(async () => {
        await story.end();
        rmSync(folder, { recursive: true });
      });
      await story.type(`watch ${VIDEO}`);
      await story.pass('90s');
      fill();
      await passUnderFault(story, 5);
      if (what !== 'goes on') await story.restart();
      await passUnderFault(story, 5);
      // A command that must store something says that it failed, and leaves nothing half done.
      expect(await typeUnderFault(story)).toContain(SORRY);
      expect(await story.type('doctor')).toContain(
        '❌ The store fails: nothing can be watched, and alerts wait',
      );
      expect(story.log).toContain('database or disk is full');
      makeRoom();
      await story.pass('10s');
      expect(story.alertsOn(VIDEO)).toHaveLength(1);
      expect(story.log).toContain('the store can be written again');
      await story.type(`watch ${OTHER}`);
      await story.pass('30h');
      expect(story.alertsOn(VIDEO)).toHaveLength(1);
      expect(story.alertsOn(OTHER).map(({ first }) => [...first][0])).toEqual(['🟢', '⏰', '⌛']);
      expect(story.live(VIDEO)?.now).toContain('failed');
    },
  );
});

it('a warning that falls due while the store and the account fail comes as soon as the store works', async () => {
  const faults = new FaultyStore(await openStore('memory:'));
  const refused = { http: 500, error: { code: 190, error_subcode: 463 } };
  const scenario = scenarioOf(
    { [VIDEO]: [status('0s', 'FINISHED')] },
    { faults: [{ from: '22h50m', to: '23h1s', ...refused }] },
  );
  const story = await Story.begin({ scenario, store: faults.store });
  onTestFinished(() => story.end());
  await story.type(`watch ${VIDEO}`);
  await story.pass('22h51m');
  faults.failing = 'writes';
  await passUnderFault(story, 10);
  faults.failing = 'nothing';
  await story.pass('30s');
  expect(story.alertsOn(VIDEO).map(({ first }) => [...first][0])).toEqual(['🟢', '⏰']);
});

it('the check of a store fails while it can be read but not written, and works again afterwards', async () => {
  const faults = new FaultyStore(await openStore('memory:'));
  const logged: string[] = [];
  const log = {
    error: (_: object, message: string) => void logged.push(message),
    info: (message: string) => void logged.push(message),
  };
  const store = withFaultLogging(faults.store, log);
  const records = store.collection('things', z.string());
  await store.check();
  faults.failing = 'writes';
  await expect(records.set('one', 'a')).rejects.toMatchObject({ code: 'store_failed' });
  await expect(store.check()).rejects.toMatchObject({ code: 'store_failed' });
  expect(await isUsable(store)).toBe(false);
  await expect(records.set('one', 'a')).rejects.toMatchObject({ code: 'store_failed' });
  faults.failing = 'nothing';
  await store.check();
  expect(await isUsable(store)).toBe(true);
  expect(logged).toEqual([UNWRITABLE, 'the store can be written again']);
});

describe('a corrupt record', () => {
  it.each(['watches', 'notifications', 'quota-alerts', 'snoozes', 'snooze-budgets', 'outages', 'tokens'])(
    'of "%s" is skipped at the start and logged once, and stops no alert',
    async (name) => {
      const store = await openStore('memory:');
      const records = store.collection(name, z.unknown());
      await records.set('brand/bad', { version: 9 });
      const story = await Story.begin({ scenario: scenarioOf({ [VIDEO]: FAILING }), store });
      onTestFinished(() => story.end());
      await story.type(`watch ${VIDEO}`);
      await story.pass('10m');
      expect(story.alertsOn(VIDEO)).toHaveLength(1);
      expect(story.log.split('"key":"brand/bad"')).toHaveLength(2);
      expect(await records.get('brand/bad')).toEqual({ version: 9 });
    },
  );

  it('of a watch that the start could list is found when it is used', async () => {
    const { story, faults } = await begin({ [VIDEO]: FAILING, [OTHER]: FAILING });
    await story.type(`watch ${OTHER}`);
    // Its index is in order, and stored with it.
    const records = faults.store.indexed('watches', z.any(), watchIndex);
    const bad = { ...(await records.get(`brand/${OTHER}`)), checks: 'many' };
    await records.set(`brand/${OTHER}`, bad);
    await story.restart();
    expect(await story.type('watches')).toContain(VIDEO);
    expect(await story.type('watches')).not.toContain(OTHER);
    expect(story.log.split(`"key":"brand/${OTHER}"`)).toHaveLength(2);
    await story.pass('10m');
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
    expect(story.alertsOn(OTHER)).toHaveLength(0);
    expect(await records.get(`brand/${OTHER}`)).toEqual(bad);
  });

  it('of a watch that was readable before does not stop the other checks', async () => {
    const { story, faults } = await begin({ [VIDEO]: FAILING, [OTHER]: FAILING });
    await story.type(`watch ${OTHER}`);
    await faults.store.collection('watches', z.unknown()).set(`brand/${OTHER}`, { version: 9 });
    await story.pass('10m');
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
    expect(story.alertsOn(OTHER)).toHaveLength(0);
    // Once for each queued check, and not in every round.
    expect(story.log.split(`"key":"brand/${OTHER}"`).length).toBeLessThanOrEqual(3);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { openStore } from '../../src/store/openStore.ts';
import { withFaultLogging } from '../../src/store/withFaultLogging.ts';
import { FaultyStore } from '../support/faultyStore.ts';
import { openFillable } from '../support/fillableStore.ts';
import { type Step, scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { Story } from '../support/story.ts';

const OTHER = '17900000000000002';
const UNWRITABLE = 'the store can not be written; what needs it waits, and is made up';
const UNREADABLE = 'the store can not be read; what needs it waits, and is made up';
const SORRY = 'Something went wrong on our side; nothing that was watched is lost';

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

/** A round that meets with the store's failing says so; here, as in the program, that ends nothing. */
async function passUnderFault(story: Story, minutes: number): Promise<void> {
  for (let step = 0; step < minutes * 12; step += 1) await story.pass('5s').catch(() => undefined);
}

describe('a store that can not be written for ten minutes', () => {
  it('costs no alert and no storm of calls, is told once in the log, and repeats nothing', async () => {
    const { story, faults } = await begin();
    await story.pass('90s');
    faults.failing = 'writes';
    await passUnderFault(story, 10);
    expect(await typeUnderFault(story)).toContain(SORRY);
    expect(story.alerts()).toEqual([]);
    // A person's call, and for the check one a minute, as Meta asks.
    expect(story.checksAt(VIDEO)).toBeLessThanOrEqual(2 + 11);
    faults.failing = 'nothing';
    await story.pass('30h');
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
    const log = story.warnings.filter((line) => line.includes('store'));
    expect(log).toEqual([UNWRITABLE]);
    expect(story.log.split('the store can be written again')).toHaveLength(2);
  });

  it('after the message was posted: it is told once, and confirmed afterwards', async () => {
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

  it('and a crash in the middle of it: told at most once more', async () => {
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

describe('a store that answers nothing for ten minutes', () => {
  it('costs no alert and not one check, and the checks go on afterwards', async () => {
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

it('a slow store is waited for: the check is made, and told once', async () => {
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

  it('locked by another writer for longer than we wait: told in the log once, and made up', async () => {
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
    'on a disk that is full for ten minutes: nothing is missed or doubled while the program %s',
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
      // Whoever asks for something that must be kept is told, and nothing is half begun.
      expect(await typeUnderFault(story)).toContain(SORRY);
      expect(await story.type('doctor')).toContain('⚠️ The store does not answer');
      expect(story.log).toContain('database or disk is full');
      makeRoom();
      await story.pass('10s');
      expect(story.alertsOn(VIDEO)).toHaveLength(1);
      expect(story.log).toContain('the store can be written again');
      await story.type(`watch ${OTHER}`);
      await story.pass('30h');
      expect(story.alertsOn(VIDEO)).toHaveLength(1);
      expect(story.alertsOn(OTHER).map(({ first }) => first[0])).toEqual(['⏰', '⌛']);
      expect(story.live(VIDEO)?.now).toContain('failed');
    },
  );
});

it('is not ready while it can not be written, though it can be read, and is again when it can', async () => {
  const faults = new FaultyStore(await openStore('memory:'));
  const said: string[] = [];
  const log = {
    error: (_: object, message: string) => void said.push(message),
    info: (message: string) => void said.push(message),
  };
  const store = withFaultLogging(faults.store, log);
  const things = store.collection('things', z.string());
  await store.check();
  faults.failing = 'writes';
  await expect(things.set('one', 'a')).rejects.toMatchObject({ code: 'store_failed' });
  await expect(store.check()).rejects.toMatchObject({ code: 'store_failed' });
  await expect(things.set('one', 'a')).rejects.toMatchObject({ code: 'store_failed' });
  faults.failing = 'nothing';
  await store.check();
  expect(said).toEqual([UNWRITABLE, 'the store can be written again']);
});

describe('a corrupt record', () => {
  it.each(['watches', 'notifications', 'quota-alerts', 'snoozes', 'outages', 'tokens'])(
    'of "%s" is passed over at the start, named once, and keeps nothing else from being told',
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

  it('of a watch that the start could read far enough to list it is found when it is used', async () => {
    const { story, faults } = await begin({ [VIDEO]: FAILING, [OTHER]: FAILING });
    await story.type(`watch ${OTHER}`);
    const records = faults.store.collection('watches', z.looseObject({}));
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

  it('that becomes so while its container is watched keeps none of the others from being checked', async () => {
    const { story, faults } = await begin({ [VIDEO]: FAILING, [OTHER]: FAILING });
    await story.type(`watch ${OTHER}`);
    await faults.store.collection('watches', z.unknown()).set(`brand/${OTHER}`, { version: 9 });
    await story.pass('10m');
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
    expect(story.alertsOn(OTHER)).toHaveLength(0);
    // Once for each check that stood in the queue, and not in every round.
    expect(story.log.split(`"key":"brand/${OTHER}"`).length).toBeLessThanOrEqual(3);
  });
});

import { describe, expect, it, onTestFinished } from 'vitest';
import { QuotaReader, quotaScopesRecordSchema } from '../../src/accounts/quotaReader.ts';
import { MINUTE } from '../../src/duration.ts';
import { openStore } from '../../src/store/openStore.ts';
import type { Store } from '../../src/store/store.ts';
import type { QuotaCallOptions, ThreadsApi } from '../../src/threads/api.ts';
import { createQuotaMemory } from '../../src/threads/createQuotaMemory.ts';
import { CallEndedError, ThreadsError } from '../../src/threads/errors.ts';
import type { QuotaReading } from '../../src/threads/quotas.ts';
import { flushTurns } from '../support/flushTurns.ts';

const BRAND = { name: 'brand', token: 'THAAone', workspaces: [] };
const READING: QuotaReading = {
  posts: { kind: 'known', used: 3, total: 250, windowSeconds: 86_400 },
  replies: { kind: 'unknown', missingScope: 'threads_manage_replies' },
  deletes: { kind: 'unknown', missingScope: 'threads_delete' },
  location_searches: { kind: 'unknown', missingScope: 'threads_location_tagging' },
};
const OUTAGE = new ThreadsError('outage', 'down', { account: 'brand', httpStatus: 500 });

/** Readings that end when the test says so, and people who wait until it says so. */
async function begin(givenStore?: Store) {
  const store = givenStore ?? (await openStore('memory:'));
  if (givenStore === undefined) onTestFinished(() => store.close());
  const clock = { time: 0, now: () => clock.time };
  const memory = createQuotaMemory(clock);
  const readings: (PromiseWithResolvers<QuotaReading> & { readonly options: QuotaCallOptions })[] = [];
  const threads: Pick<ThreadsApi, 'fetchQuotas' | 'quotaScopesOf' | 'restoreQuotaScopes'> = {
    fetchQuotas(account, options = {}) {
      const reading = { ...Promise.withResolvers<QuotaReading>(), options };
      readings.push(reading);
      memory.noteAnswer(account);
      return reading.promise;
    },
    quotaScopesOf: memory.scopesOf,
    restoreQuotaScopes: memory.restore,
  };
  const patience = Promise.withResolvers<void>();
  const reader = new QuotaReader({
    records: store.collection('quota-scopes', quotaScopesRecordSchema),
    threads,
    clock,
    patience: () => patience.promise,
    onStoreError: (error) => {
      throw error;
    },
  });
  await reader.load((_, error) => {
    throw error;
  });
  return { reader, readings, clock, memory, store, runOutOfPatience: patience.resolve };
}

describe('a reading of quotas', () => {
  it('is shared by all who ask meanwhile, people and jobs', async () => {
    const { reader, readings } = await begin();
    const people = Array.from({ length: 40 }, () => reader.readForPerson(BRAND));
    const job = reader.read(BRAND, new AbortController().signal);
    expect(readings).toHaveLength(1);
    readings[0]?.resolve(READING);
    expect(await job).toBe(READING);
    expect(await Promise.all(people)).toEqual(people.map(() => ({ kind: 'read', reading: READING })));
  });

  it.each<[title: string, end: (reading: PromiseWithResolvers<QuotaReading>) => void, kind: string]>([
    ['was answered', ({ resolve }) => resolve(READING), 'read'],
    ['failed', ({ reject }) => reject(OUTAGE), 'failed'],
  ])('that %s less than a minute ago answers people again, and jobs not', async (_title, end, kind) => {
    const { reader, readings, clock } = await begin();
    const first = reader.readForPerson(BRAND);
    for (const reading of readings) end(reading);
    expect((await first).kind).toBe(kind);
    clock.time = MINUTE - 1;
    expect((await reader.readForPerson(BRAND)).kind).toBe(kind);
    expect(readings).toHaveLength(1);
    const stop = new AbortController();
    const job = reader.read(BRAND, stop.signal);
    expect(readings).toHaveLength(2);
    stop.abort(new Error('the program stops'));
    await expect(job).rejects.toThrow('the program stops');
  });

  it('of a job that stops is made anew for the people who share it', async () => {
    const { reader, readings } = await begin();
    const stop = new AbortController();
    const job = expect(reader.read(BRAND, stop.signal)).rejects.toThrow('the program stops');
    const people = [reader.readForPerson(BRAND), reader.readForPerson(BRAND)];
    stop.abort(new Error('the program stops'));
    readings[0]?.reject(new CallEndedError('ended by its caller'));
    await job;
    await expect.poll(() => readings).toHaveLength(2);
    readings[1]?.resolve(READING);
    expect(await Promise.all(people)).toEqual(people.map(() => ({ kind: 'read', reading: READING })));
  });

  it('that was answered before the job stops is stored to its end before the job has stopped', async () => {
    const { reader, readings } = await begin();
    const [storing, stored] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    reader.onReading(() => {
      storing.resolve();
      return stored.promise;
    });
    const stop = new AbortController();
    let hasEnded = false;
    const job = reader.read(BRAND, stop.signal).finally(() => {
      hasEnded = true;
    });
    readings[0]?.resolve(READING);
    await storing.promise;
    stop.abort(new Error('the program stops'));
    await flushTurns(3);
    expect(hasEnded).toBe(false);
    stored.resolve();
    expect(await job).toBe(READING);
  });

  it('that is answered only after the job has stopped is not stored', async () => {
    const { reader, readings } = await begin();
    const heard: QuotaReading[] = [];
    reader.onReading(async (_, reading) => void heard.push(reading));
    const stop = new AbortController();
    const job = reader.read(BRAND, stop.signal);
    stop.abort(new Error('the program stops'));
    readings[0]?.resolve(READING);
    await expect(job).rejects.toThrow('the program stops');
    await flushTurns(3);
    expect(heard).toEqual([]);
  });

  it('is made anew for a person after a minute, and for a new token', async () => {
    const { reader, readings, clock } = await begin();
    const first = reader.readForPerson(BRAND);
    readings[0]?.resolve(READING);
    await first;
    void reader.readForPerson({ ...BRAND, token: 'THAAtwo' });
    expect(readings).toHaveLength(2);
    clock.time = MINUTE;
    void reader.readForPerson(BRAND);
    expect(readings).toHaveLength(3);
  });

  it('learns nothing while readings fail, but once a day', async () => {
    const { reader, readings, clock } = await begin();
    const learned: (boolean | undefined)[] = [];
    for (let hour = 0; hour < 26; hour += 1) {
      const reading = reader.readForPerson(BRAND);
      readings.at(-1)?.reject(OUTAGE);
      await reading;
      learned.push(readings.at(-1)?.options.learns);
      clock.time += 60 * MINUTE;
    }
    expect(learned.flatMap((each, hour) => (each ? [hour] : []))).toEqual([0, 24]);
  });

  it('that takes long is answered with the last one, and goes on', async () => {
    const { reader, readings, clock, runOutOfPatience } = await begin();
    const first = reader.readForPerson(BRAND);
    readings[0]?.resolve(READING);
    await first;
    clock.time = 4 * MINUTE;
    const second = reader.readForPerson(BRAND);
    runOutOfPatience();
    expect(await second).toEqual({ kind: 'slow', last: { reading: READING, at: 0 } });
    const job = reader.read(BRAND, new AbortController().signal);
    readings[1]?.resolve(READING);
    expect(await job).toBe(READING);
    expect(readings).toHaveLength(2);
  });

  it('that takes long and is the first is answered with that alone', async () => {
    const { reader, runOutOfPatience } = await begin();
    runOutOfPatience();
    expect(await reader.readForPerson(BRAND)).toEqual({ kind: 'slow', last: undefined });
  });

  it('leaves what it learned of scopes to the next process, without the token', async () => {
    const { reader, readings, memory, store } = await begin();
    memory.remember(BRAND, ['posts']);
    const reading = reader.readForPerson(BRAND);
    readings[0]?.resolve(READING);
    await reading;
    const next = await begin(store);
    expect(next.memory.recall(BRAND)).toEqual(['posts']);
    expect(next.memory.hasAnswered(BRAND)).toBe(true);
    expect(next.memory.recall({ ...BRAND, token: 'THAAtwo' })).toBeUndefined();
    expect(JSON.stringify(next.memory.scopesOf('brand'))).not.toContain(BRAND.token);
    await next.reader.forget('brand');
    expect((await begin(store)).memory.recall(BRAND)).toBeUndefined();
  });
});

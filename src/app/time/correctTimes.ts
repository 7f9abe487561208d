import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { formatDuration } from '../../duration.ts';
import type { Log } from '../../log.ts';
import type { Store } from '../../store/store.ts';
import { decideCorrection, decideSharedCorrection } from './decideCorrection.ts';
import { createLifeSign, LifeSigns, type Machine } from './lifeSign.ts';
import { shiftTimes } from './shiftTimes.ts';

/** The collections whose records hold times of our own clock that something waits for, or is counted from. */
export const TIMED_COLLECTIONS = [
  'watches',
  'notifications',
  'quota-alerts',
  'quota-failures',
  'snoozes',
  'snooze-budgets',
  'channel-settings',
  'outages',
  'recent-subscriptions',
  'unreachable-channels',
  'tokens',
  'oauth-states',
  'hooks',
  'publications',
  'events',
] as const;

/** How many records are written at once. */
const BATCH = 500;

/**
 * A stored record. `shifted` is by how much its times were moved back in all, ms: ids that were made of an earlier time
 * can still be made. `correction` names the last correction that moved them.
 */
const recordSchema = z.looseObject({ shifted: z.number().optional(), correction: z.string().optional() });

type StoredRecord = z.infer<typeof recordSchema>;

/**
 * Moves the stored times back if the clock of the machine was set back since the last run: otherwise everything would come
 * late by as much. Called at the start, before anything is read. After a crash in the middle, the next start does the rest.
 *
 * @param shared the bot's own time, where replicas on other machines use the store as well
 */
export async function correctTimes(
  store: Store,
  machine: Machine,
  log: Pick<Log, 'warn'>,
  shared?: Clock,
): Promise<void> {
  const lifeSigns = new LifeSigns(store);
  const last = await lifeSigns.read();
  if (last === undefined) return;
  const decided = shared
    ? decideSharedCorrection(last, machine, shared.now())
    : decideCorrection(last, machine);
  const correction = last.correction ?? (decided && { ...decided, id: randomUUID() });
  if (correction === undefined) return;
  if (last.correction === undefined) await lifeSigns.write({ ...last, correction });
  const now = machine.wall();
  let records = 0;
  for (const name of TIMED_COLLECTIONS)
    records += await rewrite(store, name, correction.id, (record) => {
      const shifted = moveBack(record, correction.by, correction.id);
      return name === 'watches' && !correction.isExact ? makeDue(shifted, now) : shifted;
    });
  await lifeSigns.write(createLifeSign(machine, now));
  log.warn(
    { records },
    `the clock of this machine was set back by ${formatDuration(correction.by)} since the last run; the stored times were moved back by as much${correction.isExact ? '' : '. How long the bot was away is not known, so every container is checked now'}`,
  );
}

function moveBack(record: StoredRecord, by: number, correction: string): StoredRecord {
  const { shifted = 0, correction: _, ...rest } = record;
  return { ...recordSchema.parse(shiftTimes(rest, by)), shifted: shifted + by, correction };
}

function makeDue(record: StoredRecord, now: number): StoredRecord {
  const { nextCheckAt } = record;
  return typeof nextCheckAt === 'number' && nextCheckAt > now ? { ...record, nextCheckAt: now } : record;
}

/** @returns how many records were written. One that can't be read stays as it is; it is reported when it is used. */
async function rewrite(
  store: Store,
  name: string,
  correction: string,
  change: (record: StoredRecord) => StoredRecord,
): Promise<number> {
  const records = store.collection(name, recordSchema);
  let batch: (readonly [key: string, record: StoredRecord])[] = [];
  let written = 0;
  const flush = async (): Promise<void> => {
    await records.setMany(batch);
    written += batch.length;
    batch = [];
  };
  for await (const [key, record] of records.entries(() => undefined)) {
    if (record.correction === correction) continue;
    batch.push([key, change(record)]);
    if (batch.length >= BATCH) await flush();
  }
  await flush();
  return written;
}

import { randomUUID } from 'node:crypto';
import {
  LAYOUT_FORMAT,
  LAYOUT_KEY,
  type LayoutRecord,
  parseLayout,
  writeLayout,
} from '../../store/layoutRecord.ts';
import { describeOwner, parseOwner } from '../../store/owner.ts';
import {
  DEFAULT_PARTITIONS,
  prefixOfPartition,
  REPLICAS_KEY,
  SINGLE_PREFIX,
} from '../../store/partitions.ts';
import type { RedisConnection } from '../../store/redisConnection.ts';
import { leaseKeysOf } from '../../store/redisScripts.ts';
import { findStoreKind } from '../../store/storeKind.ts';
import { type Assignments, assign } from './assign.ts';
import { compareLayouts } from './compareLayouts.ts';
import { type Bindings, findComponents } from './components.ts';
import { describeSplit } from './describeSplit.ts';
import { LayoutError } from './layoutError.ts';

/** Replicas that start at the same time write one after the other. */
const MOST_TRIES = 20;

const COPY =
  'Stop all replicas, and run: npm run -s store -- copy --from <this Redis> --to <this Redis> --partitions';

/**
 * Writes the layout where it still is what was read. KEYS are the layout, the owner of a single store, the live replicas, and
 * the markers of new partitions. ARGV is what was read (empty for none), and what is to be there. Where replicas are live, there
 * was a layout, and Redis has lost it: the partitions get no marker, so that their records are put back.
 */
const WRITE = `
local owner = redis.call('GET', KEYS[2])
if owner then return {'busy', owner} end
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return {'changed', ''} end
if redis.call('EXISTS', KEYS[3]) == 0 then
  for i = 4, #KEYS do redis.call('SET', KEYS[i], 'layout', 'NX') end
end
if ARGV[1] ~= ARGV[2] then redis.call('SET', KEYS[1], ARGV[2]) end
return {'written', ''}`;

/** How many partitions there are, and what is in which. */
export interface Layout extends Assignments {
  readonly partitions: number;
  /** Another one after each copy that placed the records anew. */
  readonly id: string;
}

export interface LayoutWishes {
  /** The number of partitions, where somebody has chosen one; else it is that of the layout, or 16 for a new one. */
  readonly partitions?: number;
  /** The version of the records that this replica reads and writes. */
  readonly storeVersion: number;
  /** Whether there was a layout before: then a new one is no sign that the partitions have always been empty. */
  readonly isRemade?: boolean;
}

/** The record in Redis on which all replicas agree before they do anything else. */
export class LayoutStore {
  readonly #connection: RedisConnection;

  constructor(connection: RedisConnection) {
    this.#connection = connection;
  }

  /** @returns `undefined` where there is none @throws {LayoutError} for one that this version can't read */
  async read(): Promise<Layout | undefined> {
    const text = await this.#readText();
    return text === '' ? undefined : toLayout(read(text));
  }

  /** Whether nothing has placed the records anew since. Asked whenever a partition is opened. */
  async isCurrent({ id }: Pick<Layout, 'id'>): Promise<boolean> {
    return (await this.read())?.id === id;
  }

  /**
   * Takes part in the layout: the first replica makes it, and each one adds what it knows and the layout does not. A replica
   * must be one of the live ones before: a copy leases the store and then looks for replicas, so that one sees the other.
   *
   * @returns the layout, and whether it is new: then Redis held no records, or has lost them
   * @throws {LayoutError} where this replica does not fit; nothing was changed then
   */
  async join(bindings: Bindings, wishes: LayoutWishes): Promise<{ layout: Layout; isNew: boolean }> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const text = await this.#readText();
      const { layout, isChanged } = await this.#plan(text, bindings, wishes);
      const wanted = isChanged ? writeLayout(toLayoutRecord(layout, wishes.storeVersion)) : text;
      const isNew = text === '';
      const marked = isNew && wishes.isRemade !== true ? layout.partitions : 0;
      if (await this.#write(text, wanted, marked)) return { layout, isNew };
    }
    throw new LayoutError(
      'changing',
      'The layout of the partitions in Redis changes all the time. See that all replicas have the same THREADS_ACCOUNTS, and start this one again',
    );
  }

  /**
   * Whether a replica could take part; nothing is changed.
   * @returns the layout that there is @throws {LayoutError} as `join`
   */
  async check(bindings: Bindings, wishes: LayoutWishes): Promise<Layout | undefined> {
    const text = await this.#readText();
    await this.#plan(text, bindings, wishes);
    return text === '' ? undefined : toLayout(read(text));
  }

  /** What the layout becomes with what a replica knows. */
  async #plan(
    text: string,
    bindings: Bindings,
    wishes: LayoutWishes,
  ): Promise<{ readonly layout: Layout; readonly isChanged: boolean }> {
    const components = findComponents(bindings);
    if (text === '') {
      if ((await findStoreKind(this.#connection)).hasSingle) throw createSingleError();
      const partitions = wishes.partitions ?? DEFAULT_PARTITIONS;
      return {
        layout: { ...assign(components, partitions), partitions, id: randomUUID() },
        isChanged: true,
      };
    }
    const record = read(text);
    assertFits(record, wishes);
    const { partitions, id } = record;
    const { assignments, isChanged, split } = compareLayouts(toLayout(record), components, partitions);
    if (split.length > 0) throw new LayoutError('moved', `${describeSplit(split)}. ${COPY} ${partitions}`);
    return { layout: { ...assignments, partitions, id }, isChanged };
  }

  async #readText(): Promise<string> {
    return (await this.#connection.run((client) => client.get(LAYOUT_KEY))) ?? '';
  }

  /** @param marked how many partitions get the marker of one that was not emptied @returns false where another replica was faster */
  async #write(before: string, wanted: string, marked: number): Promise<boolean> {
    const [owner] = leaseKeysOf(SINGLE_PREFIX);
    const markers = Array.from({ length: marked }, (_, each) => leaseKeysOf(prefixOfPartition(each))[1]);
    const keys = [LAYOUT_KEY, owner, REPLICAS_KEY, ...markers];
    const answer = await this.#connection.script(WRITE, keys, [before, wanted]);
    const [outcome = '', other = ''] = Array.isArray(answer) ? answer.map(String) : [];
    if (outcome === 'busy') throw createBusyError(other);
    return outcome === 'written';
  }
}

export function toLayout({ partitions, id, accounts, workspaces }: LayoutRecord): Layout {
  return { partitions, id, accounts: new Map(accounts), workspaces: new Map(workspaces) };
}

/** @param storeVersion the version of the records in the partitions */
export function toLayoutRecord(
  { partitions, id, accounts, workspaces }: Layout,
  storeVersion: number,
): LayoutRecord {
  const pairs = (assigned: ReadonlyMap<string, number>) =>
    [...assigned].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    format: LAYOUT_FORMAT,
    id,
    storeVersion,
    partitions,
    accounts: pairs(accounts),
    workspaces: pairs(workspaces),
  };
}

function read(text: string): LayoutRecord {
  const found = parseLayout(text);
  if (found.kind === 'layout') return found.record;
  if (found.kind === 'newer')
    throw new LayoutError(
      'format',
      `A newer version of Threadwatch made the partitions in Redis (form ${found.format} of their layout; this one reads form ${LAYOUT_FORMAT}). Start the newer version on every replica`,
    );
  throw new LayoutError(
    'unreadable',
    `The layout of the partitions in Redis (${LAYOUT_KEY}) can't be read. Stop all replicas, and restore a backup: npm run -s store -- restore --from <backup> --replace`,
  );
}

function assertFits({ partitions, storeVersion }: LayoutRecord, wishes: LayoutWishes): void {
  if (storeVersion > wishes.storeVersion)
    throw new LayoutError(
      'version',
      `A newer version of Threadwatch wrote the partitions in Redis (their records are of version ${storeVersion}, and this one reads version ${wishes.storeVersion}). Start the newer version on every replica, or restore the backup that was made before the upgrade: npm run -s store -- restore --from <backup> --replace`,
    );
  if (storeVersion < wishes.storeVersion)
    throw new LayoutError(
      'version',
      `The partitions in Redis hold records of version ${storeVersion}, and this version writes version ${wishes.storeVersion}. ${COPY} ${partitions}`,
    );
  const { partitions: wanted = partitions } = wishes;
  if (wanted !== partitions)
    throw new LayoutError(
      'count',
      `Redis holds ${partitions} partitions, and this replica wants ${wanted}. Start it with ${partitions}. To change their number: ${COPY} ${wanted}`,
    );
}

function createSingleError(): LayoutError {
  return new LayoutError(
    'single',
    'Redis holds a single store, which replicas can’t share. Stop Threadwatch, and move its records into partitions: npm run -s store -- copy --from <this Redis> --to <this Redis> --partitions 16. Or leave CLUSTER out, to go on with one process',
  );
}

function createBusyError(text: string): LayoutError {
  const owner = parseOwner(text);
  const who = owner === undefined ? 'A single process, or a copy,' : describeOwner(owner);
  return new LayoutError(
    'busy',
    `${who} uses the store in this Redis, and replicas can't start meanwhile. Stop it, or wait until the copy is done, and start this replica again`,
  );
}

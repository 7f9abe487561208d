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
import type { Assignments } from './assign.ts';
import { compareLayouts } from './compareLayouts.ts';
import { describeSplit } from './describeSplit.ts';
import { type Bindings, findComponents } from './findComponents.ts';
import { LayoutError } from './layoutError.ts';
import { mergeLayouts } from './mergeLayouts.ts';

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

export interface JoinOptions {
  /** The version of the records that this replica reads and writes. */
  readonly storeVersion: number;
  /**
   * The layout as this replica has known it. Where Redis has lost it, it is made anew with the same places: what owners
   * remember of their partitions fits no others.
   */
  readonly known?: Layout;
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

  /**
   * Whether nothing has placed the records anew since. Asked whenever a partition is opened: a replica is registered by then,
   * and a copy leases the store before it counts the replicas, so that one of them sees the other.
   *
   * @throws {LayoutError} `busy` while a single process or a copy uses the store
   */
  async isCurrent({ id }: Pick<Layout, 'id'>): Promise<boolean> {
    const [owner] = leaseKeysOf(SINGLE_PREFIX);
    const found = await this.#connection.run((client) => client.get(owner));
    if (found !== null) throw createBusyError(found);
    return (await this.read())?.id === id;
  }

  /**
   * Takes part in the layout: the first replica makes it, and each one adds what it knows and the layout does not.
   *
   * @returns the layout, and whether it is new: then Redis held no records, or has lost them
   * @throws {LayoutError} where this replica does not fit; nothing was changed then
   */
  async join(bindings: Bindings, options: JoinOptions): Promise<{ layout: Layout; isNew: boolean }> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const text = await this.#readText();
      const { layout, isChanged } = await this.#plan(text, bindings, options);
      const wanted = isChanged ? writeLayout(toLayoutRecord(layout, options.storeVersion)) : text;
      const isNew = text === '';
      // Where there was a layout before, a new one is no sign that the partitions have always been empty.
      const marked = isNew && options.known === undefined ? layout.partitions : 0;
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
  async check(bindings: Bindings, options: JoinOptions): Promise<Layout | undefined> {
    const text = await this.#readText();
    await this.#plan(text, bindings, options);
    return text === '' ? undefined : toLayout(read(text));
  }

  /** Whether a replica was heard within the last minute. After Redis was emptied, this is false until a live one is heard again. */
  async hasReplicas(): Promise<boolean> {
    return (await this.#connection.run((client) => client.exists(REPLICAS_KEY))) > 0;
  }

  /** What the layout becomes with what a replica knows. */
  async #plan(
    text: string,
    bindings: Bindings,
    { known, storeVersion }: JoinOptions,
  ): Promise<{ readonly layout: Layout; readonly isChanged: boolean }> {
    const before = text === '' ? await this.#makeNew(known) : toLayout(readFitting(text, storeVersion));
    const merged = known === undefined ? before : mergeLayouts(before, known);
    if (merged === undefined)
      throw new LayoutError(
        'moved',
        'the partitions in Redis were placed anew while this replica ran, so it can own none of them. Start it again',
      );
    const { partitions, id } = before;
    const { assignments, isChanged, split } = compareLayouts(merged, findComponents(bindings), partitions);
    if (split.length > 0) throw new LayoutError('moved', `${describeSplit(split)}. ${COPY} ${partitions}`);
    const isMore = isChanged || merged !== before || text === '';
    return { layout: { ...assignments, partitions, id }, isChanged: isMore };
  }

  /** @throws {LayoutError} `single` where Redis holds a single store */
  async #makeNew(known: Layout | undefined): Promise<Layout> {
    if ((await findStoreKind(this.#connection)).hasSingle) throw createSingleError();
    const empty = { partitions: DEFAULT_PARTITIONS, accounts: new Map(), workspaces: new Map() };
    return { ...(known ?? empty), id: randomUUID() };
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

/** @throws {LayoutError} for one that this version can't use */
function readFitting(text: string, version: number): LayoutRecord {
  const record = read(text);
  const { partitions, storeVersion } = record;
  if (storeVersion > version)
    throw new LayoutError(
      'version',
      `A newer version of Threadwatch wrote the partitions in Redis (their records are of version ${storeVersion}, and this one reads version ${version}). Start the newer version on every replica, or restore the backup that was made before the upgrade: npm run -s store -- restore --from <backup> --replace`,
    );
  if (storeVersion < version)
    throw new LayoutError(
      'version',
      `The partitions in Redis hold records of version ${storeVersion}, and this version writes version ${version}. ${COPY} ${partitions}`,
    );
  return record;
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

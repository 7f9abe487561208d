import { z } from 'zod';
import { hookSchema } from '../../hooks/hook.ts';
import type { Collection, Store } from '../../store/store.ts';
import { tokenRecordSchema } from '../../tokens/tokenRecord.ts';
import { watchSchema } from '../../watches/watch.ts';
import { STORED_COLLECTIONS } from './collections.ts';
import { namesWorkspace } from './namesWorkspace.ts';
import type { ForgetScope, StoredCollection, Workspace } from './storedCollection.ts';

/** How many records are written at once. */
const BATCH = 500;

/** What is done to a collection. */
export interface Forgotten {
  readonly collection: string;
  readonly deleted: number;
  /** Records that other workspaces share. */
  readonly changed: number;
}

/** What is to be done to a collection. */
interface Plan {
  readonly collection: string;
  readonly records: Collection<unknown>;
  readonly deleted: string[];
  readonly changed: (readonly [key: string, record: unknown])[];
  /** Whether the records are made anew from others, and are all deleted until then. */
  readonly isDerived: boolean;
}

/** The workspaces that the records of a store, or of partitions, name. */
export async function findWorkspaces(stores: readonly Store[]): Promise<ReadonlyMap<string, Workspace>> {
  const found = new Map<string, Workspace>();
  // At the same time, so that partitions share the scans of Redis.
  await Promise.all(
    stores.map(async (store) => {
      for (const [name, stored] of Object.entries(STORED_COLLECTIONS))
        for await (const [, record] of stored.open(store, name).entries(() => undefined))
          for (const { platform, workspace } of stored.workspacesOf(record))
            found.set(`${platform}:${workspace}`, { platform, workspace });
    }),
  );
  return found;
}

/** What a workspace leaves behind. */
export interface Forgetting {
  /** The counts, without the collections that say nothing of it. */
  readonly forgotten: readonly Forgotten[];
  /** The accounts that end with it. */
  readonly accounts: readonly string[];
  run(): Promise<void>;
}

/**
 * Decides what is to be deleted and changed, so that a store, or all partitions, say nothing of a workspace any more. It
 * writes nothing.
 *
 * @throws {StoreError} if a store fails
 */
export async function planForgetting(stores: readonly Store[], workspace: Workspace): Promise<Forgetting> {
  const all = await Promise.all(stores.map((store) => planStore(store, workspace)));
  const plans = all.flatMap(({ plans: ofStore }) => ofStore);
  return {
    accounts: [...new Set(all.flatMap(({ accounts }) => accounts))],
    forgotten: Object.keys(STORED_COLLECTIONS)
      .map((collection) => sumUp(collection, plans))
      .filter(({ deleted, changed }) => deleted + changed > 0),
    async run() {
      for (const plan of plans) await carryOut(plan);
    },
  };
}

async function planStore(store: Store, workspace: Workspace) {
  const scope = await readScope(store, workspace);
  const plans: Plan[] = [];
  for (const [name, stored] of Object.entries(STORED_COLLECTIONS))
    plans.push(await planCollection(store, name, stored, scope));
  return { plans, accounts: [...scope.accounts] };
}

/** What is only made of other records is nothing that somebody has stored. */
function sumUp(collection: string, plans: readonly Plan[]): Forgotten {
  const own = plans.filter((plan) => plan.collection === collection && !plan.isDerived);
  const sum = (count: (plan: Plan) => number) => own.reduce((total, plan) => total + count(plan), 0);
  return {
    collection,
    deleted: sum(({ deleted }) => deleted.length),
    changed: sum(({ changed }) => changed.length),
  };
}

async function readScope(store: Store, workspace: Workspace): Promise<ForgetScope> {
  const isIn = ({ platform, workspace: id }: Workspace): boolean =>
    platform === workspace.platform && id === workspace.workspace;
  const accounts = new Set<string>();
  for await (const { account, origin } of valuesOf(store.collection('tokens', tokenRecordSchema)))
    if (origin.kind === 'connected' && isOnly(origin.workspaces, workspace.workspace)) accounts.add(account);
  const hooks = new Set<string>();
  for await (const { id, channel } of valuesOf(store.collection('hooks', hookSchema)))
    if (!isIn(channel)) hooks.add(id);
  const elsewhere = new Set<string>();
  for await (const { container, subscribers } of valuesOf(store.collection('watches', watchSchema)))
    if (subscribers.some(({ channel }) => !isIn(channel))) elsewhere.add(container);
  return { workspace, isIn, accounts, hooks, isWatchedElsewhere: (container) => elsewhere.has(container) };
}

/** An account of no workspace at all is nobody's to forget. */
function isOnly(workspaces: readonly string[], one: string): boolean {
  return workspaces.length > 0 && workspaces.every((id) => id === one);
}

async function* valuesOf<T>(records: Collection<T>): AsyncGenerator<T> {
  for await (const [, record] of records.entries(() => undefined)) yield record;
}

async function planCollection(
  store: Store,
  name: string,
  stored: StoredCollection,
  scope: ForgetScope,
): Promise<Plan> {
  const records = stored.open(store, name);
  const isDerived = stored.place === 'derived';
  const plan: Plan = { collection: name, records, deleted: [], changed: [], isDerived };
  const corrupt: string[] = [];
  for await (const [key, record] of records.entries((each) => corrupt.push(each))) {
    const left = isDerived ? undefined : stored.forget(record, scope);
    if (left === undefined) plan.deleted.push(key);
    else if (left !== record) plan.changed.push([key, left]);
  }
  const raw = store.collection(name, z.unknown());
  for (const key of corrupt) {
    // Nothing but its text tells whose it is. One that is no JSON can't even be read so.
    const record = await raw.get(key).catch(() => undefined);
    if (namesWorkspace(`${key} ${JSON.stringify(record)}`, scope.workspace.workspace)) plan.deleted.push(key);
  }
  return plan;
}

async function carryOut({ records, deleted, changed }: Plan): Promise<void> {
  for (let start = 0; start < changed.length; start += BATCH)
    await records.setMany(changed.slice(start, start + BATCH));
  for (let start = 0; start < deleted.length; start += BATCH)
    await records.deleteMany(deleted.slice(start, start + BATCH));
}

import { randomUUID } from 'node:crypto';
import { assign } from '../../cluster/layout/assign.ts';
import { type Bindings, findComponents } from '../../cluster/layout/findComponents.ts';
import { type Layout, toLayoutRecord } from '../../cluster/layout/layoutStore.ts';
import { parseRecordId, recordId, type StoredRecord } from '../../store/copy/copyEnds.ts';
import { partOf, partOfPartition, SHARED_PART, withoutPart, withPart } from '../../store/copy/parts.ts';
import { LAYOUT_COLLECTION, LAYOUT_RECORD, writeLayout } from '../../store/layoutRecord.ts';
import { STORE_VERSION } from '../migrations/migrateStore.ts';
import { namesWorkspace } from '../stored/namesWorkspace.ts';
import type { Named } from '../stored/places.ts';
import type { Placement } from './placement.ts';
import { findCollection, inPart, isMadeAnew, type Survey } from './surveyRecords.ts';

/** Where a record goes that names nothing: somebody has to look at it, and there they find it. */
export const NAMELESS_PARTITION = 0;

/** Joins a connected account's part and name: no account has it in its name. */
const OF_PART = '/';

/**
 * Decides the partition of each record that was surveyed: where its account is, else its workspace, else its hook. What is not
 * configured gets a place of its own in the layout, so that it is found there if it is configured later. Pure but for the id.
 */
export function placePartitions(survey: Survey, bindings: Bindings, partitions: number): Placement {
  const unconfigured = findUnconfigured(survey, bindings);
  const layout = makeLayout(survey, bindings, unconfigured, partitions);
  const resolve = createResolver(survey, layout);
  const places = new Map<string, number>();
  const counts = { unconfigured: 0, nameless: 0 };
  for (const [id, named] of survey.named) {
    const place = resolve(named, partOf(id));
    places.set(id, place ?? NAMELESS_PARTITION);
    if (place === undefined) counts.nameless += 1;
    else if (unconfigured.has(named)) counts.unconfigured += 1;
  }
  for (const [id, text] of survey.unreadable) {
    const place = findByText(text, layout);
    places.set(id, place ?? NAMELESS_PARTITION);
  }
  const all = Array.from({ length: partitions }, (_, partition) => partOfPartition(partition));
  return {
    places,
    place: (record) => {
      const collection = withoutPart(record.collection);
      const stored = findCollection(collection);
      if (stored !== undefined && (stored.place === 'each' || isMadeAnew(stored))) return undefined;
      const place = places.get(recordId(record)) ?? NAMELESS_PARTITION;
      const part = stored?.place === 'shared' ? SHARED_PART : partOfPartition(place);
      return { ...record, collection: withPart(part, collection) };
    },
    extra: [
      ...survey.best
        .values()
        .flatMap(({ collection, key, text }) =>
          all.map((part): StoredRecord => ({ collection: withPart(part, collection), key, text })),
        ),
      {
        collection: withPart(SHARED_PART, LAYOUT_COLLECTION),
        key: LAYOUT_RECORD,
        text: writeLayout(toLayoutRecord(layout, STORE_VERSION)),
      },
    ],
    remarks: describe(survey, unconfigured, counts),
  };
}

/** What is named and lies nowhere by the configuration, each with what hangs together of it. */
function findUnconfigured(survey: Survey, bindings: Bindings): Set<Named> {
  const accounts = new Set(bindings.accounts.map(({ name }) => name));
  const workspaces = new Set([
    ...bindings.workspaces,
    ...bindings.accounts.flatMap(({ workspaces: ids }) => ids),
    ...[...survey.connected.values()].flat(),
  ]);
  const isKnown = ({ account = '', workspaces: ids = [] }: Named): boolean =>
    accounts.has(account) || ids.some((id) => workspaces.has(id));
  const found = new Set<Named>();
  for (const [id, named] of survey.named) {
    const hook = named.hook === undefined ? undefined : survey.hooks.get(inPart(partOf(id), named.hook));
    const isConnected = survey.connected.has(inPart(partOf(id), named.account ?? ''));
    const isNameless = named.account === undefined && (named.workspaces ?? []).length === 0;
    if (!isNameless && !isKnown(named) && !isConnected && !(hook && isKnown(hook))) found.add(named);
  }
  return found;
}

function makeLayout(
  survey: Survey,
  bindings: Bindings,
  unconfigured: ReadonlySet<Named>,
  partitions: number,
): Layout {
  const left = [...unconfigured];
  const components = findComponents({
    accounts: [
      ...bindings.accounts,
      ...[...survey.connected].map(([name, workspaces]) => ({ name: `${OF_PART}${name}`, workspaces })),
      ...left.flatMap(({ account, workspaces = [] }) =>
        account === undefined ? [] : [{ name: account, workspaces }],
      ),
    ],
    workspaces: [...bindings.workspaces, ...left.flatMap(({ workspaces = [] }) => workspaces)],
  });
  const { accounts, workspaces } = assign(components.map(withoutConnected), partitions);
  return { accounts, workspaces, partitions, id: randomUUID() };
}

/** Accounts that were connected from chat lie where their workspaces do, and so join these. */
function withoutConnected({
  accounts,
  workspaces,
}: {
  accounts: readonly string[];
  workspaces: readonly string[];
}) {
  return { accounts: accounts.filter((name) => !name.startsWith(OF_PART)), workspaces };
}

function createResolver({ connected, hooks }: Survey, { accounts, workspaces }: Layout) {
  const findWorkspace = (ids: readonly string[]): number | undefined =>
    ids.map((id) => workspaces.get(id)).find((place) => place !== undefined);
  return function resolve(named: Named, part: string | undefined): number | undefined {
    const { account, workspaces: ids = [], hook } = named;
    const ofHook = hook === undefined ? undefined : hooks.get(inPart(part, hook));
    if (ofHook !== undefined) return resolve(ofHook, part);
    const ofAccount =
      account === undefined
        ? undefined
        : (accounts.get(account) ?? findWorkspace(connected.get(inPart(part, account)) ?? []));
    return ofAccount ?? findWorkspace(ids);
  };
}

/** A record that can't be read may name a workspace or an account all the same. */
function findByText(text: string, { accounts, workspaces }: Layout): number | undefined {
  for (const names of [workspaces, accounts])
    for (const [name, place] of names) if (namesWorkspace(text, name)) return place;
  return undefined;
}

function describe(
  { unreadable }: Survey,
  unconfigured: ReadonlySet<Named>,
  counts: { readonly unconfigured: number; readonly nameless: number },
): string[] {
  const many = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'record' : 'records'}`;
  const names = new Set(
    [...unconfigured].flatMap(({ account, workspaces = [] }) =>
      account === undefined ? workspaces.map((id) => `workspace ${id}`) : [`account ${account}`],
    ),
  );
  return [
    ...(counts.unconfigured > 0
      ? [
          `${many(counts.unconfigured)} of what is not configured here (${[...names].toSorted().join(', ')}): kept, in the partition where that would be.`,
        ]
      : []),
    ...(counts.nameless > 0
      ? [
          `${many(counts.nameless)} without an account, a workspace or a hook that is known: kept in partition ${NAMELESS_PARTITION}.`,
        ]
      : []),
    ...(unreadable.size > 0
      ? [
          `${many(unreadable.size)} that this version can't read: kept as they are, where their text names a workspace or an account, else in partition ${NAMELESS_PARTITION}: ${firstOf([...unreadable.keys()])}`,
        ]
      : []),
  ];
}

const MOST_NAMED = 5;

function firstOf(ids: readonly string[]): string {
  const names = ids.slice(0, MOST_NAMED).map((id) => {
    const { collection = '', key = '' } = parseRecordId(id) ?? {};
    return `${withoutPart(collection)} ${key}`;
  });
  return `${names.join(', ')}${ids.length > MOST_NAMED ? ', …' : ''}`;
}

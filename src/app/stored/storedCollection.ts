import type { ZodType } from 'zod';
import type { ChannelRef } from '../../channelRef.ts';
import type { Collection, Store } from '../../store/store.ts';
import type { Named, PlacementRule } from './places.ts';

/** A Discord server or a Slack team. */
export type Workspace = Omit<ChannelRef, 'id'>;

/** A workspace that is to be forgotten, and what is forgotten with it. */
export interface ForgetScope {
  readonly workspace: Workspace;
  isIn(channel: Workspace): boolean;
  /** The connected accounts that no other workspace uses. */
  readonly accounts: ReadonlySet<string>;
  /** The ids of the hooks that stay. */
  readonly hooks: ReadonlySet<string>;
  /** Whether another workspace watches a container. */
  isWatchedElsewhere(container: string): boolean;
}

/** Every fact about the records of one collection. */
interface CollectionFacts<T> {
  readonly schema: ZodType<T>;
  /** What they hold, and what for, as people read it. */
  readonly holds: string;
  /** When they are deleted, as people read it. */
  readonly until: string;
  /** In which partition a record lies, where there are partitions. */
  readonly place: PlacementRule<T>;
  /** The workspaces that a record names. */
  readonly workspacesOf?: (record: T) => readonly Workspace[];
  /**
   * What is left of a record where a workspace is forgotten: the record itself where it says nothing of that, `undefined`
   * where nothing is left. Left out for records of the bot itself, which name no workspace.
   */
  readonly forget?: (record: T, scope: ForgetScope) => T | undefined;
}

/** The same, for whoever does not care what the records are. */
export interface StoredCollection extends Pick<CollectionFacts<never>, 'holds' | 'until'> {
  readonly isOfBot: boolean;
  readonly place: PlacementRule<never>['kind'];
  open(store: Pick<Store, 'collection'>, name: string): Collection<unknown>;
  /** @param record as it was read from the collection; so for `forget` */
  workspacesOf(record: unknown): readonly Workspace[];
  forget(record: unknown, scope: ForgetScope): unknown;
  /** @returns what a record names, whose place is `named`; `undefined` for one that can't be read */
  namedBy(value: unknown): Named | undefined;
  /** @returns the rank of a record, whose place is `each`; the lowest for one that can't be read */
  rankOf(value: unknown): number;
}

export function describeCollection<T>(facts: CollectionFacts<T>): StoredCollection {
  const { schema, holds, until, place, workspacesOf, forget } = facts;
  const read = (value: unknown): T | undefined => schema.safeParse(value).data;
  return {
    holds,
    until,
    isOfBot: forget === undefined,
    place: place.kind,
    open: (store, name) => store.collection(name, schema) as Collection<unknown>,
    workspacesOf: (record) => workspacesOf?.(record as T) ?? [],
    forget: (record, scope) => (forget === undefined ? record : forget(record as T, scope)),
    namedBy(value) {
      const record = read(value);
      return place.kind === 'named' && record !== undefined ? place.of(record) : undefined;
    },
    rankOf(value) {
      const record = read(value);
      return place.kind === 'each' && record !== undefined ? place.rank(record) : Number.NEGATIVE_INFINITY;
    },
  };
}

import type { CopySource, StoredRecord } from '../../store/copy/copyEnds.ts';
import { recordId } from '../../store/copy/copyEnds.ts';
import { partOf, withoutPart } from '../../store/copy/parts.ts';
import { STORED_COLLECTIONS } from '../stored/collections.ts';
import type { Named } from '../stored/places.ts';
import type { StoredCollection, Workspace } from '../stored/storedCollection.ts';

/** A record that each partition has of its own: the one that counts of all that there are. */
export interface Best {
  readonly collection: string;
  readonly key: string;
  readonly text: string;
  readonly rank: number;
}

/** What the records of a store name. */
export interface Survey {
  /** How many there are, without the layout and what is made of others. */
  readonly read: number;
  /** What each record names, by its id. Those that name the same share an object. */
  readonly named: ReadonlyMap<string, Named>;
  /** The ids of those that can't be read, or that this version does not know; with all of their text. */
  readonly unreadable: ReadonlyMap<string, string>;
  readonly shared: ReadonlySet<string>;
  readonly best: ReadonlyMap<string, Best>;
  /** The workspaces of the accounts that were connected from chat, by part and account. */
  readonly connected: ReadonlyMap<string, readonly string[]>;
  /** What each hook names, by part and hook. */
  readonly hooks: ReadonlyMap<string, Named>;
  readonly workspaces: readonly Workspace[];
}

/** A key of what lies in a part: a connected account of one name may be another one in the next partition. */
export function inPart(part: string | undefined, name: string): string {
  return `${part ?? ''}/${name}`;
}

/** Reads all records once, before any is placed. @throws {StoreError} if the source can't be read */
export async function surveyRecords(source: CopySource, onRecord: () => void): Promise<Survey> {
  const surveyor = new Surveyor();
  for await (const page of source.pages())
    for (const record of page) {
      onRecord();
      surveyor.add(record);
    }
  return surveyor;
}

class Surveyor implements Survey {
  readonly named = new Map<string, Named>();
  readonly unreadable = new Map<string, string>();
  readonly shared = new Set<string>();
  readonly best = new Map<string, Best>();
  readonly connected = new Map<string, readonly string[]>();
  readonly hooks = new Map<string, Named>();
  readonly #workspaces = new Map<string, Workspace>();
  readonly #interned = new Map<string, Named>();
  readonly #ofEach = new Set<string>();

  get read(): number {
    return this.named.size + this.unreadable.size + this.shared.size + this.#ofEach.size;
  }

  get workspaces(): Workspace[] {
    return [...this.#workspaces.values()];
  }

  /** @param record of some it comes twice */
  add(record: StoredRecord): void {
    const id = recordId(record);
    const name = withoutPart(record.collection);
    const stored = findCollection(name);
    if (stored !== undefined && isMadeAnew(stored)) return;
    const value = readValue(record.text);
    if (stored?.place === 'shared') this.shared.add(id);
    else if (stored?.place === 'each') this.#rank({ ...record, collection: name }, stored.rankOf(value), id);
    else this.#name(record, stored, value);
  }

  #rank(record: StoredRecord, rank: number, id: string): void {
    this.#ofEach.add(id);
    const last = this.best.get(recordId(record));
    if (last === undefined || rank > last.rank) this.best.set(recordId(record), { ...record, rank });
  }

  #name(record: StoredRecord, stored: StoredCollection | undefined, value: unknown): void {
    const id = recordId(record);
    const named = stored?.namedBy(value);
    if (stored === undefined || named === undefined) {
      this.unreadable.set(id, `${record.key} ${record.text}`);
      return;
    }
    const part = partOf(record.collection);
    const shared = this.#intern(named);
    this.named.set(id, shared);
    for (const each of stored.workspacesOf(value))
      this.#workspaces.set(`${each.platform}:${each.workspace}`, each);
    const name = withoutPart(record.collection);
    if (name === 'hooks') this.hooks.set(inPart(part, record.key), shared);
    const { account, workspaces = [] } = shared;
    if (name === 'tokens' && account !== undefined && workspaces.length > 0)
      this.connected.set(inPart(part, account), workspaces);
  }

  /** An empty name is none. */
  #intern({ account, workspaces = [], hook }: Named): Named {
    const named = {
      ...(account && { account }),
      workspaces: workspaces.filter((id) => id !== ''),
      ...(hook && { hook }),
    };
    const text = JSON.stringify([named.account, named.workspaces, named.hook]);
    const known = this.#interned.get(text) ?? named;
    this.#interned.set(text, known);
    return known;
  }
}

/** Whether a copy writes the records anew, or the owners of the partitions do. */
export function isMadeAnew({ place }: Pick<StoredCollection, 'place'>): boolean {
  return place === 'layout' || place === 'derived';
}

export function findCollection(name: string): StoredCollection | undefined {
  const all: Readonly<Record<string, StoredCollection>> = STORED_COLLECTIONS;
  return Object.hasOwn(all, name) ? all[name] : undefined;
}

/** @returns `undefined` for a text that is no record */
export function readValue(text: string): unknown {
  try {
    const envelope: unknown = JSON.parse(text);
    return typeof envelope === 'object' && envelope !== null && 'value' in envelope
      ? envelope.value
      : undefined;
  } catch {
    return undefined;
  }
}

import type { Config } from '../app/config.ts';
import { STORE_VERSION } from '../app/migrations/migrateStore.ts';
import { bindingsOf } from '../app/placement/toBindings.ts';
import { LayoutError } from '../cluster/layout/layoutError.ts';
import type { Layout, LayoutStore } from '../cluster/layout/layoutStore.ts';
import type { Log } from '../log.ts';

const NEW =
  'the partitions were made anew in this Redis. If this is not the first start on it, it was emptied: every watch, alert setting and stored token in it is lost that no running replica puts back';

/** The layout on which all replicas agree, as this one knows it. */
export class SharedLayout {
  readonly #store: LayoutStore;
  readonly #config: Config;
  /** Those that are known only after connecting: the team of a Slack token. */
  readonly #found = new Set<string>();
  #current: Layout;

  private constructor(store: LayoutStore, config: Config, current: Layout) {
    this.#store = store;
    this.#config = config;
    this.#current = current;
  }

  /** @throws {LayoutError} where this replica does not fit */
  static async join(store: LayoutStore, config: Config, log: Pick<Log, 'warn'>): Promise<SharedLayout> {
    const { layout, isNew } = await join(store, config, []);
    if (isNew) log.warn(NEW);
    return new SharedLayout(store, config, layout);
  }

  get current(): Layout {
    return this.#current;
  }

  /**
   * Makes sure that this replica may own a partition still. Where Redis has lost the layout, the first replica that looks
   * makes it anew, and all that have the same bindings go on.
   *
   * @returns whether it is a new one
   * @throws {LayoutError} where a copy has placed elsewhere what this replica knows
   */
  async ensureCurrent(): Promise<boolean> {
    if (await this.#store.isCurrent(this.#current)) return false;
    const { layout } = await join(this.#store, this.#config, [...this.#found], true);
    if (!areTogether(this.#current, layout))
      throw new LayoutError(
        'moved',
        'the partitions in Redis were placed anew while this replica ran, so it can own none of them. Start it again',
      );
    const isNews = layout.id !== this.#current.id;
    this.#current = layout;
    return isNews;
  }

  /**
   * The partition of a workspace. Another replica may know it since this one looked last.
   * @throws {Error} where nobody knows it
   */
  async partitionOf(workspace: string): Promise<number> {
    const known = this.#current.workspaces.get(workspace);
    if (known !== undefined) return known;
    const found = (await this.#store.read())?.workspaces.get(workspace);
    if (found === undefined) throw new Error(`no partition has the workspace ${workspace}`);
    this.#current = (await join(this.#store, this.#config, [...this.#found])).layout;
    return found;
  }

  /** Adds a workspace that is known only after connecting. @throws {LayoutError} as `join` */
  async add(workspace: string): Promise<void> {
    if (this.#current.workspaces.has(workspace)) return;
    this.#found.add(workspace);
    this.#current = (await join(this.#store, this.#config, [...this.#found])).layout;
  }
}

function join(store: LayoutStore, config: Config, found: readonly string[], isRemade = false) {
  return store.join(bindingsOf(config, found), { storeVersion: STORE_VERSION, isRemade });
}

/** Whether nothing that both layouts know lies elsewhere in the other one. */
function areTogether(one: Layout, other: Layout): boolean {
  const isSame = (mine: ReadonlyMap<string, number>, theirs: ReadonlyMap<string, number>): boolean =>
    [...mine].every(([name, partition]) => (theirs.get(name) ?? partition) === partition);
  return (
    one.partitions === other.partitions &&
    isSame(one.accounts, other.accounts) &&
    isSame(one.workspaces, other.workspaces)
  );
}

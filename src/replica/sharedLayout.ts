import type { Config } from '../app/config.ts';
import { STORE_VERSION } from '../app/migrations/migrateStore.ts';
import { bindingsOf } from '../app/placement/toBindings.ts';
import type { ClusterTime } from '../cluster/clusterTime.ts';
import type { Layout, LayoutStore } from '../cluster/layout/layoutStore.ts';
import { waitForOthers } from '../cluster/layout/waitForOthers.ts';
import type { Log } from '../log.ts';

const NEW =
  'the partitions were made anew in this Redis. If this is not the first start on it, it was emptied: every watch, alert setting and stored token in it is lost that no running replica puts back';

const WAITS =
  'Redis holds no partitions. Other replicas that run put theirs back within 15 seconds; if none is heard within 4 seconds, this one makes new ones';

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

  /**
   * Takes part for the first time.
   *
   * @param time by which it waits for others, where Redis holds no layout
   * @throws {LayoutError} where this replica does not fit
   */
  static async join(
    store: LayoutStore,
    config: Config,
    log: Pick<Log, 'info' | 'warn'>,
    time: ClusterTime,
  ): Promise<SharedLayout> {
    const bindings = bindingsOf(config, []);
    const isThere = async () => (await store.check(bindings, { storeVersion: STORE_VERSION })) !== undefined;
    await waitForOthers({ isThere, hasReplicas: () => store.hasReplicas() }, time, () => log.info(WAITS));
    const { layout, isNew } = await join(store, config, []);
    if (isNew) log.warn(NEW);
    return new SharedLayout(store, config, layout);
  }

  get current(): Layout {
    return this.#current;
  }

  /**
   * Makes sure that this replica may own a partition still. Where Redis has lost the layout, the first replica that looks
   * makes it anew with the same places, and all go on; each adds what it knows besides.
   *
   * @returns whether it is a new one
   * @throws {LayoutError} where a copy has placed elsewhere what this replica knows, or is about to
   */
  async ensureCurrent(): Promise<boolean> {
    if (await this.#store.isCurrent(this.#current)) return false;
    const { id } = this.#current;
    await this.#joinAgain();
    return id !== this.#current.id;
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
    await this.#joinAgain();
    return found;
  }

  /** Adds a workspace that is known only after connecting. @throws {LayoutError} as `join` */
  async add(workspace: string): Promise<void> {
    this.#found.add(workspace);
    if (!this.#current.workspaces.has(workspace)) await this.#joinAgain();
  }

  async #joinAgain(): Promise<void> {
    const { layout } = await join(this.#store, this.#config, [...this.#found], this.#current);
    this.#current = layout;
  }
}

function join(store: LayoutStore, config: Config, found: readonly string[], known?: Layout) {
  const options = { storeVersion: STORE_VERSION, ...(known && { known }) };
  return store.join(bindingsOf(config, found), options);
}

import type { Config } from '../app/config.ts';
import { STORE_VERSION } from '../app/migrations/migrateStore.ts';
import { toBindings } from '../app/placement/toBindings.ts';
import type { Layout, LayoutStore } from '../cluster/layout/layoutStore.ts';
import type { Log } from '../log.ts';

const NEW =
  'the partitions were made anew in this Redis. If this is not the first start on it, it was emptied, and every watch, alert setting and stored token in it is lost';

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

  /** Whether nothing has placed the records anew since this replica joined. */
  isCurrent(): Promise<boolean> {
    return this.#store.isCurrent(this.#current);
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

function join(store: LayoutStore, config: Config, found: readonly string[]) {
  const { accounts, singleAccount, discord, slack } = config;
  const teams = slack?.teams.kind === 'several' ? slack.teams.teamIds : [];
  const workspaces = [...(discord?.guildIds ?? []), ...teams, ...found];
  const bindings = toBindings({ accounts, singleAccount, workspaces });
  return store.join(bindings, { storeVersion: STORE_VERSION });
}

import type { Credentials } from './threads/api.ts';

/** A Threads user that the operator gave us a token for, and the workspaces that may ask about it. */
export interface Account extends Credentials {
  readonly workspaces: readonly string[];
}

/** The configured accounts. What is asked from a workspace reaches only those bound to it. */
export class Accounts {
  readonly #byName: ReadonlyMap<string, Account>;
  readonly #servedByAll = new Set<string>();

  constructor(accounts: readonly Account[]) {
    this.#byName = new Map(accounts.map((account) => [account.name, account]));
  }

  /** For our own jobs alone, which act on records that were checked when they were made. */
  get(name: string): Account | undefined {
    return this.#byName.get(name);
  }

  /** The accounts of a workspace, in the order they were configured; the first is its default. */
  boundTo(workspace: string): readonly Account[] {
    const all = [...this.#byName.values()];
    if (this.#servedByAll.has(workspace)) return all;
    return all.filter((account) => account.workspaces.includes(workspace));
  }

  /** Binds every account to a workspace, where the configuration names no workspaces of its own. */
  bindAll(workspace: string): void {
    this.#servedByAll.add(workspace);
  }
}

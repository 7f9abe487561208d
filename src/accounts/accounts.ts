import type { Credentials } from '../threads/api.ts';

/** A Threads user that we hold a token for, and the ids of the workspaces that may use it. */
export interface Account extends Credentials {
  readonly workspaces: readonly string[];
}

/**
 * All accounts: first those of the configuration, then those that were connected from chat. A workspace reaches only
 * the accounts that are bound to it. Tokens are refreshed, so callers get the account again for each call and
 * never keep it.
 */
export class Accounts {
  readonly #byName: Map<string, Account>;
  readonly #configured: ReadonlySet<string>;
  readonly #fullyBound = new Set<string>();

  constructor(configured: readonly Account[]) {
    this.#byName = new Map(configured.map((account) => [account.name, account]));
    this.#configured = new Set(this.#byName.keys());
  }

  /**
   * An account by its name. Checks no workspace, so it is for jobs and records that were checked before; what a person
   * sends goes through {@link boundTo}.
   */
  get(name: string): Account | undefined {
    return this.#byName.get(name);
  }

  /** Every account, of every workspace; for jobs only. */
  get all(): readonly Account[] {
    return [...this.#byName.values()];
  }

  /** Whether the account stands in the configuration, and was not connected from chat. */
  isConfigured(name: string): boolean {
    return this.#configured.has(name);
  }

  /** The accounts that are bound to a workspace, in the order of {@link all}; the first is the workspace's default. */
  boundTo(workspace: string): readonly Account[] {
    return this.all.filter(({ name }) => this.isBound(name, workspace));
  }

  /** Whether the account is bound to a workspace; `false` where there is no such account. */
  isBound(name: string, workspace: string): boolean {
    const account = this.#byName.get(name);
    if (account === undefined) return false;
    const isFullyBound = this.#fullyBound.has(workspace) && this.isConfigured(name);
    return isFullyBound || account.workspaces.includes(workspace);
  }

  /** Binds every configured account to a workspace; used where the configuration does not name the workspaces. */
  bindAll(workspace: string): void {
    this.#fullyBound.add(workspace);
  }

  /** Replaces an account's token for all later calls; does nothing where there is no such account. */
  replaceToken(name: string, token: string): void {
    const account = this.#byName.get(name);
    if (account !== undefined) this.#byName.set(name, { ...account, token });
  }

  /**
   * Adds an account that was connected from chat; replaces the one of this name if it was connected before.
   *
   * @throws TypeError if the name is one of the configuration
   */
  add(account: Account): void {
    if (this.isConfigured(account.name))
      throw new TypeError(`the account ${account.name} is configured: only its token can be replaced`);
    this.#byName.set(account.name, account);
  }

  /** Removes an account that was connected from chat; does nothing to one of the configuration. */
  remove(name: string): void {
    if (!this.isConfigured(name)) this.#byName.delete(name);
  }
}

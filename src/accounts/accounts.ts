import type { Credentials } from '../threads/api.ts';

/** A Threads user that the operator gave us a token for, and the workspaces that may ask about it. */
export interface Account extends Credentials {
  readonly workspaces: readonly string[];
}

/**
 * The accounts there are: those of the configuration, and after them those that were connected from chat. What is
 * asked from a workspace reaches only those bound to it. Whoever needs a token asks for the account at that
 * moment: a refreshed token holds for every later call.
 */
export class Accounts {
  readonly #byName: Map<string, Account>;
  readonly #configured: ReadonlySet<string>;
  readonly #servedByAll = new Set<string>();

  constructor(configured: readonly Account[]) {
    this.#byName = new Map(configured.map((account) => [account.name, account]));
    this.#configured = new Set(this.#byName.keys());
  }

  /** For our own jobs alone, which act on records that were checked when they were made. */
  get(name: string): Account | undefined {
    return this.#byName.get(name);
  }

  /** Every account, for our own jobs alone. */
  get all(): readonly Account[] {
    return [...this.#byName.values()];
  }

  isConfigured(name: string): boolean {
    return this.#configured.has(name);
  }

  /** The accounts of a workspace: configured ones first, in their order; the first is its default. */
  boundTo(workspace: string): readonly Account[] {
    const servesAll = this.#servedByAll.has(workspace);
    return this.all.filter(
      ({ name, workspaces }) => workspaces.includes(workspace) || (servesAll && this.isConfigured(name)),
    );
  }

  /** Binds every configured account to a workspace, where the configuration names no workspaces of its own. */
  bindAll(workspace: string): void {
    this.#servedByAll.add(workspace);
  }

  /** Has every later call for an account carry this token. */
  replaceToken(name: string, token: string): void {
    const account = this.#byName.get(name);
    if (account !== undefined) this.#byName.set(name, { ...account, token });
  }

  /** Takes in an account that was connected from chat, or one that is connected anew. */
  add(account: Account): void {
    if (this.isConfigured(account.name))
      throw new TypeError(`the account ${account.name} is configured: its token can be replaced, no more`);
    this.#byName.set(account.name, account);
  }

  /** Forgets a connected account; one of the configuration stays for as long as it stands there. */
  remove(name: string): void {
    if (!this.isConfigured(name)) this.#byName.delete(name);
  }
}

/** Which workspaces may use which account, and the workspaces that are known besides. */
export interface Bindings {
  readonly accounts: readonly { readonly name: string; readonly workspaces: readonly string[] }[];
  readonly workspaces: readonly string[];
}

/** Accounts and workspaces that hang together; each list is sorted. */
export interface Component {
  readonly accounts: readonly string[];
  readonly workspaces: readonly string[];
}

/**
 * The connected components of the bindings: whatever shares an account or a workspace, also by a detour, is in one. Pure.
 * Their order, and the order in each, follow from the names alone.
 */
export function findComponents({ accounts, workspaces }: Bindings): Component[] {
  const parents = new Map<string, string>();
  const find = (node: string): string => {
    let root = node;
    for (let parent = parents.get(root); parent !== undefined && parent !== root; parent = parents.get(root))
      root = parent;
    parents.set(node, root);
    return root;
  };
  for (const workspace of workspaces) find(ofWorkspace(workspace));
  for (const account of accounts) {
    find(ofAccount(account.name));
    for (const workspace of account.workspaces)
      parents.set(find(ofWorkspace(workspace)), find(ofAccount(account.name)));
  }
  const members = Map.groupBy([...parents.keys()].sort(), find);
  return [...members.values()].map((nodes) => ({
    accounts: nodes.flatMap((node) => (node.startsWith(ACCOUNT) ? [node.slice(ACCOUNT.length)] : [])),
    workspaces: nodes.flatMap((node) => (node.startsWith(ACCOUNT) ? [] : [node.slice(WORKSPACE.length)])),
  }));
}

/** So that an account and a workspace of one name stay two. */
const ACCOUNT = 'a:';
const WORKSPACE = 'w:';
const ofAccount = (name: string): string => ACCOUNT + name;
const ofWorkspace = (id: string): string => WORKSPACE + id;

/** What a call requests. A fault's `only` uses the same names. */
export type Route =
  | { readonly kind: 'status'; readonly id: string }
  | { readonly kind: 'quotas' | 'create' | 'publish' | 'posts'; readonly user: string }
  | { readonly kind: 'me' | 'refresh' | 'debug' | 'exchange' }
  /** The consent page, and the exchange of its code. Neither has a token. */
  | { readonly kind: 'consent' }
  | { readonly kind: 'code' }
  /** An existing path with a method that it does not support. */
  | { readonly kind: 'unsupported'; readonly id: string }
  | { readonly kind: 'unknown'; readonly path: string };

type UserEdge = 'quotas' | 'create' | 'publish' | 'posts';

/** By name, what each method asks for. */
const USER_EDGES: Readonly<Record<string, Readonly<Record<string, UserEdge>>>> = {
  threads_publishing_limit: { GET: 'quotas' },
  threads: { GET: 'posts', POST: 'create' },
  threads_publish: { POST: 'publish' },
};

const NODES: Readonly<Record<string, 'me' | 'refresh' | 'debug' | 'exchange'>> = {
  me: 'me',
  refresh_access_token: 'refresh',
  debug_token: 'debug',
  access_token: 'exchange',
};

const ID = /^\d{1,25}$/;

/**
 * Finds the route of a call. As in Threads, the version prefix is optional.
 *
 * @param path decoded, without the query
 */
export function findRoute(method: string, path: string): Route {
  const [node, edge, ...rest] = path
    .replace(/^\/v1\.0(?=\/|$)/, '')
    .split('/')
    .filter((part) => part !== '');
  if (node === undefined || rest.length > 0) return { kind: 'unknown', path };
  if (edge === undefined) return findNode(method, node, path);
  if (node === 'oauth' && edge === 'authorize' && method === 'GET') return { kind: 'consent' };
  if (node === 'oauth' && edge === 'access_token' && method === 'POST') return { kind: 'code' };
  const isUser = node === 'me' || ID.test(node);
  const found = Object.hasOwn(USER_EDGES, edge) ? USER_EDGES[edge] : undefined;
  if (!isUser || found === undefined) return { kind: 'unknown', path };
  const kind = Object.hasOwn(found, method) ? found[method] : undefined;
  return kind === undefined ? { kind: 'unsupported', id: node } : { kind, user: node };
}

function findNode(method: string, node: string, path: string): Route {
  const kind = Object.hasOwn(NODES, node) ? NODES[node] : undefined;
  if (kind === undefined && !ID.test(node)) return { kind: 'unknown', path };
  if (method !== 'GET') return { kind: 'unsupported', id: node };
  return kind === undefined ? { kind: 'status', id: node } : { kind };
}

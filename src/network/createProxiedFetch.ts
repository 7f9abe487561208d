import { fetch as undiciFetch } from 'undici';
import type { ProxySettings } from '../proxy.ts';
import { createProxyDispatcher } from './createProxyDispatcher.ts';

/** A call as the clients of Discord and Slack make it; each has types of its own for it. */
export type ProxiedFetch = typeof fetch & ((url: string, init: object) => Promise<Response>);

/** A `fetch` that calls through a proxy. Node's own takes a dispatcher of its own version of undici alone. */
export function createProxiedFetch(proxy: ProxySettings): ProxiedFetch {
  const dispatcher = createProxyDispatcher(proxy);
  const call: unknown = (url: string, init: Parameters<typeof undiciFetch>[1]) =>
    undiciFetch(url, { ...init, dispatcher });
  return call as ProxiedFetch;
}

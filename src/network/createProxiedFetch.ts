import { type Response as UndiciResponse, fetch as undiciFetch } from 'undici';
import type { ProxySettings } from '../proxy.ts';
import { createProxyDispatcher } from './createProxyDispatcher.ts';

/** A call as the clients of Discord and Slack make it: Discord's has the types of undici, Slack's those of Node. */
export type ProxiedFetch = ((url: string, init: object) => Promise<UndiciResponse>) & typeof fetch;

/** A `fetch` that calls through a proxy. Node's own takes a dispatcher of its own version of undici alone. */
export function createProxiedFetch(proxy: ProxySettings): ProxiedFetch {
  const dispatcher = createProxyDispatcher(proxy);
  const call: unknown = (url: string, init: Parameters<typeof undiciFetch>[1]) =>
    undiciFetch(url, { ...init, dispatcher });
  return call as ProxiedFetch;
}

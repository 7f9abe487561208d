import { registerHooks } from 'node:module';
import type { ProxySettings } from '../proxy.ts';
import { useProxy } from './proxiedWebSocket.ts';

const OURS = new URL('./proxiedWebSocket.ts', import.meta.url).href;

/**
 * Lets the sockets of `@discordjs/ws` go through a proxy. It opens them with `ws`, which takes an agent, but it hands none
 * on. So it gets our `ws`. Call this before it is loaded.
 *
 * @see https://github.com/websockets/ws#how-to-connect-via-a-proxy
 * @see https://nodejs.org/api/module.html#moduleregisterhooksoptions
 */
export function proxyWebSockets(proxy: ProxySettings): void {
  useProxy(proxy);
  registerHooks({
    resolve: (specifier, context, resolveNext) =>
      specifier === 'ws' && context.parentURL?.includes('/@discordjs/ws/')
        ? resolveNext(OURS, context)
        : resolveNext(specifier, context),
  });
}

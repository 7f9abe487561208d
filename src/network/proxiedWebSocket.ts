import { Agent } from 'node:https';
import { type ClientOptions, WebSocket as DirectSocket } from 'ws';
import type { ProxySettings } from '../proxy.ts';

let agent: Agent | undefined;

/** Sets the proxy of every socket that is opened from now on. Node's agent handles the tunnel, and the hosts without it. */
export function useProxy({ url, except }: ProxySettings): void {
  agent = new Agent({ proxyEnv: { HTTPS_PROXY: url, NO_PROXY: except } });
}

/** The `WebSocket` of `ws`, through the proxy. One without TLS leads to this machine, and uses none. */
export class WebSocket extends DirectSocket {
  constructor(address: string | URL, protocols: string | string[] = [], options: ClientOptions = {}) {
    const isSecure = new URL(address).protocol === 'wss:';
    super(address, protocols, isSecure && agent ? { ...options, agent } : options);
  }
}

import { EnvHttpProxyAgent } from 'undici';
import type { ProxySettings } from '../proxy.ts';

/** What undici calls through, for https and wss. Calls by http go to this machine alone, and use no proxy. */
export function createProxyDispatcher({ url, except }: ProxySettings): EnvHttpProxyAgent {
  return new EnvHttpProxyAgent({ allowH2: false, httpProxy: '', httpsProxy: url, noProxy: except });
}

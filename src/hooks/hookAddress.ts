import { trimTrailing } from '../trimTrailing.ts';

/** Where hooks are called. */
export interface HookAddress {
  /** Without a slash at its end. */
  readonly url: string;
  /**
   * Who reaches it: whoever reaches PUBLIC_URL; programs on this machine alone; or those of the networks that HTTP_HOST
   * belongs to. In the demo nobody listens: its lines play the programs.
   */
  readonly reach: 'public' | 'machine' | 'network' | 'demo';
}

interface AddressFacts {
  readonly publicUrl: string | undefined;
  readonly host: string;
  /** The port that is really listened on. */
  readonly port: number;
}

/** They stand for every address of the machine, and nobody can call them. */
const ANY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/;

export const HOOK_PATH = '/hook/';

/** The address that programs are given. */
export function toHookAddress({ publicUrl, host, port }: AddressFacts): HookAddress {
  if (publicUrl !== undefined) return { url: trimTrailing(publicUrl, '/'), reach: 'public' };
  const called = ANY_ADDRESS.has(host) ? '127.0.0.1' : host;
  const url = `http://${called.includes(':') ? `[${called}]` : called}:${port}`;
  return { url, reach: LOOPBACK.test(host) ? 'machine' : 'network' };
}

/** The secret URL of a hook. */
export function urlOf({ url }: HookAddress, key: string): string {
  return `${url}${HOOK_PATH}${key}`;
}

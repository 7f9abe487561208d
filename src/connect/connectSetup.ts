import type { Values } from '../variables.ts';

/** What connecting an account from chat takes. */
export interface ConnectApp {
  readonly appId: string;
  readonly appSecret: string;
  /** Where Threads leads people back to. */
  readonly redirectUri: string;
  /** Threads' own page on which people agree. */
  readonly consentUrl: string;
}

/** Either all of it, or the variables that are not set. */
export type ConnectSetup =
  | { readonly kind: 'ready'; readonly app: ConnectApp }
  | { readonly kind: 'unset'; readonly missing: readonly string[] };

const NEEDED = ['THREADS_APP_ID', 'THREADS_APP_SECRET', 'PUBLIC_URL', 'HTTP_PORT', 'TOKEN_KEY'] as const;

export const CALLBACK_PATH = '/connect/callback';

export function readConnectSetup(values: Values): ConnectSetup {
  const { THREADS_APP_ID: appId, THREADS_APP_SECRET: appSecret, PUBLIC_URL: publicUrl } = values;
  const missing = NEEDED.filter((name) => values[name] === undefined);
  if (missing.length > 0 || appId === undefined || appSecret === undefined || publicUrl === undefined)
    return { kind: 'unset', missing };
  const redirectUri = publicUrl.replace(/\/+$/, '') + CALLBACK_PATH;
  return { kind: 'ready', app: { appId, appSecret, redirectUri, consentUrl: findConsentUrl(values) } };
}

/** A sandbox on this machine plays the page too; any other address of the API is Threads' own, or leads to it. */
export function findConsentUrl({ THREADS_API_URL: apiUrl }: Pick<Values, 'THREADS_API_URL'>): string {
  const isSandbox = apiUrl?.startsWith('http://') ?? false;
  return `${isSandbox && apiUrl !== undefined ? new URL(apiUrl).origin : 'https://threads.net'}/oauth/authorize`;
}

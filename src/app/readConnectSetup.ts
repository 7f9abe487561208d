import { CALLBACK_PATH, type ConnectSetup } from '../connect/connectSetup.ts';
import { trimTrailing } from '../trimTrailing.ts';
import type { Values } from './variables.ts';

/** The variables that serve only connecting accounts from chat. If one is set, the operator wants that feature. */
const CONNECT_ONLY = ['THREADS_APP_ID', 'THREADS_APP_SECRET'] as const;

/** PUBLIC_URL and HTTP_PORT serve hooks as well. */
const REQUIRED = [...CONNECT_ONLY, 'PUBLIC_URL', 'HTTP_PORT', 'TOKEN_KEY'] as const;

/** @returns the variables that are missing for connecting from chat, and whether any of its own variables is set */
export function findMissingForConnect(has: (name: (typeof REQUIRED)[number]) => boolean): {
  readonly isPartlySet: boolean;
  readonly missing: readonly string[];
} {
  return { isPartlySet: CONNECT_ONLY.some(has), missing: REQUIRED.filter((name) => !has(name)) };
}

/** Reads the settings for connecting accounts from chat. */
export function readConnectSetup(values: Values): ConnectSetup {
  const { THREADS_APP_ID: appId, THREADS_APP_SECRET: appSecret, PUBLIC_URL: publicUrl } = values;
  const { missing, isPartlySet } = findMissingForConnect((name) => values[name] !== undefined);
  if (missing.length > 0 || appId === undefined || appSecret === undefined || publicUrl === undefined)
    return { kind: 'unset', missing, isPartlySet };
  const redirectUri = trimTrailing(publicUrl, '/') + CALLBACK_PATH;
  return { kind: 'ready', app: { appId, appSecret, redirectUri, consentUrl: findConsentUrl(values) } };
}

/** The URL of Threads' consent page. A sandbox on this machine (http) serves its own page. */
export function findConsentUrl({ THREADS_API_URL: apiUrl }: Pick<Values, 'THREADS_API_URL'>): string {
  const isSandbox = apiUrl?.startsWith('http://') ?? false;
  return `${isSandbox && apiUrl !== undefined ? new URL(apiUrl).origin : 'https://threads.net'}/oauth/authorize`;
}

import { CALLBACK_PATH, type ConnectSetup } from '../connect/connectSetup.ts';
import type { Values } from './variables.ts';

/** The variables that nothing else takes: whoever has set one of them wants to connect accounts from chat. */
const CONNECT_ALONE = ['THREADS_APP_ID', 'THREADS_APP_SECRET', 'PUBLIC_URL'] as const;

const NEEDED = [...CONNECT_ALONE, 'HTTP_PORT', 'TOKEN_KEY'] as const;

/** @returns whether connecting from chat was begun to be set up, and what it lacks */
export function findConnectGaps(has: (name: (typeof NEEDED)[number]) => boolean): {
  readonly isBegun: boolean;
  readonly missing: readonly string[];
} {
  return { isBegun: CONNECT_ALONE.some(has), missing: NEEDED.filter((name) => !has(name)) };
}

export function readConnectSetup(values: Values): ConnectSetup {
  const { THREADS_APP_ID: appId, THREADS_APP_SECRET: appSecret, PUBLIC_URL: publicUrl } = values;
  const { missing, isBegun } = findConnectGaps((name) => values[name] !== undefined);
  if (missing.length > 0 || appId === undefined || appSecret === undefined || publicUrl === undefined)
    return { kind: 'unset', missing, isBegun };
  const redirectUri = publicUrl.replace(/\/+$/, '') + CALLBACK_PATH;
  return { kind: 'ready', app: { appId, appSecret, redirectUri, consentUrl: findConsentUrl(values) } };
}

/** A sandbox on this machine plays the page too; any other address of the API is Threads' own, or leads to it. */
export function findConsentUrl({ THREADS_API_URL: apiUrl }: Pick<Values, 'THREADS_API_URL'>): string {
  const isSandbox = apiUrl?.startsWith('http://') ?? false;
  return `${isSandbox && apiUrl !== undefined ? new URL(apiUrl).origin : 'https://threads.net'}/oauth/authorize`;
}

import type { Remedy } from '../messages/remedy.ts';

/** The Threads app with which accounts are connected from chat. */
export interface ConnectApp {
  readonly appId: string;
  readonly appSecret: string;
  /** The URL to which Threads redirects the browser afterwards. */
  readonly redirectUri: string;
  /** Threads' page on which people agree. */
  readonly consentUrl: string;
}

/** The app, or the variables that are missing. `isPartlySet`: some of them are set, so the operator wants the feature. */
export type ConnectSetup =
  | { readonly kind: 'ready'; readonly app: ConnectApp }
  | { readonly kind: 'unset'; readonly missing: readonly string[]; readonly isPartlySet: boolean };

/** Who replaces an account's access token: people in chat, where connecting is set up, or else the operator. */
export function renewalOf({ kind }: Pick<ConnectSetup, 'kind'>): Remedy['renewal'] {
  return kind === 'ready' ? 'connect' : 'operator';
}

export const CALLBACK_PATH = '/connect/callback';

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

export const CALLBACK_PATH = '/connect/callback';

/** What connecting an account from chat takes. */
export interface ConnectApp {
  readonly appId: string;
  readonly appSecret: string;
  /** Where Threads leads people back to. */
  readonly redirectUri: string;
  /** Threads' own page on which people agree. */
  readonly consentUrl: string;
}

/** Either all of it, or the variables that are not set; some are where it was begun. */
export type ConnectSetup =
  | { readonly kind: 'ready'; readonly app: ConnectApp }
  | { readonly kind: 'unset'; readonly missing: readonly string[]; readonly isPartlySet: boolean };

export const CALLBACK_PATH = '/connect/callback';

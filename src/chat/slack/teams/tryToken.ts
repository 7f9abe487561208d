import { isTokenRefusal } from '../connect/finalErrors.ts';
import { codeOf } from '../connect/slackErrors.ts';
import type { OpenedTeam } from './teamClients.ts';

/** With these, Slack says that the app is no longer in the team. */
const REMOVED: ReadonlySet<string> = new Set(['account_inactive', 'token_revoked', 'user_removed_from_team']);

/** What Slack says of a token. `unknown`: it does not answer. */
export type Verdict =
  | { readonly kind: 'works'; readonly scopes: readonly string[] | undefined }
  | { readonly kind: 'removed' | 'refused'; readonly code: string; readonly access: OpenedTeam }
  | { readonly kind: 'unknown' };

/** Asks Slack whether a token works. @see https://docs.slack.dev/reference/methods/auth.test */
export async function tryToken(access: OpenedTeam): Promise<Verdict> {
  try {
    const answer = await access.client.auth.test();
    return { kind: 'works', scopes: answer.response_metadata?.scopes };
  } catch (error) {
    const code = codeOf(error);
    if (REMOVED.has(code)) return { kind: 'removed', code, access };
    return isTokenRefusal(error) ? { kind: 'refused', code, access } : { kind: 'unknown' };
  }
}

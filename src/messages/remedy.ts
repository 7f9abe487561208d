import { z } from 'zod';
import { type CallSubject, isPassing } from '../threads/errors.ts';
import { type ExplainableError, explainError } from '../threads/explainError.ts';
import { quoteWords } from '../threads/quoteWords.ts';
import { reconnectButton } from './buttons.ts';
import type { Button } from './card.ts';
import { code, command, type Text, text } from './text.ts';

/** How an account gets an access token that works. It is decided where a notification is made, and stored with it. */
export const remedySchema = z.object({
  /** People connect the account anew in chat; or, where that is not set up, the operator replaces its token. */
  renewal: z.enum(['connect', 'operator']),
  /** The token is a short-lived one, as far as is known: a long-lived one has to take its place. */
  isShortLived: z.boolean().optional(),
});

export type Remedy = z.infer<typeof remedySchema>;

/** What fits a record of an earlier version, which does not say it: the operator can always replace a token. */
const BY_OPERATOR: Remedy = { renewal: 'operator' };

/** Which permission is most likely missing, by what was called. */
const NOT_GRANTED: Readonly<Partial<Record<CallSubject, string>>> = {
  quotas: 'threads_basic, or the scope of each quota,',
  user: 'threads_basic',
};

/** Threads wants the account to log in before its token works again. */
const LOG_IN_SUBCODES: ReadonlySet<number> = new Set([459, 464]);

/**
 * Where the operator keeps the tokens of accounts: named for those who may have to change it, and left at that where
 * variables are nobody's business. `own` is for the operator, who reads it in a shell.
 */
const PLACES = {
  named: 'THREADS_ACCESS_TOKEN or THREADS_ACCOUNTS',
  unnamed: 'its configuration',
  own: 'THREADS_ACCESS_TOKEN or THREADS_ACCOUNTS',
} as const;

export type TokenPlace = keyof typeof PLACES;

/** What to do about an error of an account, in full sentences. */
export function explainFix(
  error: ExplainableError,
  account: string,
  remedy = BY_OPERATOR,
  place: TokenPlace = 'named',
): Text {
  switch (error.kind) {
    case 'token':
      return LOG_IN_SUBCODES.has(error.subcode ?? 0)
        ? text`Log in to Threads as ${account} and finish the security check there. If its token is still refused then, it needs a new one. ${renewToken(account, remedy, place)}`
        : renewToken(account, remedy, place);
    case 'permission': {
      const scopes = NOT_GRANTED[error.subject ?? 'container'] ?? 'threads_basic or threads_content_publish';
      return text`Most likely ${scopes} was not granted. ${grantAnew(account, remedy, place)}`;
    }
    default: {
      const { fix, remedy: needed } = explainError(error);
      if (error.kind === 'app-or-account' && needed === 'reconnect')
        return text`${explainError({ ...error, subject: 'container' }).fix} If neither shows anything, the token is the next to try. ${renewToken(account, remedy, place)}`;
      return needed === 'reconnect'
        ? text`Most likely the token has ended. ${renewToken(account, remedy, place)} If that changes nothing, see the app's dashboard at developers.facebook.com.`
        : text`${fix}`;
    }
  }
}

/** How the account gets a new token. */
export function renewToken(
  account: string,
  { renewal, isShortLived = false } = BY_OPERATOR,
  place: TokenPlace = 'named',
): Text {
  const guess = isShortLived ? 'Most likely it was a short-lived token, which lives for an hour. ' : '';
  if (renewal === 'operator')
    return isShortLived ? text`${guess}${exchangeToken('again', place)}` : operatorReplaces(place);
  const outcome = isShortLived ? ': that gives a long-lived one.' : '.';
  return text`${guess}Type ${command(`connect account:${account}`)} and log in to Threads as ${account}${outcome}`;
}

/**
 * How a short-lived token becomes a long-lived one, where people can't connect the account in chat.
 *
 * @param which the token that works still, or another one where that has ended
 */
export function exchangeToken(which: 'present' | 'again', place: TokenPlace = 'named'): Text {
  const first = which === 'again' ? 'get a short-lived token again, and ' : '';
  return text`${toOperator(place, `${first}exchange`)} the short-lived token for a long-lived one, which lives for 60 days, while it still works (Threads API: ${code(EXCHANGE_CALL)}); then put the long-lived one into ${PLACES[place]}, and start the bot again.`;
}

/** How the person grants a permission again. */
export function grantAnew(account: string, { renewal } = BY_OPERATOR, place: TokenPlace = 'named'): Text {
  return renewal === 'connect'
    ? text`Type ${command(`connect account:${account}`)} and grant it.`
    : text`${operatorReplaces(place)} The new token must have it.`;
}

/** @see https://developers.facebook.com/docs/threads/get-started/long-lived-tokens */
const EXCHANGE_CALL = 'GET /access_token?grant_type=th_exchange_token';

function operatorReplaces(place: TokenPlace): Text {
  return text`${toOperator(place, 'replace')} the access token in ${PLACES[place]}, and start the bot again.`;
}

/** Begins a sentence that says what the operator has to do. */
function toOperator(place: TokenPlace, act: string): string {
  return place === 'own'
    ? `${act.charAt(0).toUpperCase()}${act.slice(1)}`
    : `The operator of this bot has to ${act}`;
}

/** *Reconnect*, only where people can connect accounts in chat. */
export function renewalButtons(account: string, { renewal } = BY_OPERATOR): Button[] {
  return renewal === 'connect' ? [reconnectButton(account)] : [];
}

/** Why a refresh failed: a clause. A refused refresh says nothing of the token, which may still work. */
export function explainFailedRefresh(error: ExplainableError): string {
  if (isPassing(error)) return explainError(error).cause;
  const words = error.apiMessage?.trim() ?? '';
  return words === '' ? 'Threads refused that' : `Threads refused that and says ${quoteWords(words)}`;
}

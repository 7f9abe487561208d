import { DAY, MINUTE } from '../duration.ts';
import type { Remedy } from '../messages/remedy.ts';
import type { ErrorDetails } from '../threads/errorDetails.ts';
import { isShortLived, latestEndOf, type TokenLife } from '../tokens/tokenLife.ts';
import type { TokenStore } from '../tokens/tokenStore.ts';

/** A token that dies within this time of when we first had it was most likely a short-lived one. */
const YOUNG = DAY;

/** A token that never worked is refused sooner than this, at its first calls. */
const FIRST_CALLS = 15 * MINUTE;

/** The codes with which Threads refuses a token. It answers with others too, but those do not say that it expired. */
const REFUSAL_CODES: ReadonlySet<number> = new Set([102, 190]);

const EXPIRED_SUBCODE = 463;

/** Refusals with a cause of their own: access revoked, log in first, password changed. */
const OTHER_CAUSES: ReadonlySet<number> = new Set([458, 459, 460, 464]);

type AccountError = Pick<ErrorDetails, 'kind' | 'code' | 'subcode'>;

/**
 * Says how an account gets a token that works.
 *
 * @param error what Threads answered for the account
 * @param at when it first answered so, ms since the epoch
 */
export type RemedyOf = (account: string, error: AccountError, at: number) => Remedy;

/** @param renewal who replaces a token here */
export function createRemedyOf(tokenStore: Pick<TokenStore, 'lifeOf'>, renewal: Remedy['renewal']): RemedyOf {
  return (account, error, at) => {
    const life = tokenStore.lifeOf(account);
    const isShortLived = life !== undefined && wasShortLived(life, error, at);
    return isShortLived ? { renewal, isShortLived } : { renewal };
  };
}

/** Whether a dead token was a short-lived one: that is known, or most likely, since it died young. */
function wasShortLived(
  life: TokenLife,
  { kind, code = 0, subcode = 0 }: AccountError,
  diedAt: number,
): boolean {
  if (kind !== 'token' || !REFUSAL_CODES.has(code) || OTHER_CAUSES.has(subcode)) return false;
  if (latestEndOf(life) !== undefined) return isShortLived(life);
  const age = diedAt - life.obtainedAt;
  return age < YOUNG && (age >= FIRST_CALLS || subcode === EXPIRED_SUBCODE);
}

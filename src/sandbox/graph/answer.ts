import type { ErrorSpec } from '../schema/error.ts';
import type { Account } from '../schema/scenario.ts';
import type { World } from './world.ts';

/** What an error is about, for its words. */
export interface Subject {
  readonly id?: string;
  /** A field that was asked for, and what was asked for it. */
  readonly field?: string;
  readonly node?: 'ThreadsMedia' | 'ThreadsContainer' | 'ThreadsUser' | 'ThreadsPublishingLimit';
  readonly method?: string;
}

/** What Threads makes of a call, before it is written as HTTP. */
export type Answer =
  | { readonly kind: 'data'; readonly data: Readonly<Record<string, unknown>> }
  | { readonly kind: 'error'; readonly error: ErrorSpec; readonly subject: Subject }
  /** HTTP 500 with an empty body. */
  | { readonly kind: 'silence' };

/** A call whose token was accepted. */
export interface Asked {
  readonly world: World;
  readonly account: Account;
  /** The one that the call came with. */
  readonly token: string;
  readonly now: number;
  /** The query and the body's fields; the body's come after. */
  readonly params: ReadonlyMap<string, string>;
}

/** An answer with HTTP 200. */
export function answerData(data: Readonly<Record<string, unknown>>): Answer {
  return { kind: 'data', data };
}

/** An error, whose words tell what it is about. */
export function refuse(error: ErrorSpec, subject: Subject = {}): Answer {
  return { kind: 'error', error, subject };
}

/** Not visible yet, wrong, discarded, or another account's: Threads does not say which. */
export function refuseUnseen(id: string): Answer {
  return refuse({ code: 24, error_subcode: 4279009 }, { id });
}

/** A call that is asked wrongly (100), in Threads' notation for it. */
export function refuseParameter(message: string): Answer {
  return refuse({ code: 100, message: `(#100) ${message}` });
}

/** Whether a path's user is the one whose token it is. */
export function isOwnUser(user: string, account: Account): boolean {
  return user === 'me' || user === account.id;
}

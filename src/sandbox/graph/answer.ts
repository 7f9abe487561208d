import type { ErrorSpec } from '../schema/error.ts';
import type { Account } from '../schema/scenario.ts';
import type { Reply } from './reply.ts';
import type { World } from './world.ts';

/** What an error is about, for its text. */
export interface Subject {
  readonly id?: string;
  /** The requested field, and the node type it was requested of. */
  readonly field?: string;
  readonly node?: 'ThreadsMedia' | 'ThreadsContainer' | 'ThreadsUser' | 'ThreadsPublishingLimit';
  readonly method?: string;
}

/** The answer to a call, before it is written as HTTP. */
export type Answer =
  | { readonly kind: 'data'; readonly data: Readonly<Record<string, unknown>> }
  | { readonly kind: 'error'; readonly error: ErrorSpec; readonly subject: Subject }
  /** An answer as the scenario gives it. */
  | { readonly kind: 'reply'; readonly reply: Reply }
  /** HTTP 500 with an empty body. */
  | { readonly kind: 'empty-error' };

/** A call whose token was accepted. */
export interface AuthorizedCall {
  readonly world: World;
  readonly account: Account;
  /** The token of the call. */
  readonly token: string;
  readonly now: number;
  /** The fields of query and body. Those of the body take precedence. */
  readonly params: ReadonlyMap<string, string>;
}

/** An answer with HTTP 200. */
export function answerData(data: Readonly<Record<string, unknown>>): Answer {
  return { kind: 'data', data };
}

/** An error about a subject. */
export function answerError(error: ErrorSpec, subject: Subject = {}): Answer {
  return { kind: 'error', error, subject };
}

/** Not visible yet, wrong, deleted, or of another account; Threads does not say which. */
export function answerNotFound(id: string): Answer {
  return answerError({ code: 24, error_subcode: 4279009 }, { id });
}

/** An invalid call (code 100), in the form that Threads uses. */
export function answerBadRequest(message: string): Answer {
  return answerError({ code: 100, message: `(#100) ${message}` });
}

/** Whether the user in a path is the owner of the token. */
export function isOwnUser(user: string, account: Account): boolean {
  return user === 'me' || user === account.id;
}

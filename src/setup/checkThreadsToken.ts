import { fetchAccountUser } from '../accounts/checkAccount.ts';
import type { Problem, TokenCheck } from '../chat/tokenCheck.ts';
import type { Clock } from '../clock.ts';
import { findMissingScopes } from '../connect/scopes.ts';
import { impostor } from '../networkFault.ts';
import type { ProxySettings } from '../proxy.ts';
import type { ThreadsApi } from '../threads/api.ts';
import { createThreadsApi } from '../threads/createThreadsApi.ts';
import { isImpostors, isNetworkFault, isPassing, ThreadsError } from '../threads/errors.ts';
import { explainError } from '../threads/explainError.ts';
import { quoteWords } from '../threads/quoteWords.ts';
import { NEW_THREADS_TOKEN } from './words/threadsTokenSteps.ts';

export interface ThreadsAccess {
  readonly apiUrl: string;
  readonly auth: 'header' | 'query';
  readonly proxy?: ProxySettings | undefined;
  readonly clock: Clock;
}

/** The account of a token, and what the token can do. Times are ms, since the epoch where they are moments. */
export interface ThreadsAccount {
  readonly id: string;
  readonly username: string;
  /** Left out where Threads does not say it, as for most apps. */
  readonly endsAt?: number | undefined;
  /** The scopes that were most likely not granted. */
  readonly missing: readonly string[];
  /** How far this machine's clock is ahead of Threads'; below 0 where it is behind. */
  readonly clockSkew?: number | undefined;
}

/** Asks Threads whose token this is, when it ends, and what it was granted. Never rejects. */
export async function checkThreadsToken(
  token: string,
  access: ThreadsAccess,
): Promise<TokenCheck<ThreadsAccount>> {
  const threads = createThreadsApi({ ...access, attempts: 1 });
  try {
    return { kind: 'accepted', found: await fetchAccount(threads, token) };
  } catch (error) {
    if (!(error instanceof ThreadsError)) throw error;
    return explainRefusal(error, token);
  } finally {
    await threads.close();
  }
}

async function fetchAccount(threads: ThreadsApi, token: string): Promise<ThreadsAccount> {
  const account = { name: 'account', token, workspaces: [] };
  const { id, username } = await fetchAccountUser(threads, account);
  // Neither has to answer: most apps are told nothing of a token, and a token without scopes has no quotas.
  const [facts, reading] = await Promise.all([
    orNothing(threads.debugToken(account)),
    orNothing(threads.fetchQuotas(account)),
  ]);
  return {
    id,
    username,
    endsAt: facts?.expiresAt,
    missing: findMissingScopes(facts?.scopes, reading),
    clockSkew: threads.clockSkew(),
  };
}

async function orNothing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ThreadsError) return undefined;
    throw error;
  }
}

function explainRefusal(error: ThreadsError, token: string): TokenCheck<never> {
  const { cause, fix } = explainError(error);
  if (isNetworkFault(error.kind)) return { kind: 'unanswered', problem: { cause, fix } };
  if (error.kind === 'outage') return { kind: 'unanswered', problem: explainOutage(error) };
  if (isPassing(error)) return { kind: 'unanswered', problem: { cause, fix: 'Try again in a minute.' } };
  if (error.kind !== 'token' && error.kind !== 'permission')
    return { kind: 'refused', problem: { cause, fix } };
  const said = error.apiMessage === undefined ? '' : ` Threads says ${quoteWords(error.apiMessage)}.`;
  return {
    kind: 'refused',
    problem: { cause: recogniseToken(token) ?? cause, fix: `${NEW_THREADS_TOKEN}${said}` },
  };
}

function explainOutage(error: ThreadsError): Problem {
  const { httpStatus } = error;
  if (isImpostors(error)) return impostor('Threads', 'THREADS_API_URL');
  if (httpStatus === undefined)
    return {
      cause: "Threads can't be reached",
      fix: 'Check the network of this machine. If it reaches the internet through a proxy, set HTTPS_PROXY.',
    };
  return { cause: `Threads is failing (HTTP ${httpStatus})`, fix: 'Try again in a minute.' };
}

/** What people copy in place of a user's token. Only for a token that Threads has refused: the forms are not promised. */
function recogniseToken(token: string): string | undefined {
  if (token.includes('|')) return 'this is the access token of an app, not of an account';
  if (/^EA/.test(token)) return 'this looks like a token of Facebook, which Threads does not take';
  if (/^IG/.test(token)) return 'this looks like a token of Instagram, which Threads does not take';
  if (/^[\da-f]{32}$/i.test(token)) return 'this looks like the secret of the app, not a token of an account';
  if (/^\d{10,25}$/.test(token)) return 'this is an id, not a token';
  if (/^(xox|xapp-)/.test(token)) return 'this is a token of Slack';
  if (/^[\w-]{20,}\.[\w-]{5,8}\.[\w-]{25,}$/.test(token)) return 'this looks like a token of Discord';
  return undefined;
}

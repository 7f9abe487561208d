import type { Account } from '../accounts/accounts.ts';
import { fetchAccountUser } from '../accounts/checkAccount.ts';
import type { Outage } from '../accounts/outage.ts';
import type { QuotaReader } from '../accounts/quotaReader.ts';
import { findMissingScopes } from '../connect/scopes.ts';
import { DAY, formatDuration } from '../duration.ts';
import { ASK_OPERATOR, advice, type Finding, fault, fine } from '../messages/findings.ts';
import { explainOutage, explainOutageFix } from '../messages/outageWords.ts';
import { explainUnreadable } from '../messages/quotaWords.ts';
import {
  explainFailedRefresh,
  explainFix,
  grantAnew,
  type Remedy,
  renewToken,
  type TokenPlace,
} from '../messages/remedy.ts';
import { code, type Text, text } from '../messages/text.ts';
import { impostor } from '../networkFault.ts';
import type { ThreadsApi, TokenFacts } from '../threads/api.ts';
import type { ErrorDetails } from '../threads/errorDetails.ts';
import { isImpostors, isNetworkFault, isPassing, ThreadsError } from '../threads/errors.ts';
import { explainError } from '../threads/explainError.ts';
import { QUOTA_PAIRS, type QuotaReading } from '../threads/quotas.ts';
import { latestEndOf, type TokenLife } from '../tokens/tokenLife.ts';

/** An expiry that is nearer than this is something to do. */
const EXPIRES_SOON = 7 * DAY;

/** From this share of the call budget on, Threads is close to limiting the account. */
const HIGH_USAGE = 0.8;

/** Without these nothing can be watched or published; without the others, a quota can't be read. */
const NEEDED_SCOPES: ReadonlySet<string> = new Set(['threads_basic', 'threads_content_publish']);

export interface CheckAccountParts {
  readonly threads: Pick<ThreadsApi, 'fetchUser' | 'debugToken' | 'usageOf'>;
  readonly quotaReader: Pick<QuotaReader, 'readForPerson'>;
  /** The outage of all the account's containers, if there is one although the account answers. */
  readonly objectsOutageOf: (account: string) => Outage | undefined;
  /** What is known of an account's token without asking Threads. */
  readonly lifeOf: (account: string) => TokenLife | undefined;
  /** How an account gets a token that works. */
  readonly remedyOf: (account: string, error: Pick<ErrorDetails, 'kind' | 'code' | 'subcode'>) => Remedy;
  readonly now: number;
}

/** Checks one account: its user, its expiries, its scopes, its quotas and its call budget. */
export async function checkAccount(parts: CheckAccountParts, account: Account): Promise<Finding[]> {
  const user = await checkUser(parts, account);
  // Without an answer for the account, the other checks would only repeat the same error.
  if (user.grade !== 'fine') return [user];
  return [
    user,
    ...checkContainers(parts, account),
    ...(await checkAccess(parts, account)),
    ...checkUsage(parts, account),
  ];
}

async function checkUser(parts: CheckAccountParts, account: Account): Promise<Finding> {
  const { name } = account;
  try {
    const { id, username } = await fetchAccountUser(parts.threads, account);
    return fine(text`${name}: is @${username} (${code(id)}), and its token works`);
  } catch (error) {
    return describeError(parts, name, error);
  }
}

/** Whether statuses are answered: they may not be although the account itself is. */
function checkContainers(
  { objectsOutageOf, remedyOf, now }: CheckAccountParts,
  { name }: Account,
): Finding[] {
  const outage = objectsOutageOf(name);
  if (outage === undefined) return [];
  const remedy = remedyOf(name, outage.error);
  const what = text`${name}: no container of it can be checked since ${formatDuration(now - outage.since)}: ${explainOutage(outage)}`;
  return [fault(...forBoth(what, (place) => explainOutageFix(outage, name, remedy, place), outage.error))];
}

/** Checks when access to the account ends, and what was granted. */
async function checkAccess(parts: CheckAccountParts, account: Account): Promise<Finding[]> {
  const { threads, quotaReader } = parts;
  const { name } = account;
  const [token, quotas] = await Promise.all([
    orThreadsError(threads.debugToken(account, { attempts: 1 })),
    quotaReader.readForPerson(account),
  ]);
  // Threads tells most apps nothing about a token. That says nothing of the token, which has just been accepted.
  const facts = token instanceof ThreadsError ? undefined : token;
  const ends = [...describeEnds(parts, name, facts), ...describeRefresh(parts, name)];
  if (quotas.kind === 'read') return [...ends, describeQuotas(parts, name, facts?.scopes, quotas.reading)];
  const missing = findMissingScopes(facts?.scopes, undefined);
  return [
    ...ends,
    quotas.kind === 'slow' ? describeSlow(name) : describeUnreadable(name, quotas.error),
    ...(missing.length === 0 ? [] : [describeMissing(parts, name, missing)]),
  ];
}

async function orThreadsError<T>(answer: Promise<T>): Promise<T | ThreadsError> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ThreadsError) return error;
    throw error;
  }
}

function describeEnds(parts: CheckAccountParts, name: string, facts: TokenFacts | undefined): Finding[] {
  const life = parts.lifeOf(name);
  const grantEndsAt = facts?.dataAccessExpiresAt ?? life?.grantEndsAt;
  return [
    describeTokenEnd(parts, name, facts?.expiresAt ?? life?.expiresAt),
    ...(grantEndsAt === undefined ? [] : [describeEnd(parts, name, 'permission', grantEndsAt)]),
  ];
}

function describeTokenEnd(parts: CheckAccountParts, name: string, endsAt: number | undefined): Finding {
  const { issued } = parts.lifeOf(name) ?? {};
  const how = issued?.by === 'connect' ? 'connected' : 'refreshed';
  const last = issued === undefined ? '' : `; ${how} ${formatDuration(parts.now - issued.at)} ago`;
  if (endsAt !== undefined) return describeEnd(parts, name, 'token', endsAt, last);
  return fine(text`${name}: Threads does not say when its token ends${last}`);
}

function describeEnd(
  parts: CheckAccountParts,
  name: string,
  what: string,
  endsAt: number,
  last = '',
): Finding {
  const left = endsAt - parts.now;
  if (left > EXPIRES_SOON) return fine(text`${name}: its ${what} ends in ${formatDuration(left)}${last}`);
  const when = left > 0 ? `ends in ${formatDuration(left)}` : 'has ended';
  // A token that has more than a day left was not a short-lived one.
  const mayBeShortLived = what === 'token' && left <= DAY;
  const remedy = parts.remedyOf(
    name,
    mayBeShortLived ? { kind: 'token', code: 190, subcode: 463 } : { kind: 'permission' },
  );
  const state = text`${name}: its ${what} ${when}${last}`;
  const words = forBoth(state, (place) => renewToken(name, remedy, place));
  return left > 0 ? advice(...words) : fault(...words);
}

/** A refresh that fails. The token works until it ends, so that is not an error of the token. */
function describeRefresh({ lifeOf, now, remedyOf }: CheckAccountParts, name: string): Finding[] {
  const life = lifeOf(name);
  const { at, failed } = life?.lastRefresh ?? { at: 0 };
  if (life === undefined || failed === undefined) return [];
  const end = latestEndOf(life);
  const latest =
    end === undefined || end <= now ? '' : `. It ends in ${formatDuration(end - now)} at the latest`;
  const remedy = remedyOf(name, { kind: 'permission' });
  const state = text`${name}: its token could not be refreshed ${formatDuration(now - at)} ago: ${explainFailedRefresh(failed)}. Threadwatch keeps trying${latest}`;
  // A failure that passes by itself needs nobody. The token works until it ends, so it is no fault yet.
  if (isPassing(failed)) return [advice(state)];
  return [advice(...forBoth(state, (place) => renewToken(name, remedy, place)))];
}

function describeQuotas(
  parts: CheckAccountParts,
  name: string,
  scopes: readonly string[] | undefined,
  reading: QuotaReading,
): Finding {
  const missing = findMissingScopes(scopes, reading);
  const answering = QUOTA_PAIRS.filter((pair) => reading[pair].kind === 'known').length;
  const words = answering === 4 ? 'all four quotas answer' : `${answering} of 4 quotas answer`;
  return missing.length === 0
    ? fine(text`${name}: ${words}`)
    : describeMissing(parts, name, missing, `${words}; `);
}

/** The account has just answered another call. So where its quotas fail too, that is not all of Threads. */
function describeUnreadable(name: string, error: ThreadsError): Finding {
  const state = text`${name}: its quotas can't be read`;
  const shown = isNetworkFault(error.kind) ? text`${state}. ${ASK_OPERATOR}` : undefined;
  return advice(text`${state}: ${explainUnreadable(error)}`, shown);
}

function describeSlow(name: string): Finding {
  return advice(text`${name}: Threads is slow to answer for its quotas. Ask again in a minute`);
}

function describeMissing(
  { remedyOf }: CheckAccountParts,
  name: string,
  missing: readonly string[],
  before = '',
): Finding {
  const remedy = remedyOf(name, { kind: 'permission' });
  const state = text`${name}: ${before}most likely not granted: ${missing.join(', ')}`;
  const words = forBoth(state, (place) => grantAnew(name, remedy, place));
  return missing.some((scope) => NEEDED_SCOPES.has(scope)) ? fault(...words) : advice(...words);
}

function checkUsage({ threads }: CheckAccountParts, { name }: Account): Finding[] {
  const usage = threads.usageOf(name);
  if (usage === undefined) return [];
  const percent = Math.round(usage.share * 100);
  return usage.share < HIGH_USAGE
    ? [fine(text`${name}: ${percent} % of its call budget is used`)]
    : [advice(text`${name}: ${percent} % of its call budget is used; watch less, or wait`)];
}

function describeError({ remedyOf }: CheckAccountParts, name: string, error: unknown, before = ''): Finding {
  if (!(error instanceof ThreadsError)) throw error;
  if (isImpostors(error)) {
    const { cause, fix } = impostor('Threads', 'THREADS_API_URL');
    return fault(text`${name}: ${cause}. ${fix}`, text`${name}: ${cause}. ${ASK_OPERATOR}`);
  }
  const remedy = remedyOf(name, error);
  const state = text`${name}: ${before}${explainError(error).cause}`;
  const words = forBoth(state, (place) => explainFix(error, name, remedy, place), error);
  // Threads itself is away, or asks to be called less: that passes by itself, and no set-up is at fault.
  return isPassing(error) && !isNetworkFault(error.kind) ? advice(...words) : fault(...words);
}

/** The words for the operator, and those for chat, which name none of the operator's variables. */
function forBoth(
  state: Text,
  fix: (place: TokenPlace) => Text,
  error?: Pick<ErrorDetails, 'kind'>,
): [words: Text, inChat: Text] {
  const isOfMachine = error !== undefined && isNetworkFault(error.kind);
  return [text`${state}. ${fix('own')}`, text`${state}. ${isOfMachine ? ASK_OPERATOR : fix('unnamed')}`];
}

import type { Account } from '../accounts/accounts.ts';
import { fetchAccountUser } from '../accounts/checkAccount.ts';
import type { Outage } from '../accounts/outage.ts';
import type { QuotaReader } from '../accounts/quotaReader.ts';
import { findMissingScopes } from '../connect/scopes.ts';
import { DAY, formatDuration } from '../duration.ts';
import { explainOutage, explainOutageFix } from '../messages/outageWords.ts';
import { explainUnreadable } from '../messages/quotaWords.ts';
import { explainFailedRefresh, explainFix, grantAnew, type Remedy, renewToken } from '../messages/remedy.ts';
import type { Finding } from '../messages/replies/doctorReport.ts';
import { code, text } from '../messages/text.ts';
import type { ThreadsApi, TokenFacts } from '../threads/api.ts';
import type { ErrorDetails } from '../threads/errorDetails.ts';
import { isPassing, ThreadsError } from '../threads/errors.ts';
import { explainError } from '../threads/explainError.ts';
import { QUOTA_PAIRS, type QuotaReading } from '../threads/quotas.ts';
import { latestEndOf, type TokenLife } from '../tokens/tokenLife.ts';

/** An expiry that is nearer than this is something to do. */
const EXPIRES_SOON = 7 * DAY;

/** From this share of the call budget on, Threads is close to limiting the account. */
const HIGH_USAGE = 0.8;

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
  if (!user.isOk) return [user];
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
    return { isOk: true, words: text`${name}: is @${username} (${code(id)}), and its token works` };
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
  const fix = explainOutageFix(outage, name, remedyOf(name, outage.error));
  return [
    {
      isOk: false,
      words: text`${name}: no container of it can be checked since ${formatDuration(now - outage.since)}: ${explainOutage(outage)}. ${fix}`,
    },
  ];
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
  return { isOk: true, words: text`${name}: Threads does not say when its token ends${last}` };
}

function describeEnd(
  parts: CheckAccountParts,
  name: string,
  what: string,
  endsAt: number,
  last = '',
): Finding {
  const left = endsAt - parts.now;
  if (left > EXPIRES_SOON)
    return { isOk: true, words: text`${name}: its ${what} ends in ${formatDuration(left)}${last}` };
  const when = left > 0 ? `ends in ${formatDuration(left)}` : 'has ended';
  // A token that has more than a day left was not a short-lived one.
  const mayBeShortLived = what === 'token' && left <= DAY;
  const remedy = parts.remedyOf(
    name,
    mayBeShortLived ? { kind: 'token', code: 190, subcode: 463 } : { kind: 'permission' },
  );
  return { isOk: false, words: text`${name}: its ${what} ${when}${last}. ${renewToken(name, remedy)}` };
}

/** A refresh that fails. The token works until it ends, so that is not an error of the token. */
function describeRefresh({ lifeOf, now, remedyOf }: CheckAccountParts, name: string): Finding[] {
  const life = lifeOf(name);
  const { at, failed } = life?.lastRefresh ?? { at: 0 };
  if (life === undefined || failed === undefined) return [];
  const end = latestEndOf(life);
  const latest =
    end === undefined || end <= now ? '' : ` It ends in ${formatDuration(end - now)} at the latest.`;
  // A failure that passes by itself needs nobody.
  const renewal = isPassing(failed) ? '' : text` ${renewToken(name, remedyOf(name, { kind: 'permission' }))}`;
  return [
    {
      isOk: false,
      words: text`${name}: its token could not be refreshed ${formatDuration(now - at)} ago: ${explainFailedRefresh(failed)}. Threadwatch keeps trying.${latest}${renewal}`,
    },
  ];
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
    ? { isOk: true, words: text`${name}: ${words}` }
    : describeMissing(parts, name, missing, `${words}; `);
}

/** The account has just answered another call. So where its quotas fail too, that is not all of Threads. */
function describeUnreadable(name: string, error: ThreadsError): Finding {
  return { isOk: false, words: text`${name}: its quotas can't be read: ${explainUnreadable(error)}` };
}

function describeSlow(name: string): Finding {
  return {
    isOk: false,
    words: text`${name}: Threads is slow to answer for its quotas. Ask again in a minute`,
  };
}

function describeMissing(
  { remedyOf }: CheckAccountParts,
  name: string,
  missing: readonly string[],
  before = '',
): Finding {
  const renew = grantAnew(name, remedyOf(name, { kind: 'permission' }));
  return {
    isOk: false,
    words: text`${name}: ${before}most likely not granted: ${missing.join(', ')}. ${renew}`,
  };
}

function checkUsage({ threads }: CheckAccountParts, { name }: Account): Finding[] {
  const usage = threads.usageOf(name);
  if (usage === undefined) return [];
  const percent = Math.round(usage.share * 100);
  return usage.share < HIGH_USAGE
    ? [{ isOk: true, words: text`${name}: ${percent} % of its call budget is used` }]
    : [{ isOk: false, words: text`${name}: ${percent} % of its call budget is used; watch less, or wait` }];
}

function describeError({ remedyOf }: CheckAccountParts, name: string, error: unknown, before = ''): Finding {
  if (!(error instanceof ThreadsError)) throw error;
  const { cause } = explainError(error);
  const fix = explainFix(error, name, remedyOf(name, error));
  return { isOk: false, words: text`${name}: ${before}${cause}. ${fix}` };
}

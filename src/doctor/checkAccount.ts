import type { Account } from '../accounts/accounts.ts';
import type { QuotaReader } from '../accounts/quotaReader.ts';
import { findMissingScopes } from '../connect/scopes.ts';
import { DAY, formatDuration } from '../duration.ts';
import { explainUnreadable } from '../messages/quotaWords.ts';
import type { Finding } from '../messages/replies/doctorReport.ts';
import { code, command, text } from '../messages/text.ts';
import type { ThreadsApi, TokenFacts } from '../threads/api.ts';
import { ACCOUNT_WIDE_KINDS, ThreadsError } from '../threads/errors.ts';
import { explainError } from '../threads/explainError.ts';
import { QUOTA_PAIRS, type QuotaReading } from '../threads/quotas.ts';

/** An expiry that is nearer than this is something to do. */
const EXPIRES_SOON = 7 * DAY;

/** From this share of the call budget on, Threads is close to limiting the account. */
const HIGH_USAGE = 0.8;

/** What an account is checked with. */
export interface AccountChecks {
  readonly threads: Pick<ThreadsApi, 'fetchUser' | 'debugToken' | 'usageOf'>;
  readonly quotaReader: Pick<QuotaReader, 'readForPerson'>;
}

/** Checks one account: its user, its expiries, its scopes, its quotas and its call budget. */
export async function checkAccount(checks: AccountChecks, account: Account, now: number): Promise<Finding[]> {
  const user = await checkUser(checks, account);
  // Without an answer for the account, the other checks would only repeat the same error.
  if (!user.isOk) return [user];
  return [user, ...(await checkAccess(checks, account, now)), ...checkUsage(checks, account)];
}

async function checkUser({ threads }: AccountChecks, account: Account): Promise<Finding> {
  const { name } = account;
  try {
    const { id, username } = await threads.fetchUser(account, { attempts: 1 });
    return { isOk: true, words: text`${name}: is @${username} (${code(id)}), and its token works` };
  } catch (error) {
    return describeError(name, error);
  }
}

/** Checks when access to the account ends, and what was granted. */
async function checkAccess(
  { threads, quotaReader }: AccountChecks,
  account: Account,
  now: number,
): Promise<Finding[]> {
  const { name } = account;
  const [token, quotas] = await Promise.all([
    orThreadsError(threads.debugToken(account, { attempts: 1 })),
    quotaReader.readForPerson(account),
  ]);
  const ends = describeEnds(name, token, now);
  const scopes = token instanceof ThreadsError ? undefined : token.scopes;
  if (quotas.kind === 'read') return [...ends, describeQuotas(name, scopes, quotas.reading)];
  const missing = findMissingScopes(scopes, undefined);
  return [
    ...ends,
    quotas.kind === 'slow' ? describeSlow(name) : describeUnreadable(name, quotas.error),
    ...(missing.length === 0 ? [] : [describeMissing(name, missing)]),
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

/** The account has just answered another call. So an error that is not about the account only means that its expiry is unknown. */
function describeEnds(name: string, token: TokenFacts | ThreadsError, now: number): Finding[] {
  if (token instanceof ThreadsError)
    return ACCOUNT_WIDE_KINDS.has(token.kind)
      ? [describeError(name, token)]
      : [describeEnd(name, 'token', undefined, now)];
  const { expiresAt, dataAccessExpiresAt } = token;
  const ends = [describeEnd(name, 'token', expiresAt, now)];
  if (dataAccessExpiresAt !== undefined) ends.push(describeEnd(name, 'permission', dataAccessExpiresAt, now));
  return ends;
}

function describeEnd(name: string, what: string, endsAt: number | undefined, now: number): Finding {
  if (endsAt === undefined)
    return { isOk: true, words: text`${name}: Threads does not say when its ${what} ends` };
  if (endsAt - now > EXPIRES_SOON)
    return { isOk: true, words: text`${name}: its ${what} ends in ${formatDuration(endsAt - now)}` };
  const when = endsAt > now ? `ends in ${formatDuration(endsAt - now)}` : 'has ended';
  return {
    isOk: false,
    words: text`${name}: its ${what} ${when}. Type ${command(`connect account:${name}`)}`,
  };
}

function describeQuotas(name: string, scopes: readonly string[] | undefined, reading: QuotaReading): Finding {
  const missing = findMissingScopes(scopes, reading);
  const answering = QUOTA_PAIRS.filter((pair) => reading[pair].kind === 'known').length;
  const words = answering === 4 ? 'all four quotas answer' : `${answering} of 4 quotas answer`;
  return missing.length === 0
    ? { isOk: true, words: text`${name}: ${words}` }
    : describeMissing(name, missing, `${words}; `);
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

function describeMissing(name: string, missing: readonly string[], before = ''): Finding {
  const renew = command(`connect account:${name}`);
  return {
    isOk: false,
    words: text`${name}: ${before}not granted: ${missing.join(', ')}. Type ${renew} and grant it`,
  };
}

function checkUsage({ threads }: AccountChecks, { name }: Account): Finding[] {
  const usage = threads.usageOf(name);
  if (usage === undefined) return [];
  const percent = Math.round(usage.share * 100);
  return usage.share < HIGH_USAGE
    ? [{ isOk: true, words: text`${name}: ${percent} % of its call budget is used` }]
    : [{ isOk: false, words: text`${name}: ${percent} % of its call budget is used; watch less, or wait` }];
}

function describeError(name: string, error: unknown): Finding {
  if (!(error instanceof ThreadsError)) throw error;
  const { cause, fix } = explainError(error);
  return { isOk: false, words: text`${name}: ${cause}. ${fix}` };
}

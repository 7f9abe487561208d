import type { Credentials, QuotaCallOptions } from './api.ts';
import type { Client } from './createClient.ts';
import type { QuotaMemory } from './createQuotaMemory.ts';
import { ACCOUNT_WIDE_KINDS, ThreadsError } from './errors.ts';
import { isComplete, type QuotaAnswers, quotaEndpoint, toQuotaReading } from './quotaEndpoint.ts';
import { QUOTA_PAIRS, type QuotaPair, type QuotaReading } from './quotas.ts';
import { USER_ENDPOINT } from './userEndpoint.ts';

/** The full set has failed by then: one repetition tells a pair that is refused from one that was unlucky. */
const ATTEMPTS_PER_PAIR = 2;

type FetchOptions = QuotaCallOptions & { readonly attempts: number; readonly for: 'quotas' };

/**
 * Reads the quotas in one call where the token may read them all, or where it is known which it may read; else learns
 * that with one call per pair. A token that lacks the scope of one pair makes the full set fail whole, with an empty
 * HTTP 500. So does an outage: where no pair answers, and none ever has, `/me` has to answer before scopes are taken to
 * be missing. Makes at most ten calls.
 *
 * @throws ThreadsError of the first call where no pair answers for another reason than its scope
 * @see https://developers.facebook.com/docs/threads/troubleshooting
 */
export async function fetchQuotas(
  call: Client,
  memory: QuotaMemory,
  account: Credentials,
  options: FetchOptions,
): Promise<QuotaReading> {
  try {
    const pairs = memory.recall(account) ?? QUOTA_PAIRS;
    if (pairs.length === 0) return toQuotaReading(new Map());
    const answers = await askOnce(call, account, pairs, options);
    memory.noteAnswer(account);
    return toQuotaReading(answers);
  } catch (refusal) {
    if (!isRefusalOfFields(refusal)) throw refusal;
    const isUnexplored = !memory.hasAnswered(account) && isEveryScopeMissing(refusal);
    if (options.learns === false && !isUnexplored) throw refusal;
    return toQuotaReading(await askPairByPair(call, memory, account, options, refusal));
  }
}

/** A refusal is not repeated, since the pairs are asked for one by one after it. A call without an answer is. */
async function askOnce(
  call: Client,
  account: Credentials,
  pairs: readonly QuotaPair[],
  options: FetchOptions,
): Promise<QuotaAnswers> {
  try {
    return await call(account, quotaEndpoint(pairs), { ...options, attempts: 1 });
  } catch (error) {
    const canPass =
      error instanceof ThreadsError && error.kind === 'outage' && error.httpStatus === undefined;
    if (!canPass || options.attempts <= 1) throw error;
    return call(account, quotaEndpoint(pairs), { ...options, attempts: 1 });
  }
}

async function askPairByPair(
  call: Client,
  memory: QuotaMemory,
  account: Credentials,
  options: FetchOptions,
  refusal: ThreadsError,
): Promise<QuotaAnswers> {
  const pairOptions = { ...options, attempts: Math.min(options.attempts, ATTEMPTS_PER_PAIR) };
  const outcomes = await Promise.all(QUOTA_PAIRS.map((pair) => askForPair(call, account, pair, pairOptions)));
  const refusals = outcomes.filter((outcome) => outcome instanceof ThreadsError);
  const answers = new Map(outcomes.flatMap((each) => (each instanceof ThreadsError ? [] : [...each])));
  if (answers.size > 0) memory.noteAnswer(account);
  else {
    const canBeScopes = [refusal, ...refusals].every(isEveryScopeMissing);
    if (memory.hasAnswered(account) || !canBeScopes) throw refusal;
    await call(account, USER_ENDPOINT, { ...options, attempts: 1 });
  }
  if (isComplete(answers)) memory.forget(account.name);
  else if (refusals.every(canMeanMissingScope)) memory.remember(account, [...answers.keys()]);
  return answers;
}

/** @returns the error where the pair alone may be refused; rejects with one of the account as a whole */
async function askForPair(
  call: Client,
  account: Credentials,
  pair: QuotaPair,
  options: FetchOptions,
): Promise<QuotaAnswers | ThreadsError> {
  try {
    return await call(account, quotaEndpoint([pair]), options);
  } catch (error) {
    if (!isRefusalOfFields(error)) throw error;
    return error;
  }
}

/** Threads answered, and what it refused can be the fields that were asked for: asking for less may mend it. */
function isRefusalOfFields(error: unknown): error is ThreadsError {
  if (!(error instanceof ThreadsError) || error.httpStatus === undefined) return false;
  return !ACCOUNT_WIDE_KINDS.has(error.kind);
}

/** How Threads refuses a pair whose scope was not granted. Other refusals of all pairs alike have another reason. */
function isEveryScopeMissing(refusal: ThreadsError): boolean {
  return refusal.kind === 'permission' || (refusal.kind === 'outage' && canMeanMissingScope(refusal));
}

/** A plain outage in the middle leaves its pair unknown this time, and is not remembered for a day. */
function canMeanMissingScope({ kind, httpStatus, code }: ThreadsError): boolean {
  if (kind === 'outage') return httpStatus === 500 && code === undefined;
  return true;
}

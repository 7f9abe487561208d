import type { CallOptions, Credentials } from './api.ts';
import type { Client } from './createClient.ts';
import type { QuotaMemory } from './createQuotaMemory.ts';
import { ACCOUNT_WIDE_KINDS, ThreadsError } from './errors.ts';
import {
  isComplete,
  type KnownQuota,
  type QuotaAnswers,
  quotaEndpoint,
  toQuotaReading,
} from './quotaEndpoint.ts';
import { QUOTA_PAIRS, type QuotaPair, type QuotaReading } from './quotas.ts';
import { USER_ENDPOINT } from './userEndpoint.ts';

/** The full set has failed by then: one repetition tells a pair that is refused from one that was unlucky. */
const ATTEMPTS_PER_PAIR = 2;

/** Of each question; a reading is one of them, or up to six where it has to learn, or none where no pair may be read. */
type QuotaOptions = CallOptions & { readonly attempts: number };

/**
 * Reads the quotas in one call where the token may read them all, or where it is known which it may read; else learns
 * that, pair by pair. A token that lacks the scope of one pair makes the full set fail whole, with an empty HTTP 500.
 * So does an outage: where no pair answers, and none ever has, it is asked whether anything does before scopes are taken
 * to be missing.
 *
 * @throws ThreadsError of the first call where no pair answers for another reason than its scope
 * @see https://developers.facebook.com/docs/threads/troubleshooting
 */
export async function fetchQuotas(
  call: Client,
  memory: QuotaMemory,
  account: Credentials,
  options: QuotaOptions,
): Promise<QuotaReading> {
  try {
    const pairs = memory.recall(account) ?? QUOTA_PAIRS;
    if (pairs.length === 0) return toQuotaReading(new Map());
    const answers = await call(account, quotaEndpoint(pairs), options);
    memory.noteAnswer(account);
    return toQuotaReading(answers);
  } catch (refusal) {
    if (!isRefusalOfFields(refusal)) throw refusal;
    return toQuotaReading(await askPairByPair(call, memory, account, options, refusal));
  }
}

async function askPairByPair(
  call: Client,
  memory: QuotaMemory,
  account: Credentials,
  options: QuotaOptions,
  refusal: ThreadsError,
): Promise<QuotaAnswers> {
  const pairOptions = { ...options, attempts: Math.min(options.attempts, ATTEMPTS_PER_PAIR) };
  const answers = new Map<QuotaPair, KnownQuota>();
  const refusals: ThreadsError[] = [];
  // One after the other: the first refusal of the account as a whole spares the rest.
  for (const pair of QUOTA_PAIRS) {
    try {
      for (const [key, answer] of await call(account, quotaEndpoint([pair]), pairOptions))
        answers.set(key, answer);
    } catch (error) {
      if (!isRefusalOfFields(error)) throw error;
      refusals.push(error);
    }
  }
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

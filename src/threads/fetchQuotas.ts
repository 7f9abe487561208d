import type { CallOptions, Credentials } from './api.ts';
import type { Ask } from './createAsk.ts';
import type { QuotaMemory } from './createQuotaMemory.ts';
import { ThreadsError, type ThreadsErrorKind } from './errors.ts';
import {
  isComplete,
  type KnownQuota,
  type QuotaAnswers,
  quotaQuestion,
  toQuotaReading,
} from './quotaQuestion.ts';
import { QUOTA_PAIRS, type QuotaPair, type QuotaReading } from './quotas.ts';

/** The full set has failed by then: one repetition tells a pair that is refused from one that was unlucky. */
const ATTEMPTS_PER_PAIR = 2;

/** Of each question; a reading is one of them, or up to five where it has to learn. */
type QuotaOptions = CallOptions & { readonly attempts: number };

/** Refusals of the account as a whole, which asking for less can't mend. */
const REFUSALS_OF_THE_ACCOUNT: ReadonlySet<ThreadsErrorKind> = new Set(['token', 'limited', 'restricted']);

/**
 * Reads the quotas in one call where the token may read them all, or where it is known which it may read; else learns
 * that, pair by pair. A token that lacks the scope of one pair makes the full set fail whole, with an empty HTTP 500.
 *
 * @throws ThreadsError of the first call where no pair answers
 * @see https://developers.facebook.com/docs/threads/troubleshooting
 */
export async function fetchQuotas(
  ask: Ask,
  memory: QuotaMemory,
  account: Credentials,
  options: QuotaOptions,
): Promise<QuotaReading> {
  try {
    return toQuotaReading(await ask(account, quotaQuestion(memory.recall(account) ?? QUOTA_PAIRS), options));
  } catch (refusal) {
    if (!isRefusalOfFields(refusal)) throw refusal;
    return toQuotaReading(await askPairByPair(ask, memory, account, options, refusal));
  }
}

async function askPairByPair(
  ask: Ask,
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
      for (const [key, answer] of await ask(account, quotaQuestion([pair]), pairOptions))
        answers.set(key, answer);
    } catch (error) {
      if (!isRefusalOfFields(error)) throw error;
      refusals.push(error);
    }
  }
  if (answers.size === 0) throw refusal;
  if (isComplete(answers)) memory.forget(account.name);
  else if (refusals.every(canMeanMissingScope)) memory.remember(account, [...answers.keys()]);
  return answers;
}

/** Threads answered, and what it refused can be the fields that were asked for. */
function isRefusalOfFields(error: unknown): error is ThreadsError {
  if (!(error instanceof ThreadsError) || error.httpStatus === undefined) return false;
  return !REFUSALS_OF_THE_ACCOUNT.has(error.kind);
}

/** A plain outage in the middle leaves its pair unknown this time, and is not remembered for a day. */
function canMeanMissingScope({ kind, httpStatus, code }: ThreadsError): boolean {
  if (kind === 'outage') return httpStatus === 500 && code === undefined;
  return true;
}

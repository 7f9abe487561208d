import type { Account } from '../accounts.ts';
import { DAY, formatDuration } from '../duration.ts';
import type { Finding } from '../messages/doctorReport.ts';
import { code, command, text } from '../messages/text.ts';
import type { ThreadsApi, TokenFacts } from '../threads/api.ts';
import { ThreadsError } from '../threads/errors.ts';
import { explainError } from '../threads/explanations.ts';
import { QUOTA_PAIRS } from '../threads/quotas.ts';

/** An end that is nearer than this is worth a line of its own. */
const NEAR = 7 * DAY;

/** From this share on, an account's calls are close to being limited. */
const HIGH_USAGE = 0.8;

export type AskedThreads = Pick<ThreadsApi, 'fetchUser' | 'debugToken' | 'fetchQuotas' | 'usageOf'>;

/** All that can be found out about one account: who it is, its ends, its scopes, its call budget. */
export async function checkAccount(threads: AskedThreads, account: Account, now: number): Promise<Finding[]> {
  const user = await checkUser(threads, account);
  // What does not answer for the account as a whole would say the same three times.
  if (!user.isOk) return [user];
  const checks = [checkEnds(threads, account, now), checkQuotas(threads, account)];
  return [user, ...(await Promise.all(checks)).flat(), ...checkUsage(threads, account)];
}

async function checkUser(threads: AskedThreads, account: Account): Promise<Finding> {
  const { name } = account;
  try {
    const { id, username } = await threads.fetchUser(account, { attempts: 1 });
    return { isOk: true, words: text`${name}: is @${username} (${code(id)}), and its token works` };
  } catch (error) {
    return describeTrouble(name, error);
  }
}

async function checkEnds(threads: AskedThreads, account: Account, now: number): Promise<Finding[]> {
  try {
    const facts = await threads.debugToken(account, { attempts: 1 });
    return [
      describeEnd(account.name, 'token', facts.expiresAt, now),
      ...describeGrant(account.name, facts, now),
    ];
  } catch (error) {
    return [describeTrouble(account.name, error)];
  }
}

function describeGrant(name: string, { dataAccessExpiresAt }: TokenFacts, now: number): Finding[] {
  return dataAccessExpiresAt === undefined ? [] : [describeEnd(name, 'permission', dataAccessExpiresAt, now)];
}

function describeEnd(name: string, what: string, endsAt: number | undefined, now: number): Finding {
  if (endsAt === undefined)
    return { isOk: true, words: text`${name}: Threads does not say when its ${what} ends` };
  if (endsAt - now > NEAR)
    return { isOk: true, words: text`${name}: its ${what} ends in ${formatDuration(endsAt - now)}` };
  const when = endsAt > now ? `ends in ${formatDuration(endsAt - now)}` : 'has ended';
  return {
    isOk: false,
    words: text`${name}: its ${what} ${when}. Type ${command(`connect account:${name}`)}`,
  };
}

async function checkQuotas(threads: AskedThreads, account: Account): Promise<Finding[]> {
  const { name } = account;
  try {
    const reading = await threads.fetchQuotas(account, { attempts: 1 });
    const missing = QUOTA_PAIRS.map((pair) => reading[pair]).flatMap((answer) =>
      answer.kind === 'unknown' ? [answer.missingScope] : [],
    );
    if (missing.length === 0) return [{ isOk: true, words: text`${name}: all four quotas answer` }];
    const words = text`${name}: ${4 - missing.length} of 4 quotas answer; not granted: ${missing.join(', ')}. Type ${command(`connect account:${name}`)} and grant it`;
    return [{ isOk: false, words }];
  } catch (error) {
    return [describeTrouble(name, error)];
  }
}

function checkUsage(threads: AskedThreads, { name }: Account): Finding[] {
  const usage = threads.usageOf(name);
  if (usage === undefined) return [];
  const percent = Math.round(usage.share * 100);
  return usage.share < HIGH_USAGE
    ? [{ isOk: true, words: text`${name}: ${percent} % of its call budget is used` }]
    : [{ isOk: false, words: text`${name}: ${percent} % of its call budget is used; watch less, or wait` }];
}

function describeTrouble(name: string, error: unknown): Finding {
  if (!(error instanceof ThreadsError)) throw error;
  const { cause, fix } = explainError(error);
  return { isOk: false, words: text`${name}: ${cause}. ${fix}` };
}

import { QUOTA_PAIRS, type QuotaPair } from '../../threads/quotas.ts';
import type { ServiceParts } from './createServices.ts';
import type { ThreadwatchParts } from './threadwatchParts.ts';

/** How an account stands. Times are ms since the epoch; what is not known is left out. */
export interface AccountState {
  readonly name: string;
  /** Whether it can be called, and so can its containers. */
  readonly isHealthy: boolean;
  /** The share of its call budget that is used, as Threads last said. */
  readonly budgetUsed: number | undefined;
  /** When its token ends or the permission behind it, whichever comes first. */
  readonly tokenEndsAt: number | undefined;
  readonly tokenRefreshedAt: number | undefined;
  /** As last read. */
  readonly quotas: readonly { readonly pair: QuotaPair; readonly used: number; readonly total: number }[];
}

/** How the bot stands, for the metrics. */
export interface BotState {
  readonly accounts: readonly AccountState[];
  /** What waits for the platforms: how much, and for how long the oldest does, ms. */
  readonly waiting: { readonly count: number; readonly oldestMs: number };
}

/** Reads how the bot stands, from memory alone. */
export function readBotState(
  { accounts, threads, clock }: Pick<ThreadwatchParts, 'accounts' | 'threads' | 'clock'>,
  { records, accountParts, quotaParts }: Pick<ServiceParts, 'records' | 'accountParts' | 'quotaParts'>,
): BotState {
  const { health, tokenStore } = accountParts;
  const { count, since } = records.outbox.times.waiting();
  const readAccount = (name: string): AccountState => {
    const life = tokenStore.lifeOf(name);
    const ends = [life?.expiresAt, life?.grantEndsAt].filter((end) => end !== undefined);
    const reading = quotaParts.quotaReader.lastReadingOf(name)?.reading;
    return {
      name,
      isHealthy: health.outageOf(name) === undefined,
      budgetUsed: threads.usageOf(name)?.share,
      tokenEndsAt: ends.length > 0 ? Math.min(...ends) : undefined,
      tokenRefreshedAt: life?.issued?.by === 'refresh' ? life.issued.at : undefined,
      quotas: QUOTA_PAIRS.flatMap((pair) => {
        const answer = reading?.[pair];
        return answer?.kind === 'known' ? [{ pair, used: answer.used, total: answer.total }] : [];
      }),
    };
  };
  return {
    accounts: accounts.all.map(({ name }) => readAccount(name)),
    waiting: { count, oldestMs: since === undefined ? 0 : Math.max(0, clock.now() - since) },
  };
}

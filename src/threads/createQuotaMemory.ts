import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { DAY, MINUTE } from '../duration.ts';
import type { Credentials } from './api.ts';
import type { QuotaScopes } from './quotaScopes.ts';
import type { QuotaPair } from './quotas.ts';

/** After this the full set is tried again: a scope may have been granted. */
const REMEMBERED_FOR = DAY;

/** That no pair answers may as well be a fault of Threads: it is doubted so soon at first, then after twice as long each time. */
const NOTHING_REMEMBERED_FOR = 15 * MINUTE;

/** Which pairs an account's token may read, where it is not all of them; it may be none. */
export interface QuotaMemory {
  /** `undefined` where the full set is to be asked for. */
  recall(account: Credentials): readonly QuotaPair[] | undefined;
  remember(account: Credentials, pairs: readonly QuotaPair[]): void;
  forget(accountName: string): void;
  /** Notes that a pair has answered to the account's token: it does not lose its scopes. */
  noteAnswer(account: Credentials): void;
  hasAnswered(account: Credentials): boolean;
  /** All that is known of an account, to be stored. */
  scopesOf(accountName: string): QuotaScopes | undefined;
  /** Continues with what was stored before a restart. */
  restore(accountName: string, scopes: QuotaScopes): void;
}

export function createQuotaMemory(clock: Clock): QuotaMemory {
  const known = new Map<string, QuotaScopes>();
  const scopesOf = ({ name, token }: Credentials): QuotaScopes => {
    const scopes = known.get(name);
    const tokenHash = hashToken(token);
    return scopes?.tokenHash === tokenHash
      ? scopes
      : { tokenHash, hasAnswered: false, learnedAt: 0, holdsFor: 0 };
  };
  return {
    recall(account) {
      const { pairs, learnedAt, holdsFor } = scopesOf(account);
      return clock.now() - learnedAt < holdsFor ? pairs : undefined;
    },
    remember(account, pairs) {
      const before = scopesOf(account);
      const isSame = before.pairs?.length === 0;
      const doubtedAfter = isSame ? Math.min(REMEMBERED_FOR, 2 * before.holdsFor) : NOTHING_REMEMBERED_FOR;
      const holdsFor = pairs.length === 0 ? doubtedAfter : REMEMBERED_FOR;
      known.set(account.name, { ...before, pairs: [...pairs], learnedAt: clock.now(), holdsFor });
    },
    forget(accountName) {
      const scopes = known.get(accountName);
      if (scopes !== undefined) known.set(accountName, { ...scopes, pairs: undefined });
    },
    noteAnswer(account) {
      const scopes = scopesOf(account);
      if (!scopes.hasAnswered) known.set(account.name, { ...scopes, hasAnswered: true });
    },
    hasAnswered: (account) => scopesOf(account).hasAnswered,
    scopesOf: (accountName) => known.get(accountName),
    restore: (accountName, scopes) => void known.set(accountName, scopes),
  };
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}

import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { DAY, MINUTE } from '../duration.ts';
import type { Credentials } from './api.ts';
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
}

interface Lesson {
  /** A hash: a re-connected account has a new token, and what the old one could read says nothing of it. */
  readonly tokenHash: string;
  readonly pairs: readonly QuotaPair[];
  readonly learnedAt: number;
  /** Ms from when it was learned. */
  readonly holdsFor: number;
}

export function createQuotaMemory(clock: Clock): QuotaMemory {
  const lessons = new Map<string, Lesson>();
  /** By account, the hash of the last token to which a pair has answered. */
  const answered = new Map<string, string>();
  return {
    recall({ name, token }) {
      const lesson = lessons.get(name);
      if (lesson === undefined || clock.now() - lesson.learnedAt >= lesson.holdsFor) return undefined;
      return lesson.tokenHash === hashToken(token) ? lesson.pairs : undefined;
    },
    remember({ name, token }, pairs) {
      const tokenHash = hashToken(token);
      const before = lessons.get(name);
      const isSame = before?.tokenHash === tokenHash && before.pairs.length === 0;
      const doubtedAfter = isSame ? Math.min(REMEMBERED_FOR, 2 * before.holdsFor) : NOTHING_REMEMBERED_FOR;
      const holdsFor = pairs.length === 0 ? doubtedAfter : REMEMBERED_FOR;
      lessons.set(name, { tokenHash, pairs, learnedAt: clock.now(), holdsFor });
    },
    forget(accountName) {
      lessons.delete(accountName);
    },
    noteAnswer({ name, token }) {
      answered.set(name, hashToken(token));
    },
    hasAnswered: ({ name, token }) => answered.get(name) === hashToken(token),
  };
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}

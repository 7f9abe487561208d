import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { DAY } from '../duration.ts';
import type { Credentials } from './api.ts';
import type { QuotaPair } from './quotas.ts';

/** After this the full set is tried again: a scope may have been granted. */
const REMEMBERED_FOR = DAY;

/** Which pairs an account's token may read, where it is not all of them. */
export interface QuotaMemory {
  /** `undefined` where the full set is to be asked for. */
  recall(account: Credentials): readonly QuotaPair[] | undefined;
  remember(account: Credentials, pairs: readonly QuotaPair[]): void;
  forget(accountName: string): void;
}

interface Lesson {
  /** A hash: a re-connected account has a new token, and what the old one could read says nothing of it. */
  readonly tokenHash: string;
  readonly pairs: readonly QuotaPair[];
  readonly learnedAt: number;
}

export function createQuotaMemory(clock: Clock): QuotaMemory {
  const lessons = new Map<string, Lesson>();
  return {
    recall({ name, token }) {
      const lesson = lessons.get(name);
      if (lesson === undefined || clock.now() - lesson.learnedAt >= REMEMBERED_FOR) return undefined;
      return lesson.tokenHash === hashToken(token) ? lesson.pairs : undefined;
    },
    remember({ name, token }, pairs) {
      lessons.set(name, { tokenHash: hashToken(token), pairs, learnedAt: clock.now() });
    },
    forget(accountName) {
      lessons.delete(accountName);
    },
  };
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}

import { createHmac } from 'node:crypto';
import { INTENTS } from './intents.ts';
import type { StoredSession } from './session.ts';

/** What stays the same as long as the session lives. */
export type SignedParts = Pick<StoredSession, 'sessionId' | 'resumeUrl' | 'shardId' | 'shardCount' | 'bot'>;

/** What a session belongs to, and is not stored with it. */
export interface SessionOwner {
  readonly token: string;
  readonly apiUrl: string;
}

/**
 * A keyed hash with the bot's token as its key. It tells a session of another token apart without storing the token.
 * It also protects the address: RESUME sends the token there, so whoever can write to the store must not choose it.
 *
 * @returns hex, 64 digits
 */
export function signSession(
  { sessionId, resumeUrl, shardId, shardCount, bot }: SignedParts,
  { token, apiUrl }: SessionOwner,
): string {
  const parts = [apiUrl, INTENTS, sessionId, resumeUrl, shardId, shardCount, bot.applicationId, bot.name];
  return createHmac('sha256', token).update(JSON.stringify(parts)).digest('hex');
}

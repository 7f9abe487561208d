import { z } from 'zod';
import type { Shard } from '../../shards.ts';

/** What READY says about the bot. A resumed session has no READY, so the session keeps it. */
const botSchema = z.object({ applicationId: z.string(), name: z.string() });

export type BotIdentity = z.infer<typeof botSchema>;

/** A session of Discord's gateway, as it is stored for the next process to resume. */
export const sessionSchema = z.object({
  version: z.literal(1),
  sessionId: z.string(),
  /** The number of the last event that was received. Discord replays the events after it. */
  sequence: z.int(),
  /** Where Discord wants the session to be resumed. */
  resumeUrl: z.string(),
  shardId: z.int(),
  shardCount: z.int(),
  bot: botSchema,
  /** ms since the epoch */
  savedAt: z.number(),
  /** Hex, 64 digits. Ties the record to the bot's token; see `signSession`. */
  signature: z.string(),
});

export type StoredSession = z.infer<typeof sessionSchema>;

/** Where the session outlives the process. Both methods reject where the store fails. */
export interface SessionStore {
  /** @returns the session of a shard that was saved last */
  load(shard: Shard): Promise<StoredSession | undefined>;
  /** Saves it as that of its shard. */
  save(session: StoredSession): Promise<void>;
}

/** Where the sessions of shards are kept. */
export interface SessionRecords {
  get(key: string): Promise<StoredSession | undefined>;
  set(key: string, session: StoredSession): Promise<void>;
}

/** Keeps a record for each shard of each number of them: replicas of two numbers may run side by side. */
export function createSessionStore(records: SessionRecords): SessionStore {
  return {
    load: (shard) => records.get(keyOf(shard)),
    save: (session) => records.set(keyOf({ id: session.shardId, count: session.shardCount }), session),
  };
}

/** The only shard has the key that it had when there could be no other. */
function keyOf({ id, count }: Shard): string {
  return count === 1 ? String(id) : `${id}-of-${count}`;
}

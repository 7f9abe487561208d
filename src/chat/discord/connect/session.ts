import { z } from 'zod';

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
  load(shardId: number): Promise<StoredSession | undefined>;
  /** Saves it as that of its shard. */
  save(session: StoredSession): Promise<void>;
}

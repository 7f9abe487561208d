import { z } from 'zod';

const botMessageSchema = z.discriminatedUnion('kind', [
  /** The bot has read its store. Times are ms since the epoch. */
  z.object({ kind: z.literal('loaded'), startedAt: z.number(), openedAt: z.number() }),
  /** CPU and elapsed time in ms, resident memory in bytes. */
  z.object({ kind: z.literal('usage'), cpu: z.number(), wall: z.number(), rss: z.number() }),
]);

/** A message of the bench's bot. */
export type BotMessage = z.infer<typeof botMessageSchema>;

/** Parses a message. @throws {Error} if it is of another kind than expected */
export function parseBotMessage<Kind extends BotMessage['kind']>(
  message: unknown,
  kind: Kind,
): Extract<BotMessage, { kind: Kind }> {
  const parsed = botMessageSchema.parse(message);
  if (parsed.kind !== kind) throw new Error(`the bot sent ${parsed.kind} instead of ${kind}`);
  return parsed as Extract<BotMessage, { kind: Kind }>;
}

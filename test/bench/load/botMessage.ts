import { z } from 'zod';

const toldSchema = z.discriminatedUnion('kind', [
  /** The store has been read. Times are ms since the epoch. */
  z.object({ kind: z.literal('loaded'), startedAt: z.number(), openedAt: z.number() }),
  /** What was spent, or is held: CPU and wall time in ms, resident memory in bytes. */
  z.object({ kind: z.literal('usage'), cpu: z.number(), wall: z.number(), rss: z.number() }),
]);

/** What the bot of the bench says. */
export type Told = z.infer<typeof toldSchema>;

/** Reads what was said. @throws where it is of another kind: the two then no longer speak of the same */
export function readTold<Kind extends Told['kind']>(
  message: unknown,
  kind: Kind,
): Extract<Told, { kind: Kind }> {
  const told = toldSchema.parse(message);
  if (told.kind !== kind) throw new Error(`the bot told ${told.kind}, and ${kind} was expected`);
  return told as Extract<Told, { kind: Kind }>;
}

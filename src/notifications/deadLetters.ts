import { z } from 'zod';
import { type ChannelRef, channelRefSchema } from '../channelRef.ts';
import { DAY } from '../duration.ts';
import { contentSchema } from '../messages/content.ts';
import { CachedCollection } from '../store/cachedCollection.ts';
import type { Collection, StoreError } from '../store/store.ts';

/** `doctor` shows a dead letter for so long. */
const KEPT_FOR = 7 * DAY;

/** The oldest beyond these are forgotten. */
const MOST_KEPT = 1_000;

/** A notification that its platform refused in every form, so that it was set aside. */
export const deadLetterSchema = z.object({
  version: z.literal(2),
  /** The id of the notification. */
  id: z.string(),
  channel: channelRefSchema,
  content: contentSchema,
  /** Whether a notice in constant words stands in its place. */
  isToldThere: z.boolean(),
  /** The platform's own code, and its reason as a clause. */
  code: z.string(),
  reason: z.string(),
  /** When it was set aside, ms since the epoch. */
  at: z.number(),
});

export type DeadLetter = z.infer<typeof deadLetterSchema>;

/** The notifications that were set aside, for `doctor`. */
export class DeadLetters {
  readonly #letters: CachedCollection<DeadLetter>;

  constructor(records: Collection<DeadLetter>) {
    this.#letters = new CachedCollection(records);
  }

  load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    return this.#letters.load(onCorrupt);
  }

  /** Adds dead letters; forgets those that are too old to be shown. */
  async add(letters: readonly DeadLetter[], now: number): Promise<void> {
    for (const letter of letters) await this.#letters.set(letter.id, letter);
    await this.forgetOld(now);
  }

  async forgetOld(now: number): Promise<void> {
    const latest = this.#letters.entries().sort(([, a], [, b]) => b.at - a.at);
    const outdated = latest.filter(([, { at }], index) => index >= MOST_KEPT || now - at >= KEPT_FOR);
    if (outdated.length > 0) await this.#letters.deleteMany(outdated.map(([key]) => key));
  }

  /** All that `doctor` shows, the latest first. */
  all(now: number): DeadLetter[] {
    return this.#letters
      .values()
      .filter(({ at }) => now - at < KEPT_FOR)
      .sort((a, b) => b.at - a.at);
  }

  /** Those of a channel's workspace, the latest first. */
  inWorkspaceOf({ platform, workspace }: ChannelRef, now: number): DeadLetter[] {
    return this.all(now).filter(
      ({ channel }) => channel.platform === platform && channel.workspace === workspace,
    );
  }
}

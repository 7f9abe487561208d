import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { MessageBody } from '../render/renderCard.ts';

/**
 * Discord strips characters as it likes, and does not say which: spaces at the ends, marks that pile up. What is left
 * tells two revisions of a message apart all the same.
 *
 * @see https://docs.discord.com/developers/resources/message#create-message
 */
const wordsSchema = z.string().transform((text) => text.normalize('NFD').replace(/[\p{Z}\p{C}\p{M}]/gu, ''));

/** What people see of a message. Discord adds further fields, such as ids of components. */
const shownSchema = z.object({
  content: wordsSchema,
  embeds: z.array(
    z.object({
      color: z.number().optional(),
      description: wordsSchema.optional(),
      footer: z.object({ text: wordsSchema }).optional(),
    }),
  ),
  components: z
    .array(
      z.object({
        components: z.array(z.object({ label: wordsSchema.optional(), custom_id: z.string().optional() })),
      }),
    )
    .default([]),
});

/**
 * Whether a message shows what was sent. Where that can't be told, it does not: an edit that changes nothing does no harm.
 *
 * @param message as Discord answers with it
 */
export function showsBody(message: unknown, body: MessageBody): boolean {
  const shown = shownSchema.safeParse(message);
  return shown.success && isDeepStrictEqual(shown.data, shownSchema.parse(body));
}

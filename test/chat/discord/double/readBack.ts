import { z } from 'zod';

const bodySchema = z.object({
  content: z.string().default(''),
  embeds: z
    .array(z.looseObject({ description: z.string(), footer: z.object({ text: z.string() }).optional() }))
    .default([]),
  components: z
    .array(z.looseObject({ components: z.array(z.looseObject({ type: z.number() })) }))
    .default([]),
});

/**
 * A message as Discord answers with it: the words that it keeps of those that were sent, and fields of its own.
 *
 * @see https://docs.discord.com/developers/resources/message#message-object
 */
export function readBack(body: unknown) {
  const { content, embeds, components } = bodySchema.parse(body);
  let id = 0;
  const identify = <T extends object>(component: T): T & { id: number } => {
    id += 1;
    return { ...component, id };
  };
  return {
    type: 0,
    content: strip(content),
    embeds: embeds.map((embed) => ({
      ...embed,
      type: 'rich',
      description: strip(embed.description),
      ...(embed.footer && { footer: { text: strip(embed.footer.text) } }),
      content_scan_version: 4,
    })),
    components: components.map((row) => identify({ ...row, components: row.components.map(identify) })),
    attachments: [],
    mentions: [],
    pinned: false,
    tts: false,
  };
}

/** Without spaces at the ends, and without marks that pile up. */
function strip(text: string): string {
  return text.trim().replaceAll(/\p{M}{3,}/gu, '');
}

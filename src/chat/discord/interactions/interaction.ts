import { z } from 'zod';

/** What is not as documented counts as not said. */
const said = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

/** A bit set: digits as Discord documents it; some write a number. @see https://docs.discord.com/developers/topics/permissions */
const permissions = said(z.union([z.string().regex(/^\d{1,30}$/), z.int().nonnegative().transform(String)]));

const user = said(z.object({ id: z.string() }));

/**
 * Something that a person did, as far as we read it.
 *
 * @see https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object
 */
export const interactionSchema = z.object({
  id: z.string(),
  token: z.string(),
  application_id: z.string(),
  type: z.number(),
  guild_id: said(z.string()),
  channel_id: said(z.string()),
  channel: said(z.object({ id: said(z.string()), type: said(z.number()) })),
  /** In a server, Discord says who asks as its member. */
  member: said(z.object({ user, roles: said(z.array(z.string())), permissions })),
  user,
  /** What we may do in the channel. */
  app_permissions: permissions,
  /** Of a press: the message that shows the button. */
  message: said(z.object({ flags: said(z.number()) })),
  /** What was typed or pressed. */
  data: z.unknown().optional(),
});

export type Interaction = z.infer<typeof interactionSchema>;

import { z } from 'zod';

/** A field that is not as documented counts as absent. */
const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

/** A bit set. Discord documents it as a string of digits; a number is accepted too. @see https://docs.discord.com/developers/topics/permissions */
const permissions = lenient(
  z.union([z.string().regex(/^\d{1,30}$/), z.int().nonnegative().transform(String)]),
);

const user = lenient(z.object({ id: z.string() }));

/**
 * A command, a press of a button or an autocompletion: the fields that the bot reads.
 *
 * @see https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object
 */
export const interactionSchema = z.object({
  id: z.string(),
  token: z.string(),
  application_id: z.string(),
  type: z.number(),
  guild_id: lenient(z.string()),
  channel_id: lenient(z.string()),
  channel: lenient(
    z.object({ id: lenient(z.string()), type: lenient(z.number()), name: lenient(z.string()) }),
  ),
  /** The person, in a server. */
  member: lenient(z.object({ user, roles: lenient(z.array(z.string())), permissions })),
  /** The person, in a direct message. */
  user,
  /** The bot's permissions in the channel. */
  app_permissions: permissions,
  /** The message with the button that was pressed. */
  message: lenient(z.object({ flags: lenient(z.number()) })),
  /** The command or the button, with what was typed. */
  data: z.unknown().optional(),
});

export type Interaction = z.infer<typeof interactionSchema>;

import { ApplicationCommandType } from 'discord-api-types/v10';
import { z } from 'zod';

/** A field that is not as documented counts as absent. */
const words = z.string().optional().catch(undefined);

const embedSchema = z.object({
  title: words,
  description: words,
  url: words,
  author: z.object({ name: words }).optional().catch(undefined),
  fields: z
    .array(z.object({ name: words, value: words }))
    .optional()
    .catch(undefined),
  footer: z.object({ text: words }).optional().catch(undefined),
});

/** A component of a message; only those that show words have `content`. */
const componentSchema = z.object({
  content: words,
  components: z.array(z.unknown()).optional().catch(undefined),
});

/** Components stand in each other; Discord allows fewer levels. */
const MOST_LEVELS = 5;

const contentSchema = z.object({
  content: words,
  embeds: z.array(embedSchema).optional().catch(undefined),
  components: z.array(z.unknown()).optional().catch(undefined),
});

const messageSchema = contentSchema.extend({
  /** Messages that it forwards. */
  message_snapshots: z
    .array(z.object({ message: contentSchema }))
    .optional()
    .catch(undefined),
});

const dataSchema = z.object({
  type: z.literal(ApplicationCommandType.Message),
  name: z.string(),
  target_id: z.string(),
  resolved: z.object({ messages: z.record(z.string(), messageSchema) }),
});

/** What Discord writes with numbers that are no container ids: people, roles, channels, emoji, times, commands. */
const MARKUP =
  /<(?:[@#][!&]?\d{1,20}|a?:\w{1,32}:\d{1,20}|t:-?\d{1,15}(?::[a-zA-Z])?|\/[^<>]{1,100}:\d{1,20}|id:[^<>]{1,40})>/g;
/** Links to messages, channels, invitations and files. */
const OWN_LINK = /https?:\/\/(?:\w{1,20}\.)?discord(?:app)?\.(?:com|net|gg)\/[^\s<>]{0,2000}/gi;

/** A command that was chosen on a message. */
export interface ChosenMessage {
  readonly name: string;
  /** Everything that the message says, without what can only be Discord's own numbers. */
  readonly words: string;
}

/**
 * Reads a message command. Discord sends the message along, so that no intent to read messages is needed.
 *
 * @returns `undefined` where it is none
 * @see https://docs.discord.com/developers/interactions/application-commands#message-commands
 */
export function readMessage(data: unknown): ChosenMessage | undefined {
  const parsed = dataSchema.safeParse(data).data;
  const message = parsed?.resolved.messages[parsed.target_id];
  if (parsed === undefined || message === undefined) return undefined;
  const { message_snapshots: forwarded = [], ...own } = message;
  const parts = [own, ...forwarded.map((snapshot) => snapshot.message)].flatMap((part) => wordsOf(part));
  const all = parts.filter((part) => part !== undefined).join('\n');
  return { name: parsed.name, words: all.replaceAll(OWN_LINK, ' ').replaceAll(MARKUP, ' ') };
}

function wordsOf({
  content,
  embeds = [],
  components = [],
}: z.infer<typeof contentSchema>): (string | undefined)[] {
  return [
    content,
    ...embeds.flatMap(({ title, description, url, author, fields = [], footer }) => [
      author?.name,
      title,
      description,
      url,
      ...fields.flatMap(({ name, value }) => [name, value]),
      footer?.text,
    ]),
    ...components.flatMap((component) => wordsOfComponent(component, 1)),
  ];
}

function wordsOfComponent(component: unknown, level: number): (string | undefined)[] {
  const { content, components = [] } = componentSchema.safeParse(component).data ?? {};
  const inside = level < MOST_LEVELS ? components : [];
  return [content, ...inside.flatMap((each) => wordsOfComponent(each, level + 1))];
}

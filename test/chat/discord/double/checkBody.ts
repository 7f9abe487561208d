import { isDeepStrictEqual } from 'node:util';
import * as spec from 'discord-api-spec/zod';
import { z } from 'zod';

/** The kinds of bodies that a bot sends, each with Discord's own schema for it. */
const SCHEMAS = {
  message: spec.MessageCreateRequestSchema,
  edit: spec.MessageEditRequestPartialSchema,
  reply: spec.IncomingWebhookUpdateRequestPartialSchema,
  dm: spec.CreatePrivateChannelRequestSchema,
  commands: z.array(spec.ApplicationCommandUpdateRequestSchema),
  callback: z.union([
    spec.CreateMessageInteractionCallbackRequestSchema,
    spec.UpdateMessageInteractionCallbackRequestSchema,
    spec.ApplicationCommandAutocompleteCallbackRequestSchema,
    spec.ModalInteractionCallbackRequestSchema,
  ]),
} as const;

export type BodyKind = keyof typeof SCHEMAS;

const selectSchema = z
  .looseObject({
    type: z.union([z.literal(3), z.literal(6)]),
    custom_id: z.string().min(1).max(100),
    min_values: z.number(),
    max_values: z.number(),
    options: z.array(z.looseObject({ value: z.string(), default: z.boolean() })).optional(),
    default_values: z.array(z.unknown()).optional(),
  })
  .refine(
    ({ min_values, max_values, options, default_values }) => {
      const chosen = options?.filter((option) => option.default) ?? default_values ?? [];
      const values = new Set(options?.map(({ value }) => value));
      return (
        min_values <= max_values &&
        chosen.length <= max_values &&
        values.size === (options?.length ?? 0) &&
        (options === undefined || max_values <= options.length)
      );
    },
    { error: 'a select that can’t be chosen from' },
  );

const messageSchema = z.looseObject({
  content: z.string().max(2_000).optional(),
  embeds: z
    .array(
      z.looseObject({
        title: z.string().min(1).max(256).optional(),
        description: z.string().trim().min(1).max(4_096),
        footer: z.object({ text: z.string().min(1).max(2_048) }).optional(),
      }),
    )
    .optional(),
  components: z
    .array(
      z.object({
        type: z.literal(1),
        components: z.union([
          z
            .array(z.looseObject({ label: z.string().min(1).max(80), custom_id: z.string().min(1).max(100) }))
            .min(1)
            .max(5),
          // A select takes the row for itself.
          z.tuple([selectSchema]),
        ]),
      }),
    )
    .max(5)
    .optional(),
  // Nobody is notified but whom the message lists, whoever the text names.
  allowed_mentions: z.strictObject({
    parse: z.tuple([]),
    roles: z.array(z.string()).min(1).optional(),
    users: z.array(z.string()).min(1).optional(),
  }),
  nonce: z.string().min(1).max(25).optional(),
});

/** What is wrong with a body, a line each: by Discord's schema, and by limits that are not in the schema. */
export function checkBody(kind: BodyKind, body: unknown): string[] {
  const parsed = z.safeParse(SCHEMAS[kind], body);
  if (!parsed.success) return [z.prettifyError(parsed.error)];
  // A schema drops keys that it does not know.
  const unknown = isDeepStrictEqual(parsed.data, body) ? [] : ['there are keys that Discord does not know'];
  return [...unknown, ...checkLimits(kind, body)];
}

function checkLimits(kind: BodyKind, body: unknown): string[] {
  switch (kind) {
    case 'message':
    case 'edit':
    case 'reply':
      return checkMessage(body);
    case 'callback': {
      const { type, data } = z.looseObject({ type: z.number(), data: z.unknown().optional() }).parse(body);
      if (type === 9) return checkModal(data);
      return type === 4 || type === 7 ? checkMessage(data) : [];
    }
    case 'commands':
      return checkOptionOrder(body);
    case 'dm':
      return [];
  }
}

function checkMessage(body: unknown): string[] {
  const parsed = messageSchema.safeParse(body);
  if (!parsed.success) return [z.prettifyError(parsed.error)];
  const { embeds = [], components = [], content } = parsed.data;
  const length = embeds.reduce(
    (sum, { title, description, footer }) =>
      sum + (title?.length ?? 0) + description.length + (footer?.text.length ?? 0),
    0,
  );
  const ids = components.flatMap((row) => row.components.map((button) => button.custom_id));
  return [
    ...(length > 6_000 ? [`${length} characters over all embeds`] : []),
    ...(new Set(ids).size < ids.length ? ['two components with one custom_id'] : []),
    ...(embeds.length === 0 && !content ? ['an empty message'] : []),
  ];
}

const inputSchema = z.looseObject({
  custom_id: z.string(),
  value: z.string().optional(),
  max_length: z.number().optional(),
  required: z.boolean().optional(),
  min_values: z.number().optional(),
  options: z.array(z.looseObject({ value: z.string(), default: z.boolean().optional() })).optional(),
});
/** Discord takes at most five inputs, each in a label of its own. */
const modalSchema = z.looseObject({
  components: z.array(z.looseObject({ type: z.literal(18), component: inputSchema })).max(5),
});

function checkModal(body: unknown): string[] {
  const parsed = modalSchema.safeParse(body);
  if (!parsed.success) return [z.prettifyError(parsed.error)];
  const inputs = parsed.data.components.map(({ component }) => component);
  return [
    ...(new Set(inputs.map((input) => input.custom_id)).size < inputs.length
      ? ['two inputs with one custom_id']
      : []),
    ...inputs.flatMap(({ custom_id, value = '', max_length = 4_000, required = true, ...select }) => [
      ...(value.length > max_length ? [`${custom_id}: a value that is too long`] : []),
      ...(required && select.min_values === 0 ? [`${custom_id}: required, and nothing to choose`] : []),
      ...checkChoices(custom_id, select.options ?? []),
    ]),
  ];
}

function checkChoices(
  name: string,
  options: readonly { value: string; default?: boolean | undefined }[],
): string[] {
  const values = options.map(({ value }) => value);
  return new Set(values).size < values.length ? [`${name}: a value twice`] : [];
}

const optionsSchema = z.array(
  z.looseObject({
    name: z.string(),
    type: z.number(),
    description: z.string().optional(),
    required: z.boolean().optional(),
    choices: z.array(z.unknown()).optional(),
    autocomplete: z.boolean().optional(),
    get options() {
      return optionsSchema.optional();
    },
  }),
);

function checkOptionOrder(body: unknown): string[] {
  return optionsSchema.parse(body).flatMap((each) => faultsOf(each));
}

/** What is typed has a name without blanks; what is chosen on a message or a person has words. */
const TYPED_NAME = /^[-_\p{L}\p{N}]{1,32}$/u;
const CHOSEN_NAME = /^.{1,32}$/u;

function faultsOf({
  name,
  type,
  description,
  options = [],
  choices,
  autocomplete,
}: z.infer<typeof optionsSchema>[number]): string[] {
  const required = options.map((option) => option.required === true);
  const isOrdered = required.every((each, at) => !each || at === 0 || required[at - 1] === true);
  // Of commands, 2 and 3 are those that are chosen. No option of ours has such a type.
  const isChosen = type === 2 || type === 3;
  return [
    ...((isChosen && description === undefined ? CHOSEN_NAME : TYPED_NAME).test(name)
      ? []
      : [`${name}: a name`]),
    ...(isOrdered ? [] : [`${name}: a required option after an optional one`]),
    ...(choices !== undefined && autocomplete === true ? [`${name}: choices and autocomplete`] : []),
    ...options.flatMap((option) => faultsOf(option)),
  ];
}

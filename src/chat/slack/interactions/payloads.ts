import { z } from 'zod';

/** Ids of teams, channels and people. */
const id = z.string().regex(/^[A-Z0-9]{2,30}$/i);

/** With it, a form can be opened within 3 s. */
const trigger = z.string().min(1).max(200).optional().catch(undefined);

/** A person's name in Slack. Nothing depends on it. */
const name = z.string().optional().catch(undefined);

const user = z.object({ id, team_id: id.optional(), username: name, name });

/** A slash command: the fields that the bot reads. @see https://docs.slack.dev/interactivity/implementing-slash-commands */
export const slashCommandSchema = z.object({
  team_id: id,
  channel_id: id,
  /** A channel that is not public is named for what it is. */
  channel_name: z.string().optional().catch(undefined),
  user_id: id,
  user_name: name,
  text: z.string().default(''),
  response_url: z.url(),
  trigger_id: trigger,
});

/** What is chosen in a select. */
const choice = z.object({ value: z.string().max(200) });

/** A press of a button, or a choice in a select. @see https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export const blockActionsSchema = z.object({
  team: z.object({ id }).nullish(),
  user,
  channel: z.object({ id }).nullish(),
  container: z.object({ channel_id: id.optional() }).nullish(),
  response_url: z.url(),
  trigger_id: trigger,
  actions: z
    .array(
      z.object({
        value: z.unknown().optional(),
        action_id: z.string().optional().catch(undefined),
        selected_option: choice.nullish().catch(undefined),
        selected_options: z.array(choice).nullish().catch(undefined),
        selected_users: z.array(id).nullish().catch(undefined),
      }),
    )
    .min(1),
});

/** A shortcut that was chosen on a message. @see https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload */
export const messageActionSchema = z.object({
  callback_id: z.string(),
  team: z.object({ id }).nullish(),
  user,
  channel: z.object({ id }),
  response_url: z.url(),
  trigger_id: trigger,
  message: z.unknown().optional(),
});

/** What a person filled in, or chose. */
const inputSchema = z.object({
  value: z.string().nullish(),
  selected_option: choice.nullish(),
});

/** A form that was sent. @see https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export const viewSubmissionSchema = z.object({
  team: z.object({ id }).nullish(),
  user,
  view: z.object({
    callback_id: z.string(),
    private_metadata: z.string().max(3_000).default(''),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), inputSchema)) }),
  }),
});

/** A payload of any kind, with an address where a person waits for an answer. */
export const answerableSchema = z.object({ response_url: z.url() });

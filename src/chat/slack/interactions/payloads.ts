import { z } from 'zod';

/** Ids of teams, channels and people. */
const id = z.string().regex(/^[A-Z0-9]{2,30}$/i);

/** A slash command: the fields that the bot reads. @see https://docs.slack.dev/interactivity/implementing-slash-commands */
export const slashCommandSchema = z.object({
  team_id: id,
  channel_id: id,
  user_id: id,
  text: z.string().default(''),
  response_url: z.url(),
});

/** A press of a button. @see https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export const blockActionsSchema = z.object({
  team: z.object({ id }).nullish(),
  user: z.object({ id, team_id: id.optional() }),
  channel: z.object({ id }).nullish(),
  container: z.object({ channel_id: id.optional() }).nullish(),
  response_url: z.url(),
  actions: z.array(z.object({ value: z.unknown().optional() })).min(1),
});

/** A payload of any kind, with an address where a person waits for an answer. */
export const answerableSchema = z.object({ response_url: z.url() });

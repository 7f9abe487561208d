import { z } from 'zod';
import { channelRefSchema } from '../../../channelRef.ts';
import { buttonActionSchema } from '../../buttonAction.ts';
import { formStartSchema, requestPersonSchema } from '../../forwardedRequest.ts';

/** By what an interaction is answered, for 15 minutes. */
const targetSchema = z.object({ id: z.string(), token: z.string(), application_id: z.string() });

export type ReplyTarget = z.infer<typeof targetSchema>;

const common = { target: targetSchema, channel: channelRefSchema };

/** What an interaction asks for, once everything has been read of it that needs no state. */
export const discordRequestSchema = z.discriminatedUnion('kind', [
  /** A command, which was acknowledged. */
  z.object({
    ...common,
    kind: z.literal('run'),
    channelName: z.string().optional(),
    person: requestPersonSchema,
    action: buttonActionSchema,
  }),
  /** A form to open. It is the first response. */
  z.object({ ...common, kind: z.literal('open'), command: z.string(), start: formStartSchema }),
  /** Suggestions for the option that a person is typing. They are the first response. */
  z.object({
    ...common,
    kind: z.literal('suggest'),
    typed: z.object({
      command: z.string(),
      args: z.record(z.string(), z.string()),
      focused: z.string().optional(),
    }),
  }),
]);

export type DiscordRequest = z.infer<typeof discordRequestSchema>;
export type RunRequest = Extract<DiscordRequest, { kind: 'run' }>;
export type OpenRequest = Extract<DiscordRequest, { kind: 'open' }>;
export type SuggestRequest = Extract<DiscordRequest, { kind: 'suggest' }>;

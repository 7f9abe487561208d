import { z } from 'zod';
import type { Person } from '../../commands/command.ts';
import type { FormStart } from '../../commands/form.ts';
import type { ChannelRef } from '../channelRef.ts';

/**
 * What a person asked for, on its way from where it was received to where it is answered: plain JSON, which another
 * process may read.
 */
export const forwardedRequestSchema = z.object({
  platform: z.string(),
  workspace: z.string(),
  /** A delivery that the platform repeats has the same one. */
  id: z.string().min(1),
  /** Whether the person sees already that it has arrived. One that is not acknowledged is answered within 3 s or never. */
  acknowledged: z.boolean(),
  /** Read by the platform that wrote it. */
  body: z.unknown(),
});

export type ForwardedRequest = z.infer<typeof forwardedRequestSchema>;

/**
 * Reads what a platform wrote into a request.
 *
 * @throws where it is not that, or about a channel of another workspace than the request is for
 */
export function readBody<T extends { readonly channel: ChannelRef }>(
  schema: z.ZodType<T>,
  { platform, workspace, body }: ForwardedRequest,
): T {
  const read = schema.parse(body);
  const { channel } = read;
  if (channel.platform !== platform || channel.workspace !== workspace)
    throw new Error(`a request for ${workspace} is about a channel of ${channel.workspace}`);
  return read;
}

/** Who asks. What they may do was read where the request was received. */
export const requestPersonSchema = z.object({
  id: z.string(),
  isManager: z.boolean(),
  isPublisher: z.boolean(),
}) satisfies z.ZodType<Person>;

export type RequestPerson = z.infer<typeof requestPersonSchema>;

/** What a form begins with. */
export const formStartSchema = z.object({
  args: z.record(z.string(), z.string()),
  hint: z.string().exactOptional(),
}) satisfies z.ZodType<FormStart>;

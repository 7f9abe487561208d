import { z } from 'zod';
import { SECOND } from '../../../duration.ts';

const schema = z.object({
  team_id: z.string().min(1),
  /** Seconds since the epoch. */
  event_time: z.number().optional().catch(undefined),
  event: z.union([
    z.object({ type: z.literal('app_uninstalled') }),
    // The tokens of people are none of ours.
    z.object({ type: z.literal('tokens_revoked'), tokens: z.object({ bot: z.array(z.string()).min(1) }) }),
  ]),
});

/**
 * Reads an event that says that a team has removed the app.
 *
 * @see https://docs.slack.dev/reference/events/app_uninstalled
 * @see https://docs.slack.dev/reference/events/tokens_revoked
 * @returns the team, and when it did so, ms since the epoch; `undefined` where it did not
 */
export function readRemoval(body: unknown): { readonly team: string; readonly at: number } | undefined {
  const payload = schema.safeParse(body).data;
  return payload && { team: payload.team_id, at: (payload.event_time ?? 0) * SECOND };
}

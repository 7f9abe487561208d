import { z } from 'zod';

/** An event of the gateway, as it came. */
export interface Packet {
  /** @see https://docs.discord.com/developers/events/gateway-events#receive-events */
  readonly t: string;
  readonly d: unknown;
}

/** What there is to know of a server. One that is unavailable has trouble, and comes back by itself. */
export const serverSchema = z.object({
  id: z.string(),
  name: z.string().optional().catch(undefined),
  unavailable: z.boolean().optional().catch(undefined),
});

/** Who we are, as READY says it. */
export const readySchema = z
  .object({ application: z.object({ id: z.string() }), user: z.object({ username: z.string() }) })
  .transform(({ application, user }) => ({ applicationId: application.id, name: user.username }));

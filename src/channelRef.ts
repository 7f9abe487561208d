import { z } from 'zod';

const PLATFORMS = ['discord', 'slack', 'terminal'] as const;

/** A channel in a workspace of a platform. */
export const channelRefSchema = z.object({
  platform: z.enum(PLATFORMS),
  workspace: z.string(),
  id: z.string(),
});

export type ChannelRef = z.infer<typeof channelRefSchema>;
export type PlatformName = ChannelRef['platform'];

/** A unique key of a channel. Ids of the platforms contain no colon. */
export function channelKey({ platform, workspace, id: channel }: ChannelRef): string {
  return `${platform}:${workspace}:${channel}`;
}

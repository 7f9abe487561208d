import { z } from 'zod';

const PLATFORMS = ['discord', 'slack', 'terminal'] as const;

/** Where people are told something: a channel in a workspace of a platform. */
export const placeSchema = z.object({
  platform: z.enum(PLATFORMS),
  workspace: z.string(),
  channel: z.string(),
});

export type Place = z.infer<typeof placeSchema>;
export type PlatformName = Place['platform'];

/** A key that no two places share. Ids of platforms hold no colon. */
export function placeKey({ platform, workspace, channel }: Place): string {
  return `${platform}:${workspace}:${channel}`;
}

import { z } from 'zod';

/** A channel in a workspace of a platform. */
export const channelRefSchema = z.object({
  /** The name that the platform's port gives itself: the core knows no platform. */
  platform: z.string(),
  workspace: z.string(),
  id: z.string(),
});

export type ChannelRef = z.infer<typeof channelRefSchema>;
export type PlatformName = ChannelRef['platform'];

/** A key that no two channels share: no platform has a colon in its ids. */
export function channelKey({ platform, workspace, id }: ChannelRef): string {
  return `${platform}:${workspace}:${id}`;
}

/** The channel of a `channelKey`. */
export function parseChannelKey(key: string): ChannelRef {
  const [platform = '', workspace = '', ...id] = key.split(':');
  return { platform, workspace, id: id.join(':') };
}

/** Whether two channels lie in one workspace: what a program of one says reaches no other. */
export function isSameWorkspace(one: ChannelRef, other: ChannelRef): boolean {
  return one.platform === other.platform && one.workspace === other.workspace;
}

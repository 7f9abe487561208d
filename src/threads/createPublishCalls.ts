import type { ThreadsApi } from './api.ts';
import { requireId } from './containerEndpoint.ts';
import type { Client } from './createClient.ts';
import { NEWEST_POSTS_ENDPOINT, permalinkEndpoint, publishEndpoint } from './publishEndpoints.ts';

/** The calls that publish a container, and look for the post that it became. */
export function createPublishCalls(
  call: Client,
): Pick<ThreadsApi, 'publishContainer' | 'fetchPermalink' | 'fetchNewestPosts'> {
  return {
    async publishContainer(account, containerId) {
      requireId(account, containerId, 'publish');
      const mediaId = await call(account, publishEndpoint(containerId), { attempts: 1, for: 'publish' });
      return { mediaId };
    },
    async fetchPermalink(account, mediaId, callOptions) {
      requireId(account, mediaId, 'posts');
      return call(account, permalinkEndpoint(mediaId), callOptions);
    },
    fetchNewestPosts: (account, callOptions) => call(account, NEWEST_POSTS_ENDPOINT, callOptions),
  };
}

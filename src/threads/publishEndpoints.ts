import type { ThreadsPost } from './api.ts';
import { isRecord, readInteger, readText } from './json.ts';
import type { Endpoint } from './readAnswer.ts';

/** As in `https://www.threads.com/@brand/post/C8abcDEfgh1`. */
const PERMALINK = /^https:\/\/(?:www\.)?threads\.(?:net|com)\/[\w@./-]{1,200}$/;

const MEDIA_ID = /^\d{1,32}$/;

/**
 * Publishes a container. An answer without the id of the post tells nothing: then the container's status does.
 *
 * @param id digits alone
 * @see https://developers.facebook.com/docs/threads/reference/publishing
 */
export function publishEndpoint(id: string): Endpoint<string> {
  return {
    subject: 'publish',
    path: '/me/threads_publish',
    form: { creation_id: id },
    isAuthorized: true,
    isSlow: true,
    read(body) {
      const { id: mediaId } = isRecord(body) ? body : {};
      return readMediaId(mediaId);
    },
  };
}

/** Asks for a post's address. @param id digits alone */
export function permalinkEndpoint(id: string): Endpoint<string> {
  return {
    subject: 'posts',
    path: `/${encodeURIComponent(id)}?fields=permalink`,
    read(body) {
      const { permalink } = isRecord(body) ? body : {};
      return readPermalink(permalink);
    },
  };
}

/**
 * Asks for an account's newest posts.
 *
 * @see https://developers.facebook.com/docs/threads/retrieve-and-discover-posts/retrieve-posts
 */
export const NEWEST_POSTS_ENDPOINT: Endpoint<readonly ThreadsPost[]> = {
  subject: 'posts',
  path: '/me/threads?fields=id,permalink,timestamp,text',
  read: readPosts,
};

function readPosts(body: unknown, redact: (text: string) => string): readonly ThreadsPost[] | undefined {
  const { data } = isRecord(body) ? body : {};
  if (!Array.isArray(data)) return undefined;
  return data.filter(isRecord).flatMap(({ id: rawId, permalink, timestamp, text: rawText }) => {
    const id = readMediaId(rawId);
    const text = readText(rawText);
    if (id === undefined) return [];
    return [
      {
        id,
        permalink: readPermalink(permalink),
        publishedAt: readMoment(timestamp),
        text: text && redact(text),
      },
    ];
  });
}

/** A number that has lost digits on its way is no id. */
function readMediaId(value: unknown): string | undefined {
  const id = readText(value) ?? readInteger(value)?.toString();
  return id !== undefined && MEDIA_ID.test(id) ? id : undefined;
}

/** Only an address on Threads, in plain signs: it becomes a link that people open. */
function readPermalink(value: unknown): string | undefined {
  const text = readText(value);
  return text !== undefined && PERMALINK.test(text) ? text : undefined;
}

/** As in `2026-11-25T20:00:00+0000`. */
function readMoment(value: unknown): number | undefined {
  const at = Date.parse(readText(value) ?? '');
  return Number.isNaN(at) ? undefined : at;
}

import type { PublishedPost } from '../../watches/watch.ts';
import { HookCallError } from './hookCallError.ts';
import { HOOK_LIMITS } from './limits.ts';
import type { Fields } from './readFields.ts';

const MEDIA_ID = /^\d{1,32}$/;
const LONGEST_LINK = HOOK_LIMITS.permalink;

/** The post that a container became, as a program says it. @returns `undefined` where it says nothing of that @throws HookCallError */
export function readPost({ published, permalink }: Fields): PublishedPost | undefined {
  const link = permalink === undefined ? undefined : readPermalink(permalink);
  const isPublished = published !== undefined && published !== false && published !== 'false';
  if (!isPublished && link === undefined) return undefined;
  const id = isPublished ? readMediaId(published) : undefined;
  return { ...(id !== undefined && { id }), ...(link !== undefined && { permalink: link }) };
}

function readMediaId(value: unknown): string | undefined {
  if (value === true || value === 'true') return undefined;
  const isText = typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value));
  const id = isText ? String(value).trim() : '';
  if (MEDIA_ID.test(id)) return id;
  throw new HookCallError(
    'published',
    'published takes the id that Threads returned for the post, as text in quotes, or true where you do not know it.',
  );
}

function readPermalink(value: unknown): string {
  const url = typeof value === 'string' && value.length <= LONGEST_LINK ? URL.parse(value.trim()) : null;
  if (url?.protocol === 'https:' && url.username === '' && url.password === '') return url.href;
  throw new HookCallError(
    'permalink',
    `permalink takes the address of the post: an https URL of at most ${LONGEST_LINK} characters, such as "https://www.threads.com/@brand/post/abc".`,
  );
}

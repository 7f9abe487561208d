import type { PublishedPost } from '../../watches/watch.ts';
import { HookCallError } from './hookCallError.ts';
import { HOOK_LIMITS } from './limits.ts';
import type { Fields } from './readFields.ts';

const MEDIA_ID = /^\d{1,32}$/;
/** As JSON, forms, and the languages behind them write it. No post has such an id. */
const YES = /^(?:true|1)$/i;
const NO = /^(?:false|0)$/i;

const LONGEST_LINK = HOOK_LIMITS.permalink;

/** The post that a container became, as a program says it. @returns `undefined` where it says nothing of that @throws HookCallError */
export function readPost({ published, permalink }: Fields): PublishedPost | undefined {
  const link = permalink === undefined ? undefined : readPermalink(permalink);
  if (says(NO, published)) return undefined;
  if (published === undefined && link === undefined) return undefined;
  const id = published === undefined ? undefined : readMediaId(published);
  return { ...(id !== undefined && { id }), ...(link !== undefined && { permalink: link }) };
}

function says(word: RegExp, value: unknown): boolean {
  return ['boolean', 'number', 'string'].includes(typeof value) && word.test(String(value).trim());
}

function readMediaId(value: unknown): string | undefined {
  if (says(YES, value)) return undefined;
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

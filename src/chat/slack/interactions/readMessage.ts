import { z } from 'zod';
import { unwrapText } from './unwrapText.ts';

/** Where the words of a message stand, in its blocks and attachments too. */
const WORD_KEYS: ReadonlySet<string> = new Set([
  'text',
  'title',
  'pretext',
  'fallback',
  'footer',
  'author_name',
  'value',
  'url',
  'title_link',
]);

/** More than a message of Slack has parts. */
const MOST_PARTS = 5_000;

/** Links to messages, people and files. */
const OWN_LINK = /https?:\/\/[\w-]{1,60}\.slack\.com\/[^\s<>|]{0,2000}/gi;
/** People, channels and times; what they are shown as is no container id either. */
const MENTION = /<[@#!][^<>]{0,300}>/g;

const recordSchema = z.record(z.string(), z.unknown());

/**
 * Everything that a message says, without what can only be Slack's own numbers. Slack sends the message along with a
 * shortcut, so that no scope to read messages is needed.
 */
export function readMessage(message: unknown): string {
  const words: string[] = [];
  const open: unknown[] = [message];
  for (let parts = 0; open.length > 0 && parts < MOST_PARTS; parts += 1) {
    const next = open.pop();
    if (Array.isArray(next)) open.push(...next.toReversed());
    else words.push(...readPart(next, open));
  }
  const all = words.map((each) => unwrapText(each.replaceAll(MENTION, ' '))).join('\n');
  return all.replaceAll(OWN_LINK, ' ');
}

/** @param open what stands in the part, to be read after it */
function readPart(part: unknown, open: unknown[]): string[] {
  const record = recordSchema.safeParse(part).data;
  // What a button carries is not what the message says.
  if (record === undefined || 'action_id' in record) return [];
  const entries = Object.entries(record);
  open.push(...entries.flatMap(([, value]) => (isPart(value) ? [value] : [])).toReversed());
  return entries.flatMap(([key, value]) => (typeof value === 'string' && WORD_KEYS.has(key) ? [value] : []));
}

function isPart(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

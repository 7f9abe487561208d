import { findContainerIds } from '../src/threads/containerIds.ts';

/** Characters: more than any chat lets a person write. */
const LONGEST_MESSAGE = 20_000;

/** An id that other words are written next to, such as `failed:1788…`. A shorter number there is hardly an id. */
const EMBEDDED_ID = /(?<![\p{L}\p{N}])\d{15,20}(?![\p{L}\p{N}])/gu;

/**
 * The container ids in a message that somebody wrote for others to read, each once. Words that are no ids are nothing
 * to complain about here. A number of 10 to 20 digits can be something else all the same: a person looks at the ids
 * before anything is done with them.
 *
 * @param words without what the platform itself writes with numbers: mentions, links to messages, times
 */
export function findIdsInMessage(words: string): string[] {
  const { ids, others } = findContainerIds(words.slice(0, LONGEST_MESSAGE));
  const embedded = others.flatMap(({ word, kind }) =>
    kind === 'word' || kind === 'json' ? (word.match(EMBEDDED_ID) ?? []) : [],
  );
  return inOrder([...new Set([...ids, ...embedded])], words);
}

/** In the order in which they stand; last those that stand in groups of digits. */
function inOrder(ids: readonly string[], words: string): string[] {
  const places = ids.map((id) => ({ id, at: words.indexOf(id) }));
  const last = (at: number): number => (at < 0 ? words.length : at);
  return places.sort((a, b) => last(a.at) - last(b.at)).map(({ id }) => id);
}

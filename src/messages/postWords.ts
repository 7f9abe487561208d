import { code, joinText, person, type Text, text } from './text.ts';

/** Characters of a note that a headline shows. A locked phone shows about as many. */
const LONGEST_NAME = 80;

/** What is known of a watched post. */
export interface PostFacts {
  readonly container: string;
  /** What people called it when they watched it. */
  readonly note?: string | undefined;
}

/** A post as people know it, as the subject of a headline: `“launch video”`, else `Container 1788…`. */
export function namePost({ container, note }: PostFacts): Text {
  return note === undefined ? text`Container ${code(container)}` : text`“${shortenNote(note)}”`;
}

/** Posts as people know them, as the object of a sentence: `“launch video”`, `1788…`, `3 posts`. */
export function namePosts(posts: readonly PostFacts[]): Text {
  const [first] = posts;
  if (first === undefined) return text`nothing`;
  const notes = new Set(posts.map(({ note }) => note));
  if (posts.length === 1)
    return first.note === undefined ? text`${code(first.container)}` : text`“${shortenNote(first.note)}”`;
  return notes.size === 1 && first.note !== undefined
    ? text`“${shortenNote(first.note)}” (${posts.length} posts)`
    : text`${posts.length} posts`;
}

export interface ContextFacts extends PostFacts {
  readonly account: string;
  /** Who asked for the watch. */
  readonly by?: string | undefined;
  /** The name of the hook by which a program did, in place of the person. */
  readonly hook?: string | undefined;
}

/**
 * The small print of a message about one post: its id, its account, the note where the headline cut it, who asked; then
 * what else belongs there.
 */
export function describePost({ container, account, note, by, hook }: ContextFacts, ...more: Text[]): Text {
  const isCut = note !== undefined && shortenNote(note) !== note;
  return joinText(
    [
      // Without a note, the headline names the id.
      ...(note === undefined ? [] : [text`${code(container)}`]),
      text`${account}`,
      ...(isCut ? [text`“${note}”`] : []),
      ...describeAsker(by, hook),
      ...more,
    ],
    ' · ',
  );
}

/** Who asked for a watch, in small print. */
export function describeAsker(by: string | undefined, hook: string | undefined): Text[] {
  if (hook !== undefined) return [text`by the hook “${hook}”`];
  return by === undefined ? [] : [text`asked by ${person(by)}`];
}

/** A note, cut to what a headline shows. */
export function shortenNote(note: string): string {
  if (note.length <= LONGEST_NAME) return note;
  const characters = [...note];
  return characters.length <= LONGEST_NAME ? note : `${characters.slice(0, LONGEST_NAME - 1).join('')}…`;
}

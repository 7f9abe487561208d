import { HookCallError } from './hookCallError.ts';
import { HOOK_LIMITS } from './limits.ts';

/** Characters of a note. */
const LONGEST_NOTE = HOOK_LIMITS.note;

/** Line breaks, half characters, and the marks that change the direction of text. The joiner of composed emoji stays. */
const UNSHOWN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]+/gu;

/** Words from outside on one line, without signs that can't be shown. */
export function cleanWords(words: string): string {
  return words.toWellFormed().replaceAll(UNSHOWN, ' ').trim();
}

/** @returns `undefined` where the note is blank @throws HookCallError */
export function readNote(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number')
    throw new HookCallError('note', 'note takes text: the name by which people know the post.');
  const note = cleanWords(String(value));
  if (note.length > LONGEST_NOTE && [...note].length > LONGEST_NOTE)
    throw new HookCallError('note', `note is too long: send at most ${LONGEST_NOTE} characters of it.`);
  return note === '' ? undefined : note;
}

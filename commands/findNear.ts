import { distance } from 'fastest-levenshtein';
import { toPlain, trimMarks } from '../src/plainText.ts';

/** Characters. A longer text is no name of ours. */
const LONGEST = 100;

/** From this many characters on, a name may be two slips away; a shorter one would be a guess. */
const LONG_NAME = 6;

/** So many characters of a name's beginning are enough to know it. */
const SHORTEST_BEGINNING = 3;

/** More names than these are no suggestion. */
const MOST_NEAR = 3;

/**
 * The names that a person most likely meant: those with the fewest slips, in the order given. A letter too many, too few
 * or wrong is one slip, and so are two that were swapped; the beginning of a name counts as more than one.
 *
 * @returns at most three; empty where nothing is near
 */
export function findNear(typed: string, names: readonly string[]): readonly string[] {
  const wanted = trimMarks(toPlain(typed.slice(0, LONGEST)), '-_').toLowerCase();
  if (wanted === '' || typed.length > LONGEST) return [];
  const slips = names.map((name) => [name, countSlips(wanted, name.toLowerCase())] as const);
  const fewest = Math.min(...slips.map(([, count]) => count));
  if (!Number.isFinite(fewest)) return [];
  return slips.flatMap(([name, count]) => (count === fewest ? [name] : [])).slice(0, MOST_NEAR);
}

/** The slips between what was typed and a name, both in lower case. @returns `Infinity` where the name is not near */
export function countSlips(typed: string, name: string): number {
  if (typed === name) return 0;
  if (isSwapped(typed, name)) return 1;
  const count = distance(typed, name);
  if (count === 1) return count;
  if (typed.length >= SHORTEST_BEGINNING && name.startsWith(typed)) return 1.5;
  return count === 2 && Math.min(typed.length, name.length) >= LONG_NAME ? count : Number.POSITIVE_INFINITY;
}

/** Whether two neighbours changed places: two edits to a distance in letters, and one slip of a hand. */
function isSwapped(typed: string, name: string): boolean {
  if (typed.length !== name.length) return false;
  let at = 0;
  while (at < typed.length && typed[at] === name[at]) at += 1;
  return (
    typed[at] === name[at + 1] && typed[at + 1] === name[at] && typed.slice(at + 2) === name.slice(at + 2)
  );
}

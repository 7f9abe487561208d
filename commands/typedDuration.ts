import { parseDuration } from '../src/duration.ts';
import { toPlain, trimMarks } from '../src/plainText.ts';

/** Characters. A longer text is no duration. */
const LONGEST = 100;

/** Units as people write them, by their first letter. */
const UNIT = /([\d.])(?:(d)(?:ays?)?|(h)(?:ours?|rs?)?|(m)(?:inutes?|ins?)?|(s)(?:econds?|ecs?)?)(?![a-z])/g;

/**
 * Reads a duration as people type it: `20m`, `2h10m`, `1.5 h`, `2 hours 10 minutes`, `20 min ago`.
 *
 * @returns ms, or `undefined` where it is none
 */
export function parseTypedDuration(typed: string): number | undefined {
  if (typed.length > LONGEST) return undefined;
  const plain = toPlain(typed).toLowerCase();
  // A mark before a number would change what it means.
  if (/[-−]|(?<!\d)[.٫]\d/.test(plain)) return undefined;
  const compact = plain.replaceAll(/(\d)[,٫](\d)/g, '$1.$2').replaceAll(/[\s,]|\band\b|\bago\b/g, '');
  const short = trimMarks(compact).replaceAll(UNIT, '$1$2$3$4$5');
  return parseDuration(short);
}

/**
 * Whether everything is played that takes minutes: `THOROUGH=1 npm test -- test/publishing`. Else the tests that have far
 * more cases than show anything new take a part of them, and the next of them another part.
 */
const { THOROUGH } = process.env;
export const isThorough = THOROUGH === '1';

/** The part of its random cases that a property is tried on usually. Each run draws other ones. */
const SHARE = 1 / 5;

/** How many cases a property is tried on. @param thoroughly how many, where everything is played */
export function drawn(thoroughly: number): number {
  return isThorough ? thoroughly : Math.ceil(thoroughly * SHARE);
}

/**
 * Whether everything is played that takes minutes: `THOROUGH=1 npm test -- test/publishing`. Else the tests that have far
 * more cases than show anything new take a part of them, and the next of them another part.
 */
const { THOROUGH } = process.env;
export const isThorough = THOROUGH === '1';

import { trimTrailing } from '../trimTrailing.ts';
import type { GraphError } from './readGraphError.ts';

/** `(#100) ` and the like, with which Graph begins some of its messages. */
const CODE_PREFIX = /^\(#-?\d+\)\s*/;

/** Messages without information, without the code before them and the full stop behind. */
const UNINFORMATIVE = new Set([
  'an error occurred',
  'an unexpected error has occurred',
  'an unexpected error has occurred. please retry your request later',
  'an unknown error has occurred',
  'an unknown error occurred',
  'application request limit reached',
  'error',
  'fatal',
  'invalid parameter',
  'permissions error',
  'timeout',
  'unknown',
  'unknown error',
]);

/** Characters. Longer words say something, and are not searched. */
const LONGEST_UNINFORMATIVE = 200;

/** Whether words of Meta's say nothing about what went wrong. In other languages than English they are not recognised. */
export function isUninformative(words: string): boolean {
  if (words.length > LONGEST_UNINFORMATIVE) return false;
  const plain = trimTrailing(words.trim().replace(CODE_PREFIX, ''), '.!').toLowerCase();
  return plain === '' || UNINFORMATIVE.has(plain);
}

/** Of the words of an error, those that say most: its message, or what it has for the user where that says nothing. */
export function chooseWords({ message, userMessage, userTitle }: GraphError): string | undefined {
  const words = [message, userMessage, userTitle].filter((each) => each !== undefined);
  return words.find((each) => !isUninformative(each)) ?? words[0];
}

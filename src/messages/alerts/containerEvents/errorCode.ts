import type { ErrorDetails } from '../../../threads/errorDetails.ts';
import { code, type Text, text } from '../../text.ts';

/** The number by which people search for an error; `undefined` where it has none. */
export function nameErrorCode({ code: number, subcode }: ErrorDetails): Text | undefined {
  if (number === undefined) return undefined;
  return text`error code ${code(subcode === undefined ? `${number}` : `${number}/${subcode}`)}`;
}

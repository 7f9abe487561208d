import { validateHeaderName, validateHeaderValue } from 'node:http';
import * as z from 'zod';
import { expected } from './expected.ts';

/** Headers that describe the length of the body. Node sets them. */
const FRAMING = new Set(['content-length', 'transfer-encoding', 'trailer']);

/** Headers of an answer, by name. */
export const headersSchema = z
  .record(
    z.string(),
    z.string(expected('a header value', '"120"')),
    expected('headers', '{ "retry-after": "120" }'),
  )
  .refine((headers) => Object.entries(headers).every(isSendable), {
    error:
      'expected headers that HTTP can carry and that do not frame the body, such as { "retry-after": "120" }',
  });

function isSendable([name, value]: [string, string]): boolean {
  if (FRAMING.has(name.toLowerCase())) return false;
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

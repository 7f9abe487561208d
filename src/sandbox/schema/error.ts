import * as z from 'zod';
import { expected, strictObject } from './expected.ts';

const EXAMPLE = '{ "code": 24, "error_subcode": 4279009 }';

const http = expected('an HTTP status from 200 to 599', '500');
/** The HTTP status of a complete answer, so not 1xx. */
export const httpSchema = z.int(http).min(200, http).max(599, http);

const text = z.string(expected('a text', '"Session has expired"'));
const code = z.int(expected('an error code', '190'));

/** An error of Threads. The sandbox fills in what is left out. */
export const errorSchema = strictObject('an error', EXAMPLE, {
  http: httpSchema.optional(),
  type: text.optional(),
  code,
  error_subcode: code.optional(),
  message: text.optional(),
  is_transient: z.boolean(expected('true or false', 'true')).optional(),
  error_user_title: text.optional(),
  error_user_msg: text.optional(),
});

export type ErrorSpec = z.output<typeof errorSchema>;

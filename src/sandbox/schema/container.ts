import * as z from 'zod';
import { durationSchema } from './duration.ts';
import { errorSchema, httpSchema } from './error.ts';
import { expected, strictObject } from './expected.ts';
import { headersSchema } from './headers.ts';

const EXAMPLE = '{ "at": "100s", "status": "ERROR", "error_message": "FAILED_DOWNLOADING_VIDEO" }';

const statusStepSchema = strictObject('a container step', EXAMPLE, {
  at: durationSchema,
  status: z.string(expected('a status', '"FINISHED"')).min(1, expected('a status', '"FINISHED"')),
  error_message: z.string(expected('an error message', '"FAILED_DOWNLOADING_VIDEO"')).optional(),
});

const errorStepSchema = strictObject('a container step', '{ "at": "0s", "error": { "code": 24 } }', {
  at: durationSchema,
  error: errorSchema,
});

const bodyStepSchema = strictObject('a container step', '{ "at": "0s", "http": 200, "body": "{}" }', {
  at: durationSchema,
  http: httpSchema.default(200),
  headers: headersSchema.optional(),
  body: z.string(expected('the body as a text', '"" or "{}"')),
});

/** From `at` on, counted from the container's start, the container has this status, or answers this error or this body. */
const containerStepSchema = z.union([statusStepSchema, errorStepSchema, bodyStepSchema], {
  error: expected('a container step', EXAMPLE).error,
});

const id = expected('a container id of digits', '"17900000000000001"');

/** The timelines of the containers, by id. */
export const containersSchema = z.record(
  z.string().regex(/^\d{1,25}$/),
  z
    .array(containerStepSchema, expected('a list of container steps', `[${EXAMPLE}]`))
    .min(1, expected('at least one container step', `[${EXAMPLE}]`)),
  {
    error: (issue) =>
      issue.code === 'invalid_key'
        ? id.error
        : `expected containers by id, such as { "17900000000000001": [${EXAMPLE}] }`,
  },
);

export type ContainerStep = z.output<typeof containerStepSchema>;

import * as z from 'zod';
import { HOUR } from '../../duration.ts';
import { durationSchema } from './duration.ts';
import { errorSchema, httpSchema } from './error.ts';
import { expected, strictObject } from './expected.ts';
import { headersSchema } from './headers.ts';

const EXAMPLE = '{ "from": "2h", "to": "2h10m", "http": 500, "body": "" }';

/** The kinds of calls that a fault can be limited to. */
const FAULTABLE = [
  'status',
  'quotas',
  'me',
  'refresh',
  'debug',
  'code',
  'exchange',
  'create',
  'publish',
  'posts',
] as const;

const callKind = z.enum(FAULTABLE, { error: `expected one of ${FAULTABLE.join(', ')}` });
const yes = z.literal(true, { error: 'expected true, or nothing' });

const effects = {
  only: z
    .union([callKind, z.array(callKind).min(1, `expected one or more of ${FAULTABLE.join(', ')}`)], {
      error: `expected one or more of ${FAULTABLE.join(', ')}`,
    })
    .optional(),
  account: z.string(expected('the username of an account', '"brand"')).optional(),
  delay: durationSchema.refine((ms) => ms <= HOUR, expected('a delay of at most 1h', '"2s"')).optional(),
  http: httpSchema.optional(),
  headers: headersSchema.optional(),
  body: z.string(expected('the body as a text', '"" or "<html>Sorry</html>"')).optional(),
  error: errorSchema.optional(),
  drop: yes.optional(),
  hang: yes.optional(),
  container: z
    .string(expected('a container id of digits', '"17900000000000001"'))
    .regex(/^\d{1,25}$/, expected('a container id of digits', '"17900000000000001"'))
    .optional(),
  /** Only for so long after the container became ready. */
  unready: durationSchema.optional(),
  /** How long after the call the container becomes a post all the same. */
  publishes: durationSchema.optional(),
};

/** Applies from `from` (inclusive) to `to` (exclusive; left out: forever), counted from the scenario's start. */
export const faultSchema = strictObject('a fault', EXAMPLE, {
  from: durationSchema.default(0),
  to: durationSchema.optional(),
  ...effects,
}).check((context) => {
  const { value } = context;
  const refusal = findContradiction(value);
  if (refusal !== undefined) context.issues.push({ code: 'custom', input: value, message: refusal });
  if (value.to !== undefined && value.to <= value.from) {
    const message = 'expected a time after "from", such as "2h10m" after "2h"';
    context.issues.push({ code: 'custom', input: value.to, path: ['to'], message });
  }
});

/** A fault that starts now. It lasts `for` that long, or until it is removed. */
export const faultFromNowSchema = strictObject(
  'a fault from now',
  '{ "for": "10m", "http": 500, "body": "" }',
  {
    for: durationSchema.optional(),
    ...effects,
  },
).check((context) => {
  const refusal = findContradiction(context.value);
  if (refusal !== undefined) context.issues.push({ code: 'custom', input: context.value, message: refusal });
});

export type Fault = z.output<typeof faultSchema>;
export type FaultFromNow = z.output<typeof faultFromNowSchema>;

function findContradiction(fault: Omit<Fault, 'from' | 'to'>): string | undefined {
  const { http, error, body, headers, drop, hang, delay, only, publishes, unready } = fault;
  const answers = http !== undefined || error !== undefined;
  const ends = [answers, drop, hang].filter(Boolean).length;
  if (ends > 1) return 'expected one of an answer ("http", "error"), "drop" or "hang", not several';
  if ((publishes ?? unready) !== undefined && only !== 'publish')
    return 'expected "only": "publish" beside "publishes" and "unready"';
  if (ends === 0 && delay === undefined && headers === undefined && publishes === undefined)
    return `expected what happens, such as ${EXAMPLE}`;
  if (body !== undefined && error !== undefined) return 'expected either "body" or "error", not both';
  if (body !== undefined && http === undefined) return 'expected "http" beside "body", such as 500';
  if (headers !== undefined && (drop || hang))
    return 'expected an answer beside "headers", not "drop" or "hang"';
  return undefined;
}

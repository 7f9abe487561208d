import * as z from 'zod';
import { durationSchema } from './duration.ts';
import { expected, strictObject } from './expected.ts';

const EXAMPLE = '{ "at": "0s", "usage": 212, "total": 250 }';

const count = z.int(expected('a count', '212')).min(0, expected('a count from 0', '212'));

/** A quota's usage, total and rolling window from this time on. A value that is left out does not change. */
const quotaStepSchema = strictObject('a quota step', EXAMPLE, {
  at: durationSchema,
  usage: count.optional(),
  total: count.optional(),
  window: durationSchema.optional(),
});

const quotaSchema = z.union([z.literal('no-scope'), z.array(quotaStepSchema)], {
  error: `expected a list of quota steps, such as [${EXAMPLE}], or "no-scope" for a token that may not ask`,
});

/** The four quota pairs. A pair that is left out is unused. */
export const quotasSchema = strictObject('the quotas', `{ "posts": [${EXAMPLE}], "deletes": "no-scope" }`, {
  posts: quotaSchema.optional(),
  replies: quotaSchema.optional(),
  deletes: quotaSchema.optional(),
  location_searches: quotaSchema.optional(),
});

export type QuotaStep = z.output<typeof quotaStepSchema>;
export type Quotas = z.output<typeof quotasSchema>;

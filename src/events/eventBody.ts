import { z } from 'zod';

/**
 * What is posted to a program, as JSON. `docs/events.md` explains each field. Records of later versions may hold more.
 */
export const eventBodySchema = z.looseObject({
  id: z.string(),
  type: z.string(),
  at: z.iso.datetime(),
  account: z.string(),
  container: z.string().optional(),
  note: z.string().optional(),
  status: z.string().optional(),
  error_message: z.string().optional(),
  /** The post that it became, as far as that is known. */
  post: z.object({ id: z.string().optional(), permalink: z.string().optional() }).optional(),
  explanation: z.object({
    cause: z.string(),
    fix: z.string(),
    /** Whether creating the same post anew can help; `null` where that is not known. */
    try_again: z.enum(['yes', 'once', 'no']).nullable(),
  }),
  error: z
    .object({
      code: z.number().optional(),
      error_subcode: z.number().optional(),
      message: z.string().optional(),
    })
    .optional(),
  expires_at: z.iso.datetime().optional(),
  quota: z
    .object({
      name: z.string(),
      used: z.number(),
      total: z.number(),
      share: z.number(),
      threshold: z.number(),
    })
    .optional(),
});

export type EventBody = z.infer<typeof eventBodySchema>;

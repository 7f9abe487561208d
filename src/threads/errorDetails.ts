import { z } from 'zod';
import { THREADS_ERROR_KINDS, type ThreadsError } from './errors.ts';

/** What remains of a `ThreadsError` in a record: enough to explain it later. */
export const errorDetailsSchema = z.object({
  kind: z.enum(THREADS_ERROR_KINDS),
  code: z.number().optional(),
  subcode: z.number().optional(),
  apiMessage: z.string().optional(),
  /** When Threads says it may be called again, ms since the epoch. */
  retryAt: z.number().optional(),
});

export type ErrorDetails = z.infer<typeof errorDetailsSchema>;

/** The facts of an error that a record keeps. */
export function toErrorDetails({ kind, code, subcode, apiMessage, retryAt }: ThreadsError): ErrorDetails {
  return {
    kind,
    ...(code !== undefined && { code }),
    ...(subcode !== undefined && { subcode }),
    ...(apiMessage !== undefined && { apiMessage }),
    ...(retryAt !== undefined && { retryAt }),
  };
}

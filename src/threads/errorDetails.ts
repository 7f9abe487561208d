import { z } from 'zod';
import { CALL_SUBJECTS, THREADS_ERROR_KINDS, type ThreadsError } from './errors.ts';

/** What a record keeps of a `ThreadsError`: enough to explain it later. */
export const errorDetailsSchema = z.object({
  kind: z.enum(THREADS_ERROR_KINDS),
  /** What was asked about; records of earlier versions leave it out. */
  subject: z.enum(CALL_SUBJECTS).optional(),
  code: z.number().optional(),
  subcode: z.number().optional(),
  apiMessage: z.string().optional(),
  /** When Threads says it may be called again, ms since the epoch. */
  retryAt: z.number().optional(),
});

export type ErrorDetails = z.infer<typeof errorDetailsSchema>;

/** The details of an error that a record keeps. */
export function toErrorDetails({
  kind,
  subject,
  code,
  subcode,
  apiMessage,
  retryAt,
}: ThreadsError): ErrorDetails {
  return {
    kind,
    ...(subject !== undefined && { subject }),
    ...(code !== undefined && { code }),
    ...(subcode !== undefined && { subcode }),
    ...(apiMessage !== undefined && { apiMessage }),
    ...(retryAt !== undefined && { retryAt }),
  };
}

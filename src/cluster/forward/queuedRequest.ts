import { z } from 'zod';

/** What a person or a program asked, on its way to the owner of its partition. */
export interface QueuedRequest {
  /** What shall be done with it; the receiver's `handle` tells them apart. */
  readonly kind: string;
  /** By which a repeated delivery is recognized. */
  readonly id: string;
  /** Plain JSON. */
  readonly body: unknown;
}

/** A request in the queue. */
export const forwardedJob = z.object({
  kind: z.string(),
  id: z.string(),
  body: z.unknown(),
  /** When it was asked, ms of Redis' time. */
  at: z.number(),
  /** After so long an answer is of no use any more, ms. */
  validForMs: z.number(),
  /** The channel on which the one who asked waits for the answer. */
  replyTo: z.string().optional(),
});

/** What the owner publishes to the one who asked. */
export const forwardedAnswer = z.discriminatedUnion('isDone', [
  z.object({ id: z.string(), isDone: z.literal(true), answer: z.unknown() }),
  z.object({ id: z.string(), isDone: z.literal(false) }),
]);

export type ForwardedJob = z.infer<typeof forwardedJob>;
export type ForwardedAnswer = z.infer<typeof forwardedAnswer>;

/** The queue of a partition's requests. */
export function queueOf(partition: number): string {
  return `forward-${partition}`;
}

/**
 * `not_forwarded`: Redis did not take the request, which its incident in the log counts. `no_answer`: nobody answered in time, and the request may have been done or not.
 * `failed`: the owner failed at it, and has logged why.
 */
export type ForwardErrorCode = 'not_forwarded' | 'no_answer' | 'failed';

/** A request did not reach the owner of its partition, or its answer did not come back. */
export class ForwardError extends Error {
  override readonly name = 'ForwardError';
  readonly code: ForwardErrorCode;

  constructor(code: ForwardErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

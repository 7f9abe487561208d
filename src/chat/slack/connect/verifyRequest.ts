import { createHmac, timingSafeEqual } from 'node:crypto';

/** A request that is older, or from further in the future, is refused; seconds. */
export const FIVE_MINUTES = 5 * 60;

export interface SignedRequest {
  readonly body: string;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
}

export type Verdict = 'genuine' | 'unsigned' | 'too old' | 'too new' | 'wrongly signed';

/**
 * Verifies that a request comes from Slack.
 *
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function verifyRequest(request: SignedRequest, secret: string, nowMilliseconds: number): Verdict {
  const { body, timestamp, signature } = request;
  if (timestamp === undefined || signature === undefined || !/^\d{1,12}$/.test(timestamp)) return 'unsigned';
  const age = Math.floor(nowMilliseconds / 1000) - Number(timestamp);
  if (age > FIVE_MINUTES) return 'too old';
  if (age < -FIVE_MINUTES) return 'too new';
  const expected = Buffer.from(
    `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`,
  );
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected) ? 'genuine' : 'wrongly signed';
}

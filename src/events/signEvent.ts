import { createHmac, randomBytes } from 'node:crypto';
import { SECOND } from '../duration.ts';

/** What a signing secret begins with, so that people and scanners know one when they see it. */
const SECRET_PREFIX = 'whsec_';

/** Bits enough that nobody guesses it. */
const SECRET_BYTES = 32;

/** A new signing secret. */
export function createSigningSecret(): string {
  return `${SECRET_PREFIX}${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

/**
 * The signature of one try to deliver an event. It holds the time, so that a call that somebody recorded is of no use later.
 *
 * @param body exactly what is sent
 * @param now ms since the epoch
 * @returns `t=<unix seconds>,v1=<HMAC-SHA256 of "<t>.<body>" in hex>`
 */
export function signEvent(secret: string, body: string, now: number): string {
  const seconds = Math.floor(now / SECOND);
  const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${signature}`;
}

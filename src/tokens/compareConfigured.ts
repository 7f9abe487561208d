import { createHash } from 'node:crypto';
import type { TokenRecord } from './tokenRecord.ts';

type ConfiguredOrigin = Extract<TokenRecord['origin'], { readonly kind: 'configured' }>;

/** What became of a configured token that a later one has replaced: the stored one is used, or the configured one again. */
export type ReplacedOutcome = 'kept' | 'returned';

export type Compared =
  /** The stored token is used, which is the configured one, or what that was refreshed to. */
  | { readonly kind: 'stored'; readonly record: TokenRecord; readonly outcome?: ReplacedOutcome }
  /** The configured token is used from now on. */
  | { readonly kind: 'configured'; readonly origin: ConfiguredOrigin; readonly outcome?: ReplacedOutcome };

/** So many replaced tokens are remembered. */
const REMEMBERED = 8;

/**
 * Whether a process uses the token that it has in its environment or the stored one. Where several replicas do not have the same
 * environment, one may have an older token than the others: it must not throw away to what the later one was refreshed, which
 * nobody else has. A later one that never was refreshed is still in somebody's environment, so whoever has put a wrong token
 * there can go back. Pure.
 *
 * @param hash of the token in the environment
 * @param record what is stored of the account
 */
export function compareConfigured(hash: string, record: TokenRecord | undefined): Compared {
  if (record?.origin.kind !== 'configured') return { kind: 'configured', origin: createOrigin(hash, []) };
  const { origin, secret, issued } = record;
  const { replaced = [] } = origin;
  if (origin.hash === hash) return { kind: 'stored', record };
  if (!replaced.includes(hash))
    return { kind: 'configured', origin: createOrigin(hash, [origin.hash, ...replaced]) };
  if (secret !== undefined && issued !== undefined) return { kind: 'stored', record, outcome: 'kept' };
  // The one that it replaces now is no older for that.
  const older = replaced.filter((each) => each !== hash);
  return { kind: 'configured', origin: createOrigin(hash, older), outcome: 'returned' };
}

function createOrigin(hash: string, replaced: readonly string[]): ConfiguredOrigin {
  if (replaced.length === 0) return { kind: 'configured', hash };
  return { kind: 'configured', hash, replaced: replaced.slice(0, REMEMBERED) };
}

/** Whether a token is the one that an account has in the environment. */
export function isConfiguredToken(origin: TokenRecord['origin'], token: string): boolean {
  return origin.kind === 'configured' && origin.hash === hashOf(token);
}

/** Identifies a token without revealing it: a token is too long to be guessed from its hash. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** The secret part of a hook's address. */
const BYTES = 32;

/** Creates the key of a hook: 256 random bits, in base64url. */
export function createKey(): string {
  return randomBytes(BYTES).toString('base64url');
}

/** What is stored of a key: nobody can call a hook with a copy of the store. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}

/** No key has this hash. */
const NO_HASH = Buffer.alloc(BYTES).toString('base64url');

/** Compares in a time that says nothing of the hashes, also where there is nothing to compare with. */
export function isSameHash(hash: string, stored: string = NO_HASH): boolean {
  const [one, other] = [Buffer.from(hash), Buffer.from(stored)];
  return one.length === other.length && timingSafeEqual(one, other);
}

import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';

/** Authenticated: what was changed, or belongs to another account, does not open. */
const ALGORITHM = 'aes-256-gcm';

/** What GCM is made for, random for each message (NIST SP 800-38D). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A token, encrypted: which key opens it, and what that key needs, in base64. */
export const sealedSchema = z.object({
  keyId: z.string(),
  nonce: z.string(),
  /** The ciphertext, and after it the tag. */
  box: z.string(),
});

export type Sealed = z.infer<typeof sealedSchema>;

/** A stored token can't be opened with the keys there are. It ends the start, and changes nothing that is stored. */
export class WrongKeyError extends Error {
  override readonly name = 'WrongKeyError';
  readonly code = 'wrong_key';

  /** @param problem a clause that says why */
  constructor(account: string, problem: string) {
    super(
      `TOKEN_KEY: the stored token of account ${account} can't be opened: ${problem}. ` +
        'Set the key that it was encrypted with; to change the key, write the new one, a comma, and the old one. ' +
        'If that key is lost, forget the stored tokens with npm run forget-tokens, and give each account a new one.',
    );
  }
}

/** Encrypts tokens for the store, each bound to the name of its account. */
export interface TokenCipher {
  /** Tells the key that writes from others, and nothing more of it. */
  readonly keyId: string;
  seal(token: string, account: string): Sealed;
  /** @throws WrongKeyError */
  open(sealed: Sealed, account: string): string;
}

/** @param keys of 32 bytes each, in base64, at least one: the first writes, all read */
export function createTokenCipher(keys: readonly string[]): TokenCipher {
  const [writing, ...others] = keys.map((text) => createKey(Buffer.from(text, 'base64')));
  if (writing === undefined) throw new TypeError('a cipher without a key');
  return {
    keyId: writing.id,
    seal(token, account) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, writing.bytes, nonce).setAAD(Buffer.from(account));
      const box = Buffer.concat([cipher.update(token, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return { keyId: writing.id, nonce: nonce.toString('base64'), box: box.toString('base64') };
    },
    open(sealed, account) {
      const key = [writing, ...others].find(({ id }) => id === sealed.keyId);
      if (key === undefined) throw new WrongKeyError(account, 'it was encrypted with another key');
      return decrypt(key.bytes, sealed, account);
    },
  };
}

interface Key {
  readonly id: string;
  readonly bytes: Buffer;
}

/** Of 256 random bits, a few bits of a hash tell nothing. */
function createKey(bytes: Buffer): Key {
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), bytes };
}

function decrypt(key: Buffer, { nonce, box }: Sealed, account: string): string {
  const bytes = Buffer.from(box, 'base64');
  try {
    const decipher = createDecipheriv(ALGORITHM, key, Buffer.from(nonce, 'base64'), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(account)).setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    throw new WrongKeyError(account, 'what is stored was changed, or belongs to another account');
  }
}

import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';

/** Authenticated encryption: a text that was changed, or belongs to another account, can't be decrypted. */
const ALGORITHM = 'aes-256-gcm';

/** The nonce length recommended for GCM; random for each message (NIST SP 800-38D). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** An encrypted token. `nonce` and `box` are in base64. */
export const encryptedTokenSchema = z.object({
  /** The id of the key that decrypts it. */
  keyId: z.string(),
  nonce: z.string(),
  /** The ciphertext, followed by the authentication tag. */
  box: z.string(),
});

export type EncryptedToken = z.infer<typeof encryptedTokenSchema>;

/** None of the keys can decrypt a stored token. It ends the start; the store stays unchanged. */
export class WrongKeyError extends Error {
  override readonly name = 'WrongKeyError';
  readonly code = 'wrong_key';

  /** @param problem a clause that says why */
  constructor(account: string, problem: string) {
    super(
      `TOKEN_KEY: the stored token of account ${account} can't be decrypted: ${problem}. ` +
        'Set the key that it was encrypted with. To change the key, write the new key, a comma, and the old key. ' +
        'If that key is lost, delete the stored tokens with npm run forget-tokens, and give each account a new token.',
    );
  }
}

/** Encrypts tokens for the store. Each encrypted token is bound to the name of its account. */
export interface TokenCipher {
  /** Identifies the key that encrypts, without revealing it. */
  readonly keyId: string;
  encrypt(token: string, account: string): EncryptedToken;
  /** @throws {WrongKeyError} if no key fits, or the text was changed or belongs to another account */
  decrypt(encrypted: EncryptedToken, account: string): string;
}

/**
 * Creates a cipher (AES-256-GCM).
 * @param keys at least one, each 32 bytes in base64; the first encrypts, all decrypt
 */
export function createTokenCipher(keys: readonly string[]): TokenCipher {
  const [primary, ...others] = keys.map((text) => createKey(Buffer.from(text, 'base64')));
  if (primary === undefined) throw new TypeError('a cipher without a key');
  return {
    keyId: primary.id,
    encrypt(token, account) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, primary.bytes, nonce).setAAD(Buffer.from(account));
      const box = Buffer.concat([cipher.update(token, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return { keyId: primary.id, nonce: nonce.toString('base64'), box: box.toString('base64') };
    },
    decrypt(encrypted, account) {
      const key = [primary, ...others].find(({ id }) => id === encrypted.keyId);
      if (key === undefined) throw new WrongKeyError(account, 'it was encrypted with another key');
      return decrypt(key.bytes, encrypted, account);
    },
  };
}

interface Key {
  readonly id: string;
  readonly bytes: Buffer;
}

/** The id is a part of the key's hash. It reveals nothing useful about 256 random bits. */
function createKey(bytes: Buffer): Key {
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), bytes };
}

function decrypt(key: Buffer, { nonce, box }: EncryptedToken, account: string): string {
  const bytes = Buffer.from(box, 'base64');
  try {
    const decipher = createDecipheriv(ALGORITHM, key, Buffer.from(nonce, 'base64'), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(account)).setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    throw new WrongKeyError(account, 'it was changed, or belongs to another account');
  }
}

import { z } from 'zod';
import type { Secrets } from '../secrets.ts';
import { encryptedTokenSchema, type TokenCipher, WrongKeyError } from '../tokens/cipher.ts';

/** A signing secret as it is stored: encrypted where TOKEN_KEY is set. */
export const signingSecretSchema = z.union([encryptedTokenSchema, z.object({ plain: z.string() })]);

export type StoredSigningSecret = z.infer<typeof signingSecretSchema>;

/** Keeps the signing secrets of hooks. Each is bound to its hook, and hidden in everything that is logged. */
export class SigningSecrets {
  readonly #cipher: TokenCipher | undefined;
  readonly #hidden: Pick<Secrets, 'add'>;

  /** @param cipher left out if TOKEN_KEY is not set */
  constructor(cipher: TokenCipher | undefined, hidden: Pick<Secrets, 'add'>) {
    this.#cipher = cipher;
    this.#hidden = hidden;
  }

  seal(secret: string, hook: string): StoredSigningSecret {
    this.#hidden.add(secret);
    return this.#cipher?.encrypt(secret, nameOf(hook)) ?? { plain: secret };
  }

  /** @throws {WrongKeyError} where no key of TOKEN_KEY decrypts it */
  open(stored: StoredSigningSecret, hook: string): string {
    const secret = 'plain' in stored ? stored.plain : this.#decrypt(stored, hook);
    this.#hidden.add(secret);
    return secret;
  }

  /** Whether it is stored as a new one would be. */
  isCurrent(stored: StoredSigningSecret): boolean {
    return 'plain' in stored ? this.#cipher === undefined : stored.keyId === this.#cipher?.keyId;
  }

  #decrypt(stored: Exclude<StoredSigningSecret, { plain: string }>, hook: string): string {
    if (this.#cipher === undefined) throw new WrongKeyError(nameOf(hook), 'TOKEN_KEY is not set');
    return this.#cipher.decrypt(stored, nameOf(hook));
  }
}

/** No account is called so: names of accounts hold no slash. */
function nameOf(hook: string): string {
  return `hook/${hook}`;
}

import { z } from 'zod';
import type { EncryptedToken, TokenCipher } from '../../../tokens/cipher.ts';

/** What is secret of an installation. */
const tokensSchema = z.object({
  token: z.string(),
  /** Where the app rotates its tokens. */
  refreshToken: z.string().optional(),
});

export type InstallationTokens = z.infer<typeof tokensSchema>;

/** Encrypts the tokens of installations. Each is bound to its team, and hidden in everything that is logged. */
export class TokenSeal {
  readonly #cipher: TokenCipher;
  readonly #hide: (secret: string) => void;

  /** @param hide called with each token that comes or is read */
  constructor(cipher: TokenCipher, hide: (secret: string) => void) {
    this.#cipher = cipher;
    this.#hide = hide;
  }

  seal(tokens: InstallationTokens, team: string): EncryptedToken {
    this.hide(tokens);
    return this.#cipher.encrypt(JSON.stringify(tokens), nameOf(team));
  }

  /** @throws {WrongKeyError} where no key of TOKEN_KEY decrypts them */
  open(sealed: EncryptedToken, team: string): InstallationTokens {
    const tokens = tokensSchema.parse(JSON.parse(this.#cipher.decrypt(sealed, nameOf(team))));
    this.hide(tokens);
    return tokens;
  }

  /** Whether they are encrypted with the present key. */
  isCurrent({ keyId }: EncryptedToken): boolean {
    return keyId === this.#cipher.keyId;
  }

  hide({ token, refreshToken }: InstallationTokens): void {
    for (const secret of [token, refreshToken]) if (secret !== undefined) this.#hide(secret);
  }
}

/** No account is called so: names of accounts hold no slash. */
function nameOf(team: string): string {
  return `slack/${team}`;
}

import type { StoredRecord } from '../../store/copy/copyEnds.ts';
import { createTokenCipher } from '../../tokens/cipher.ts';
import { variables } from '../variables.ts';

/** The collections that hold what is encrypted with TOKEN_KEY: access tokens, and the signing secrets of hooks. */
const ENCRYPTED: ReadonlySet<string> = new Set(['tokens', 'hooks']);

/** In a text that people wrote, the quotation marks have a backslash before them. */
const KEY_ID = /"keyId":"([0-9a-f]{8})"/g;

/** The ids of the keys that a record needs to be read. */
export function findKeyIds({ collection, text }: StoredRecord): string[] {
  return ENCRYPTED.has(collection) ? [...text.matchAll(KEY_ID)].map(([, id = '']) => id) : [];
}

/** Says which keys a copy needs, and whether they are set here. @param tokenKey the value of TOKEN_KEY */
export function describeKeys(keyIds: ReadonlySet<string>, tokenKey: string | undefined): string {
  if (keyIds.size === 0) return '';
  const keys = variables.TOKEN_KEY.schema.safeParse(tokenKey).data ?? [];
  const known = new Set(keys.map((key) => createTokenCipher([key]).keyId));
  const missing = [...keyIds].filter((id) => !known.has(id));
  const need =
    'The copy holds access tokens or signing secrets that are encrypted. Whoever starts Threadwatch on it needs the';
  if (missing.length === 0) return `${need} TOKEN_KEY that is set here; keep it apart from the copy.\n`;
  return `${need} TOKEN_KEY that they were encrypted with (its id is ${missing.join(', ')}); it is not the one that is set here.\n`;
}

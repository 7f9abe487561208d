import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createTokenCipher, WrongKeyError } from '../../src/tokens/cipher.ts';

const TOKEN = 'THAA-secret/token+1=';
const [first, second] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];

describe('an encrypted token', () => {
  it('is decrypted with its key, for its account', () => {
    const cipher = createTokenCipher([first]);
    expect(cipher.decrypt(cipher.encrypt(TOKEN, 'brand'), 'brand')).toBe(TOKEN);
  });

  it('is different each time, and reveals neither the token nor the key', () => {
    const cipher = createTokenCipher([first]);
    const sealed = [cipher.encrypt(TOKEN, 'brand'), cipher.encrypt(TOKEN, 'brand')];
    expect(sealed[0]?.nonce).not.toBe(sealed[1]?.nonce);
    expect(sealed[0]?.box).not.toBe(sealed[1]?.box);
    expect(JSON.stringify(sealed)).not.toContain(Buffer.from(TOKEN).toString('base64').slice(0, 12));
    expect(first).not.toContain(cipher.keyId);
  });

  it('can be decrypted while keys change: the first encrypts, both decrypt', () => {
    const old = createTokenCipher([first]).encrypt(TOKEN, 'brand');
    const changing = createTokenCipher([second, first]);
    expect(changing.decrypt(old, 'brand')).toBe(TOKEN);
    expect(changing.encrypt(TOKEN, 'brand').keyId).toBe(createTokenCipher([second]).keyId);
  });

  it.each([
    ['with another key', createTokenCipher([second]), 'brand', /encrypted with another key/],
    ['for another account', createTokenCipher([first]), 'shop', /belongs to another account/],
  ])('can not be decrypted %s, and the error says what to do', (_, cipher, account, reason) => {
    const sealed = createTokenCipher([first]).encrypt(TOKEN, 'brand');
    const open = (): string => cipher.decrypt(sealed, account);
    expect(open).toThrow(WrongKeyError);
    expect(open).toThrow(reason);
    expect(open).toThrow(/^TOKEN_KEY: .*Set the key that it was encrypted with/);
  });

  it.each([
    ['nonce', 'AAAA'],
    ['box', ''],
    ['box', 'AAAA'],
    ['box', randomBytes(40).toString('base64')],
  ])('can not be decrypted after its %s became %j', (part, value) => {
    const cipher = createTokenCipher([first]);
    const sealed = { ...cipher.encrypt(TOKEN, 'brand'), [part]: value };
    expect(() => cipher.decrypt(sealed, 'brand')).toThrow(WrongKeyError);
  });
});

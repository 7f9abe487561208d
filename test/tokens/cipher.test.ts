import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createTokenCipher, WrongKeyError } from '../../src/tokens/cipher.ts';

const TOKEN = 'THAA-secret/token+1=';
const [first, second] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];

describe('a token that is sealed', () => {
  it('opens with its key, for its account', () => {
    const cipher = createTokenCipher([first]);
    expect(cipher.open(cipher.seal(TOKEN, 'brand'), 'brand')).toBe(TOKEN);
  });

  it('is never twice the same, and shows nothing of the token or the key', () => {
    const cipher = createTokenCipher([first]);
    const sealed = [cipher.seal(TOKEN, 'brand'), cipher.seal(TOKEN, 'brand')];
    expect(sealed[0]?.nonce).not.toBe(sealed[1]?.nonce);
    expect(sealed[0]?.box).not.toBe(sealed[1]?.box);
    expect(JSON.stringify(sealed)).not.toContain(Buffer.from(TOKEN).toString('base64').slice(0, 12));
    expect(first).not.toContain(cipher.keyId);
  });

  it('opens while keys change: the first writes, both read', () => {
    const old = createTokenCipher([first]).seal(TOKEN, 'brand');
    const changing = createTokenCipher([second, first]);
    expect(changing.open(old, 'brand')).toBe(TOKEN);
    expect(changing.seal(TOKEN, 'brand').keyId).toBe(createTokenCipher([second]).keyId);
  });

  it.each([
    ['with another key', createTokenCipher([second]), 'brand', /encrypted with another key/],
    ['for another account', createTokenCipher([first]), 'shop', /belongs to another account/],
  ])('does not open %s, and the error says what to do', (_, cipher, account, reason) => {
    const sealed = createTokenCipher([first]).seal(TOKEN, 'brand');
    const open = (): string => cipher.open(sealed, account);
    expect(open).toThrow(WrongKeyError);
    expect(open).toThrow(reason);
    expect(open).toThrow(/^TOKEN_KEY: .*Set the key that it was encrypted with/);
  });

  it.each([
    ['nonce', 'AAAA'],
    ['box', ''],
    ['box', 'AAAA'],
    ['box', randomBytes(40).toString('base64')],
  ])('does not open once its %s is %j', (part, value) => {
    const cipher = createTokenCipher([first]);
    const sealed = { ...cipher.seal(TOKEN, 'brand'), [part]: value };
    expect(() => cipher.open(sealed, 'brand')).toThrow(WrongKeyError);
  });
});

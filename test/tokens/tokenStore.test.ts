import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Account, Accounts } from '../../src/accounts/accounts.ts';
import { DAY } from '../../src/duration.ts';
import { openStore } from '../../src/store/openStore.ts';
import type { Store } from '../../src/store/store.ts';
import { createTokenCipher, WrongKeyError } from '../../src/tokens/cipher.ts';
import { tokenRecordSchema } from '../../src/tokens/tokenRecord.ts';
import { TokenStore } from '../../src/tokens/tokenStore.ts';
import { CrashableProcess } from '../support/crashableProcess.ts';
import { FaultyStore } from '../support/faultyStore.ts';

const NOW = Date.UTC(2026, 0, 1);
const KEY = randomBytes(32).toString('base64');
const OTHER_KEY = randomBytes(32).toString('base64');
const brand: Account = { name: 'brand', token: 'THAA-first', workspaces: ['w1'] };
const guest = { name: 'guest', token: 'THAA-guest', workspace: 'w2', userId: '17', username: 'guest.shop' };

interface Opened {
  readonly tokenStore: TokenStore;
  readonly accounts: Accounts;
  readonly hidden: string[];
  readonly renewed: string[];
  readonly corrupt: string[];
  /** What was made of configured tokens that others have replaced, such as `brand: kept`. */
  readonly replaced: string[];
}

/** Opens the token store as a start of the program does. */
async function open(store: Store, keys: readonly string[], configured = [brand]): Promise<Opened> {
  const [hidden, renewed, corrupt]: [string[], string[], string[]] = [[], [], []];
  const replaced: string[] = [];
  const accounts = new Accounts(configured);
  const tokenStore = new TokenStore({
    records: store.collection('tokens', tokenRecordSchema),
    cipher: keys.length > 0 ? createTokenCipher(keys) : undefined,
    accounts,
    secrets: { add: (secret) => hidden.push(secret) },
    clock: { now: () => NOW },
    onReplaced: (account, outcome) => replaced.push(`${account}: ${outcome}`),
  });
  tokenStore.onNewToken(async (name) => void renewed.push(name));
  await tokenStore.load((key) => corrupt.push(key));
  return { tokenStore, accounts, hidden, renewed, corrupt, replaced };
}

/** Starts a process that has this token in its environment. */
const openWith = (store: Store, token: string): Promise<Opened> => open(store, [KEY], [{ ...brand, token }]);

/** All stored token records as JSON. */
async function dump(store: Store): Promise<string> {
  const records: unknown[] = [];
  for await (const entry of store.collection('tokens', z.unknown()).entries(() => undefined))
    records.push(entry);
  return JSON.stringify(records);
}

const refresh = ({ tokenStore }: Opened, token: string): Promise<void> =>
  tokenStore.exclusively('brand', () => tokenStore.replace('brand', token, { expiresAt: NOW + 60 * DAY }));

describe('a refreshed token', () => {
  it('is used at once, hidden in the log, and available after a restart', async () => {
    const store = await openStore('memory:');
    const first = await open(store, [KEY]);
    await refresh(first, 'THAA-second');
    expect(first.accounts.get('brand')?.token).toBe('THAA-second');
    expect(first.hidden).toContain('THAA-second');
    expect(first.renewed).toEqual(['brand']);
    const next = await open(store, [KEY]);
    expect(next.accounts.get('brand')?.token).toBe('THAA-second');
    expect(next.hidden).toContain('THAA-second');
    expect(next.tokenStore.lifeOf('brand')).toMatchObject({ expiresAt: NOW + 60 * DAY, isStored: true });
  });

  it('is never stored unencrypted', async () => {
    const store = await openStore('memory:');
    await refresh(await open(store, [KEY]), 'THAA-second');
    const stored = await dump(store);
    for (const secret of ['THAA-first', 'THAA-second', KEY]) {
      expect(stored).not.toContain(secret);
      expect(stored).not.toContain(Buffer.from(secret).toString('base64').replace(/=+$/, ''));
    }
  });

  it('is replaced by a token that changed in the environment', async () => {
    const store = await openStore('memory:');
    await refresh(await open(store, [KEY]), 'THAA-second');
    const changed = { ...brand, token: 'THAA-third' };
    const next = await open(store, [KEY], [changed]);
    expect(next.accounts.get('brand')?.token).toBe('THAA-third');
    expect(next.tokenStore.lifeOf('brand')).toMatchObject({ obtainedAt: NOW, expiresAt: undefined });
    await refresh(next, 'THAA-fourth');
    expect((await open(store, [KEY], [changed])).accounts.get('brand')?.token).toBe('THAA-fourth');
  });

  it('is kept where a machine has an older token in its environment, which is told', async () => {
    const store = await openStore('memory:');
    await openWith(store, 'THAA-first');
    await refresh(await openWith(store, 'THAA-second'), 'THAA-second-refreshed');
    const before = await dump(store);
    const stale = await openWith(store, 'THAA-first');
    expect(stale.accounts.get('brand')?.token).toBe('THAA-second-refreshed');
    expect(stale.replaced).toEqual(['brand: kept']);
    expect(await dump(store)).toBe(before);
    await refresh(stale, 'THAA-second-again');
    const next = await openWith(store, 'THAA-second');
    expect(next.accounts.get('brand')?.token).toBe('THAA-second-again');
    expect(next.replaced).toEqual([]);
  });

  it('is replaced by each token that is new in the environment, and the last ones are remembered', async () => {
    const store = await openStore('memory:');
    const tokens = Array.from({ length: 12 }, (_, each) => `THAA-token-${each}`);
    for (const token of tokens) {
      const opened = await openWith(store, token);
      expect([opened.accounts.get('brand')?.token, opened.replaced]).toEqual([token, []]);
      await refresh(opened, `${token}-refreshed`);
    }
    expect((await openWith(store, 'THAA-token-4')).replaced).toEqual(['brand: kept']);
    // It was replaced so long ago that nobody remembers it.
    expect((await openWith(store, 'THAA-token-1')).replaced).toEqual([]);
  });

  it('may be given up for an older one once the stored ones were forgotten', async () => {
    const store = await openStore('memory:');
    await openWith(store, 'THAA-first');
    await refresh(await openWith(store, 'THAA-second'), 'THAA-second-refreshed');
    await store.collection('tokens', z.unknown()).delete('brand');
    const next = await openWith(store, 'THAA-first');
    expect([next.accounts.get('brand')?.token, next.replaced]).toEqual(['THAA-first', []]);
  });

  it('is kept only in memory without a key: the store holds no secret', async () => {
    const store = await openStore('memory:');
    const first = await open(store, []);
    await first.tokenStore.exclusively('brand', () =>
      first.tokenStore.update('brand', { expiresAt: NOW + DAY }),
    );
    await refresh(first, 'THAA-second');
    expect(first.tokenStore.canStore).toBe(false);
    expect(first.accounts.get('brand')?.token).toBe('THAA-second');
    expect(first.tokenStore.lifeOf('brand')).toMatchObject({ expiresAt: NOW + 60 * DAY, isStored: false });
    expect(await dump(store)).not.toMatch(/THAA|secret/);
    const next = await open(store, []);
    expect(next.accounts.get('brand')?.token).toBe('THAA-first');
    expect(next.tokenStore.lifeOf('brand')?.expiresAt).toBe(NOW + DAY);
  });

  it('is used even if it can not be stored, and stored when the store answers again', async () => {
    const faults = new FaultyStore(await openStore('memory:'));
    const first = await open(faults.store, [KEY]);
    faults.failing = 'writes';
    await expect(refresh(first, 'THAA-second')).rejects.toThrow();
    expect(first.accounts.get('brand')?.token).toBe('THAA-second');
    expect(first.tokenStore.lifeOf('brand')?.isStored).toBe(false);
    faults.failing = 'nothing';
    await first.tokenStore.exclusively('brand', () => first.tokenStore.retrySave('brand'));
    expect(first.tokenStore.lifeOf('brand')?.isStored).toBe(true);
    expect((await open(faults.store, [KEY])).accounts.get('brand')?.token).toBe('THAA-second');
  });

  it('or the token before it is available after a crash before or after any write', async () => {
    const found: (string | undefined)[] = [];
    for (let awaits = 0; awaits < 7; awaits += 1) {
      const store = await openStore('memory:');
      const mortal = new CrashableProcess();
      mortal.crashAfter(awaits);
      const first = await open(mortal.store(store), [KEY]).catch(() => undefined);
      if (first) await refresh(first, 'THAA-second').catch(() => undefined);
      if (first) await refresh(first, 'THAA-third').catch(() => undefined);
      found.push((await open(store, [KEY])).accounts.get('brand')?.token);
    }
    expect(found).toEqual([
      'THAA-first',
      'THAA-first',
      'THAA-first',
      'THAA-second',
      'THAA-second',
      'THAA-third',
      'THAA-third',
    ]);
  });
});

describe('the TOKEN_KEY', () => {
  it.each([
    ['another one', [OTHER_KEY], /encrypted with another key/],
    ['none', [], /no key is set/],
  ])('that is %s ends the start with an error and leaves the store unchanged', async (_, keys, reason) => {
    const store = await openStore('memory:');
    const first = await open(store, [KEY]);
    await first.tokenStore.saveConnected(guest, {});
    const before = await dump(store);
    const start = open(store, keys);
    await expect(start).rejects.toThrow(WrongKeyError);
    await expect(start).rejects.toThrow(reason);
    await expect(start).rejects.toThrow(/^TOKEN_KEY: /);
    expect(await dump(store)).toBe(before);
    expect((await open(store, [KEY])).accounts.get('guest')?.token).toBe('THAA-guest');
  });

  it('can be changed: new and old key together encrypt everything again; then the new key is enough', async () => {
    const store = await openStore('memory:');
    const first = await open(store, [KEY]);
    await refresh(first, 'THAA-second');
    await first.tokenStore.saveConnected(guest, {});
    await open(store, [OTHER_KEY, KEY]);
    const { accounts } = await open(store, [OTHER_KEY]);
    expect(accounts.get('brand')?.token).toBe('THAA-second');
    expect(accounts.get('guest')?.token).toBe('THAA-guest');
    await expect(open(store, [KEY])).rejects.toThrow(WrongKeyError);
  });

  it('can be changed while replicas run: each can open what any other has encrypted, at any time of three rolls', async () => {
    const store = await openStore('memory:');
    await (await open(store, [KEY])).tokenStore.saveConnected(guest, {});
    const steps = [[KEY], [KEY, OTHER_KEY], [OTHER_KEY, KEY], [OTHER_KEY]];
    for (const [index, after] of steps.slice(1).entries()) {
      const before = steps[index] ?? [];
      // A partition goes to and fro while some are updated and some are not; the last one is an updated one.
      for (const keys of [after, before, after])
        expect((await open(store, keys)).accounts.get('guest')?.token).toBe('THAA-guest');
    }
  });

  it('that is set for the first time encrypts the known tokens', async () => {
    const store = await openStore('memory:');
    await open(store, []);
    expect((await open(store, [KEY])).tokenStore.lifeOf('brand')?.isStored).toBe(true);
  });
});

describe('a connected account', () => {
  it('is bound only to its workspace, also after a restart', async () => {
    const store = await openStore('memory:');
    const first = await open(store, [KEY]);
    await first.tokenStore.saveConnected(guest, { expiresAt: NOW + 60 * DAY, grantEndsAt: NOW + 90 * DAY });
    const { accounts, tokenStore } = await open(store, [KEY]);
    expect(accounts.boundTo('w2').map(({ name }) => name)).toEqual(['guest']);
    expect(accounts.boundTo('w1').map(({ name }) => name)).toEqual(['brand']);
    expect(tokenStore.lifeOf('guest')).toMatchObject({ grantEndsAt: NOW + 90 * DAY, isStored: true });
  });

  it('accepts a new token from its own workspace only', async () => {
    const { tokenStore, accounts } = await open(await openStore('memory:'), [KEY]);
    await tokenStore.saveConnected(guest, {});
    await tokenStore.saveConnected({ ...guest, token: 'THAA-new' }, {});
    expect(accounts.get('guest')?.token).toBe('THAA-new');
    await expect(
      tokenStore.saveConnected({ ...guest, workspace: 'w3', token: 'THAA-bad' }, {}),
    ).rejects.toThrow('belongs to another workspace');
    expect(accounts.get('guest')?.token).toBe('THAA-new');
  });

  it('that is removed stays removed after a restart', async () => {
    const store = await openStore('memory:');
    const { tokenStore, accounts } = await open(store, [KEY]);
    await tokenStore.saveConnected(guest, {});
    await tokenStore.forget('guest');
    expect(accounts.get('guest')).toBeUndefined();
    expect(tokenStore.lifeOf('guest')).toBeUndefined();
    expect((await open(store, [KEY])).accounts.get('guest')).toBeUndefined();
  });

  it('can give a new token to a configured account, which keeps its name and workspaces', async () => {
    const store = await openStore('memory:');
    const { tokenStore } = await open(store, [KEY]);
    await tokenStore.saveConnected({ ...guest, name: 'brand' }, {});
    const { accounts } = await open(store, [KEY]);
    expect(accounts.get('brand')).toEqual({ ...brand, token: 'THAA-guest' });
  });
});

it('a configured token that was never refreshed gives way to an older one, and comes back', async () => {
  const store = await openStore('memory:');
  await openWith(store, 'THAA-first');
  await openWith(store, 'THAA-wrong');
  const back = await openWith(store, 'THAA-first');
  expect([back.accounts.get('brand')?.token, back.replaced]).toEqual(['THAA-first', ['brand: returned']]);
  await refresh(back, 'THAA-first-refreshed');
  // The later one is no older for that.
  const later = await openWith(store, 'THAA-wrong');
  expect([later.accounts.get('brand')?.token, later.replaced]).toEqual(['THAA-wrong', []]);
});

it('a corrupt record is left unchanged, and its account uses the configured token', async () => {
  const store = await openStore('memory:');
  await store.collection('tokens', z.unknown()).set('brand', { version: 9 });
  const { tokenStore, accounts, corrupt } = await open(store, [KEY]);
  expect(corrupt).toEqual(['brand']);
  expect(accounts.get('brand')?.token).toBe('THAA-first');
  await tokenStore.exclusively('brand', () => tokenStore.replace('brand', 'THAA-second', {}));
  expect(tokenStore.lifeOf('brand')?.isStored).toBe(false);
  expect(await dump(store)).toBe('[["brand",{"version":9}]]');
});

import { describe, expect, it } from 'vitest';
import { Accounts } from '../../src/accounts/accounts.ts';

const brand = { name: 'brand', token: 'token-a', workspaces: ['w1'] };
const shop = { name: 'shop', token: 'token-b', workspaces: ['w1', 'w2'] };
const connected = { name: 'guest', token: 'token-c', workspaces: ['w2'] };

function namesIn(accounts: Accounts, workspace: string): string[] {
  return accounts.boundTo(workspace).map(({ name }) => name);
}

describe('a workspace', () => {
  it('reaches only the accounts that are bound to it', () => {
    const accounts = new Accounts([brand, shop]);
    expect(namesIn(accounts, 'w1')).toEqual(['brand', 'shop']);
    expect(namesIn(accounts, 'w2')).toEqual(['shop']);
    expect(namesIn(accounts, 'w3')).toEqual([]);
  });

  it('to which all configured accounts are bound does not reach accounts that another workspace connected', () => {
    const accounts = new Accounts([brand]);
    accounts.add(connected);
    accounts.bindAll('w9');
    expect(namesIn(accounts, 'w9')).toEqual(['brand']);
    expect(namesIn(accounts, 'w2')).toEqual(['guest']);
  });
});

describe('an account', () => {
  it('keeps its position when its token is replaced', () => {
    const accounts = new Accounts([brand, shop]);
    accounts.replaceToken('brand', 'token-new');
    expect(accounts.get('brand')?.token).toBe('token-new');
    expect(namesIn(accounts, 'w1')).toEqual(['brand', 'shop']);
    accounts.replaceToken('nobody', 'token-new');
    expect(accounts.get('nobody')).toBeUndefined();
  });

  it('that was connected can be removed; one of the configuration cannot', () => {
    const accounts = new Accounts([brand]);
    accounts.add(connected);
    accounts.remove('guest');
    accounts.remove('brand');
    expect(accounts.all.map(({ name }) => name)).toEqual(['brand']);
    expect(() => accounts.add({ ...connected, name: 'brand' })).toThrow('is configured');
  });
});

import { expect, it } from 'vitest';
import { toHookAddress, urlOf } from '../../src/hooks/hookAddress.ts';

it.each([
  ['127.0.0.1', 'http://127.0.0.1:8080', 'machine'],
  ['localhost', 'http://localhost:8080', 'machine'],
  ['::1', 'http://[::1]:8080', 'machine'],
  // Nobody can call the address that stands for all.
  ['0.0.0.0', 'http://127.0.0.1:8080', 'network'],
  ['::', 'http://127.0.0.1:8080', 'network'],
  ['10.0.0.7', 'http://10.0.0.7:8080', 'network'],
  ['fd00::7', 'http://[fd00::7]:8080', 'network'],
] as const)('a program that listens on %s is called at %s', (host, url, reach) => {
  expect(toHookAddress({ publicUrl: undefined, host, port: 8080 })).toEqual({ url, reach });
});

it('PUBLIC_URL wins, with or without a slash at its end', () => {
  for (const publicUrl of ['https://threadwatch.example.com', 'https://threadwatch.example.com/']) {
    const address = toHookAddress({ publicUrl, host: '0.0.0.0', port: 8080 });
    expect(address.reach).toBe('public');
    expect(urlOf(address, 'KEY')).toBe('https://threadwatch.example.com/hook/KEY');
  }
});

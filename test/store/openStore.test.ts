import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openStore } from '../../src/store/openStore.ts';
import { expectFailure } from './conformance.ts';

describe('the URL of a store', () => {
  it('may be memory, which starts empty each time', async () => {
    for (let round = 0; round < 2; round += 1) {
      const store = await openStore('memory:');
      const texts = store.collection('texts', z.string());
      expect(await texts.get('one')).toBeUndefined();
      await texts.set('one', 'text');
      await store.close();
    }
  });

  it.each([
    ['postgres://bot:hunter2@db/threadwatch', '"postgres:" is not a known kind of store'],
    ['./data/threadwatch.db', 'The store has no scheme'],
    ['', 'The store has no scheme'],
    ['sqlite:', '"sqlite:" needs a path'],
    ['sqlite:a\0b', '"sqlite:" needs a path'],
    ['sqlite::memory:', 'write "memory:"'],
    ['sqlite://data/threadwatch.db', 'not "//"'],
    ['memory:hunter2', '"memory:" takes nothing after it'],
    ['redis:', 'malformed'],
    ['redis://', 'malformed'],
    ['redis://:hunter2@', 'malformed'],
    ['redis://:hunter2@host:notaport', 'malformed'],
    ['redis://:hunter2%@host', 'malformed'],
    ['redis://:hunter2@host/database', 'malformed'],
  ])('%j is refused with a message that shows no password', async (url, words) => {
    const error = await expectFailure(openStore(url));
    expect(error.message).toContain(words);
    expect(error.message).toMatch(/redis:\/\/host:6379/);
    expect(JSON.stringify([error.message, String(error.stack), String(error.cause)])).not.toContain(
      'hunter2',
    );
  });
});

import { expect, it } from 'vitest';
import { KeyedLock } from '../src/keyedLock.ts';

it('runs work on the same key in order, and work on other keys at once', async () => {
  const lock = new KeyedLock();
  const steps: string[] = [];
  const gate = Promise.withResolvers<void>();
  const work = (name: string, wait?: Promise<void>) => async () => {
    steps.push(`${name} begins`);
    await wait;
    steps.push(`${name} ends`);
    return name;
  };
  const runs = [
    lock.run('a', work('first', gate.promise)),
    lock.run('a', work('second')),
    lock.run('a', work('third')),
    lock.run('b', work('other')),
  ];
  await runs[3];
  expect(steps).toEqual(['first begins', 'other begins', 'other ends']);
  gate.resolve();
  expect(await Promise.all(runs)).toEqual(['first', 'second', 'third', 'other']);
  expect(steps.slice(3)).toEqual([
    'first ends',
    'second begins',
    'second ends',
    'third begins',
    'third ends',
  ]);
});

it('continues after work that failed; only its own caller gets the error', async () => {
  const lock = new KeyedLock();
  const failed = lock.run('a', async () => {
    throw new Error('no');
  });
  const next = lock.run('a', async () => 'done');
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('done');
});

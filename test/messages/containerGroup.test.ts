import { expect, it } from 'vitest';
import { MINUTE } from '../../src/duration.ts';
import { containerGroup } from '../../src/messages/alerts/containerGroup.ts';
import type { ContentOf } from '../../src/messages/content.ts';
import { NOW } from './cards.ts';

const ready = (container: string, status?: string): ContentOf<'container'> => ({
  kind: 'container',
  account: 'brand',
  container,
  createdAt: NOW - 15 * MINUTE,
  by: 'ann',
  event: { kind: 'unpublished' },
  ...(status !== undefined && { outcome: { kind: 'status', status, at: NOW } }),
});

it('a group gives no advice for a container that has been published since', () => {
  const { body } = containerGroup([ready('1', 'PUBLISHED'), ready('2')], 'group');
  const [since, advice, deadline, posts, ...others] = body.map((line) => JSON.stringify(line));
  expect(since).toMatch(/Since then.*published.*"1"/);
  expect(advice).toContain('Publish each before it expires');
  expect(deadline).toContain('It expires');
  expect(posts).toContain('"2"');
  expect(posts).not.toContain('"1"');
  expect(others).toEqual([]);
});

it('a group says what to do once, however many different times its posts expire at', () => {
  const group = Array.from({ length: 12 }, (_, index) => ({
    ...ready(String(index)),
    createdAt: NOW - 15 * MINUTE + index,
  }));
  const { body } = containerGroup(group, 'group');
  const words = JSON.stringify(body);
  expect(words.match(/Publish each/g)).toHaveLength(1);
  expect(words).toContain('The first expires');
  expect(words).not.toContain('for other reasons');
  for (const { container } of group) expect(words).toContain(`"${container}"`);
});

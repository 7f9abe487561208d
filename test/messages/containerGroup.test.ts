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
  const [since, advice, posts, ...others] = body.map((line) => JSON.stringify(line));
  expect(since).toMatch(/Since then.*published.*"1"/);
  expect(advice).toContain('Publish before');
  expect(posts).toContain('"2"');
  expect(posts).not.toContain('"1"');
  expect(others).toEqual([]);
});

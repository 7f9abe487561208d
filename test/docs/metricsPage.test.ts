import { expect, it } from 'vitest';
import { createMetrics } from '../../src/app/metrics.ts';
import { readDocument } from './readDocument.ts';

it('docs/operating.md has every metric of ours, with its kind, and no other', async () => {
  const { registry } = createMetrics({
    version: '1.2.3',
    platforms: ['discord'],
    isReady: () => true,
    holdsStore: async () => true,
    readState: () => undefined,
    readOwnership: () => ({ partitions: [0], count: 2, replicas: 2, refusedWrites: 0 }),
  });
  const all = await registry.getMetricsAsJSON();
  const { text } = readDocument('docs/operating.md');
  const documented = [...text.matchAll(/^\| `(threadwatch_\w+)` +\| (\w+)/gm)].map(
    ([, name, kind]) => `${name} ${kind}`,
  );
  const ours = all.filter(({ name }) => name.startsWith('threadwatch_'));
  expect(documented.sort()).toEqual(ours.map(({ name, type }) => `${name} ${type}`).sort());
});

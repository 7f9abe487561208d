import { expect, it } from 'vitest';
import { findMissingScopes, SCOPES } from '../../src/connect/scopes.ts';
import type { QuotaReading } from '../../src/threads/quotas.ts';

const KNOWN = { kind: 'known', used: 1, total: 250, windowSeconds: 86_400 } as const;
const ALL: QuotaReading = { posts: KNOWN, replies: KNOWN, deletes: KNOWN, location_searches: KNOWN };
const SILENT: QuotaReading = { ...ALL, deletes: { kind: 'unknown', missingScope: 'threads_delete' } };

it.each([
  ['nothing, where nothing is known', undefined, undefined, []],
  ['nothing, where all is listed and answers', SCOPES, ALL, []],
  ['nothing, where there is no list and all answers', [], ALL, []],
  ['what is not listed', ['threads_basic'], undefined, SCOPES.slice(1)],
  ['what does not answer', undefined, SILENT, ['threads_delete']],
  ['what is listed and does not answer all the same', SCOPES, SILENT, ['threads_delete']],
  ['both, each once', SCOPES.slice(0, 4), SILENT, ['threads_delete', 'threads_location_tagging']],
])('not granted seems %s', (_, granted, reading, missing) => {
  expect(findMissingScopes(granted, reading)).toEqual(missing);
});

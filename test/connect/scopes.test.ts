import { expect, it } from 'vitest';
import { findMissingScopes, SCOPES } from '../../src/connect/scopes.ts';
import type { QuotaReading } from '../../src/threads/quotas.ts';

const KNOWN = { kind: 'known', used: 1, total: 250, windowSeconds: 86_400 } as const;
const ALL: QuotaReading = { posts: KNOWN, replies: KNOWN, deletes: KNOWN, location_searches: KNOWN };
const UNANSWERED: QuotaReading = { ...ALL, deletes: { kind: 'unknown', missingScope: 'threads_delete' } };

it.each([
  ['nothing, if nothing is known', undefined, undefined, []],
  ['nothing, if all are listed and all answer', SCOPES, ALL, []],
  ['nothing, if there is no list and all answer', [], ALL, []],
  ['the scopes that are not listed', ['threads_basic'], undefined, SCOPES.slice(1)],
  ['the scope of a quota that does not answer', undefined, UNANSWERED, ['threads_delete']],
  ['a listed scope whose quota does not answer', SCOPES, UNANSWERED, ['threads_delete']],
  ['both, each once', SCOPES.slice(0, 4), UNANSWERED, ['threads_delete', 'threads_location_tagging']],
])('the missing scopes are %s', (_, granted, reading, missing) => {
  expect(findMissingScopes(granted, reading)).toEqual(missing);
});

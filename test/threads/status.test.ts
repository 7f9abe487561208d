import { expect, it } from 'vitest';
import { isFinalStatus, isKnownStatus, normalizeStatus } from '../../src/threads/status.ts';

it.each([
  ['IN_PROGRESS', true, false],
  ['FINISHED', true, false],
  ['PUBLISHED', true, true],
  ['ERROR', true, true],
  ['EXPIRED', true, true],
  ['ON_HOLD', false, false],
  ['toString', false, false],
])('the status %s: documented %s, final %s', (status, isDocumented, isFinal) => {
  expect(isKnownStatus(status)).toBe(isDocumented);
  expect(isFinalStatus(status)).toBe(isFinal);
});

it.each([
  ['finished', 'FINISHED'],
  ['Error', 'ERROR'],
  [' PUBLISHED\n', 'PUBLISHED'],
  ['in progress', 'IN_PROGRESS'],
  ['In-Progress', 'IN_PROGRESS'],
  ['expired', 'EXPIRED'],
  ['on_hold', 'on_hold'],
  ['đang xử lý', 'đang xử lý'],
])('the status %j is read as %s', (status, normalized) => expect(normalizeStatus(status)).toBe(normalized));

import { expect, it } from 'vitest';
import { isFinalStatus, isKnownStatus } from '../../src/threads/status.ts';

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

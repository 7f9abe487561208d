import { describe, expect, it } from 'vitest';
import { decideFault, type Evidence, type Fault } from '../../src/accounts/decideFault.ts';
import { HOUR, MINUTE, SECOND } from '../../src/duration.ts';
import type { NetworkFaultKind } from '../../src/networkFault.ts';
import { isNetworkFault, THREADS_ERROR_KINDS, type ThreadsErrorKind } from '../../src/threads/errors.ts';

const NOW = Date.UTC(2026, 0, 1);
const before = (ms: number): number => NOW - ms;

/** What else is known, in the order of the columns below. */
const EVIDENCE: readonly [title: string, evidence: Evidence][] = [
  ['nothing', { otherObjectsFailing: 0 }],
  ['another container was just answered', { objectAnsweredAt: before(5 * SECOND), otherObjectsFailing: 0 }],
  ['the account was just answered', { accountAnsweredAt: before(5 * SECOND), otherObjectsFailing: 0 }],
  [
    'the account was just answered, and two other containers fail',
    { accountAnsweredAt: before(5 * SECOND), otherObjectsFailing: 2 },
  ],
  [
    'the account was just answered, and one other container fails',
    { accountAnsweredAt: before(5 * SECOND), otherObjectsFailing: 1 },
  ],
  ['two other containers fail, and nothing was answered', { otherObjectsFailing: 2 }],
  [
    'it was its own error 10 minutes ago, when the account was answered',
    { ownSince: before(10 * MINUTE), accountAnsweredAt: before(10 * MINUTE), otherObjectsFailing: 0 },
  ],
  [
    'it was its own error 10 minutes ago, and nothing was answered since',
    { ownSince: before(10 * MINUTE), objectAnsweredAt: before(11 * MINUTE), otherObjectsFailing: 0 },
  ],
  [
    'it was its own error 10 minutes ago, and two other containers fail',
    { ownSince: before(10 * MINUTE), accountAnsweredAt: before(10 * MINUTE), otherObjectsFailing: 2 },
  ],
  [
    'every answer is out of date',
    {
      objectAnsweredAt: before(11 * SECOND),
      accountAnsweredAt: before(11 * SECOND),
      ownSince: before(61 * MINUTE),
      otherObjectsFailing: 0,
    },
  ],
  [
    'the last answer came an hour ago, from another container',
    { objectAnsweredAt: before(HOUR), otherObjectsFailing: 0 },
  ],
];

const LETTERS: Readonly<Record<string, Fault>> = { o: 'object', '?': 'ask-account', A: 'all-objects' };

/** By kind of error, whose fault it is for each column of the evidence. */
const EXPECTED: Readonly<Record<Exclude<ThreadsErrorKind, NetworkFaultKind>, string>> = {
  'not-a-container': 'ooooooooooo',
  unreadable: 'oooAoAooAoo',
  'child-not-ready': 'ooooooooooo',
  'not-visible': '?oooo?o?o??',
  'no-such-object': '?oooo?o?o??',
  'bad-request': '?oooo?o?o??',
  'media-not-fetched': '?oooo?o?o??',
  token: '?ooAo?o????',
  permission: '?ooAo?o????',
  limited: '?ooAA?o????',
  'app-limited': '?ooAA?o????',
  'app-blocked': '?ooAo?o????',
  'app-or-account': '?ooAo?o????',
  restricted: '?ooAo?o????',
  outage: '?ooAo?o????',
  unknown: '?ooAo?o????',
};

describe.each(THREADS_ERROR_KINDS)('an error of the kind %s', (kind) => {
  it.each(EVIDENCE.map(([title, evidence], column) => ({ title, evidence, column })))(
    'where $title',
    ({ evidence, column }) => {
      expect(decideFault(kind, evidence, NOW)).toBe(
        LETTERS[EXPECTED[isNetworkFault(kind) ? 'outage' : kind][column] ?? ''],
      );
    },
  );
});

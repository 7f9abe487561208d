import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../src/duration.ts';
import { decideReading } from '../../src/polling/decideReading.ts';
import { decidePress } from '../../src/publishing/decidePress.ts';
import { decidePublication, type Learned } from '../../src/publishing/decidePublication.ts';
import { doubtOf } from '../../src/publishing/doubt.ts';
import { findPost } from '../../src/publishing/findPost.ts';
import type { Publication } from '../../src/publishing/publication.ts';
import type { ThreadsErrorKind } from '../../src/threads/errors.ts';
import { createWatch, type Watch } from '../../src/watches/watch.ts';
import { channelRef } from '../support/story.ts';

const NOW = Date.UTC(2026, 0, 1);
const FINISHED: Learned = { kind: 'status', status: 'FINISHED' };
const UNSEEN: Learned = { kind: 'no-status', error: { kind: 'outage' } };

const begun: Publication = {
  version: 2,
  id: 'p1',
  account: 'brand',
  container: '17900000000000001',
  channel: channelRef('c1'),
  by: 'ann',
  question: 't00000000',
  pressedAt: NOW,
  readySince: NOW - HOUR,
  isPatient: false,
  step: { kind: 'check', at: NOW, tries: 0 },
  outcomes: [],
};

/** A publication whose call has ended like this. */
const called = (doubt: 'settled' | 'doubtful' | 'lost'): Publication =>
  decidePublication(
    { ...begun, step: { kind: 'call', calledAt: NOW } },
    { kind: 'unanswered', doubt, error: { kind: 'outage' } },
    NOW,
  );

/** When its status is checked, in seconds after the call, as long as that says the same. */
function looksOf(publication: Publication, learned: Learned): number[] {
  const looks: number[] = [];
  let current = publication;
  while (current.step.kind === 'judge') {
    const { at } = current.step;
    looks.push((at - NOW) / SECOND);
    current = decidePublication(current, learned, at);
  }
  return looks;
}

describe('after a call without the id of a post', () => {
  it.each([
    ['lost', [0, 10, 60, 300]],
    ['doubtful', [0, 10, 60]],
    ['settled', [0]],
  ] as const)('that is %s, the status is checked after %j seconds', (doubt, looks) => {
    expect(looksOf(called(doubt), FINISHED)).toEqual(looks);
  });

  it('the status is checked for a day while it does not tell, and then nobody knows', () => {
    expect(looksOf(called('lost'), UNSEEN)).toEqual([0, 10, 60, 300, 900, 3_600, 21_600, 86_400]);
  });

  it('that took five minutes, a FINISHED counts a minute after its end at the earliest', () => {
    const at = NOW + 5 * MINUTE;
    const late = decidePublication(
      { ...begun, step: { kind: 'call', calledAt: NOW } },
      { kind: 'unanswered', doubt: 'lost' },
      at,
    );
    expect(looksOf(late, FINISHED)).toEqual([300, 310, 360]);
  });

  it('is told once that it is not out so far, and once what became of it', () => {
    let current = called('lost');
    for (const seconds of [0, 10, 60, 300])
      current = decidePublication(current, FINISHED, NOW + seconds * SECOND);
    expect(current.outcomes.map(({ kind }) => kind)).toEqual(['unsettled', 'unpublished']);
  });

  it('PUBLISHED ends it at any time', () => {
    const found = decidePublication(called('lost'), { kind: 'status', status: 'PUBLISHED' }, NOW);
    expect(found.step).toEqual({ kind: 'find-post', calledAt: NOW });
  });
});

describe('what an error leaves open', () => {
  it.each<[kind: ThreadsErrorKind, http: number | undefined, doubt: ReturnType<typeof doubtOf>]>([
    ['outage', undefined, 'lost'],
    ['outage', 500, 'lost'],
    ['unreadable', 200, 'lost'],
    ['unknown', 500, 'lost'],
    ['unknown', 400, 'settled'],
    ['not-visible', 400, 'doubtful'],
    ['not-visible', 500, 'doubtful'],
    ['permission', 500, 'doubtful'],
    ['bad-request', 400, 'settled'],
    ['bad-request', 500, 'doubtful'],
    ['token', 500, 'settled'],
    ['token', undefined, 'not-made'],
    ['limited', 400, 'settled'],
    ['limited', undefined, 'not-made'],
    ['host-unknown', undefined, 'not-made'],
  ])('%s with HTTP %s: %s', (kind, httpStatus, doubt) => {
    expect(doubtOf({ kind, httpStatus })).toBe(doubt);
  });
});

describe('the post among the newest', () => {
  const post = (id: string, publishedAt?: number) => ({ id, publishedAt });

  it.each([
    ['the only one since the call', [post('2', NOW + SECOND), post('1', NOW - HOUR)], '2'],
    ['one in the second before it', [post('2', NOW - SECOND)], '2'],
    ['none of two since the call', [post('3', NOW + MINUTE), post('2', NOW + SECOND)], undefined],
    ['none of before', [post('1', NOW - MINUTE)], undefined],
    ['none without a time', [post('1')], undefined],
  ])('is %s', (_title, posts, id) => {
    expect(findPost(posts, NOW)?.id).toBe(id);
  });
});

describe('a press', () => {
  const ended: Publication = {
    ...begun,
    step: { kind: 'ended', endedAt: NOW + MINUTE },
    outcomes: [{ kind: 'unpublished', at: NOW + MINUTE }],
  };
  const out: Publication = { ...ended, outcomes: [{ kind: 'published', at: NOW }] };
  const other = (askedAt: number) => ({ question: 't00000999', askedAt });

  it.each([
    ['on the first question', undefined, other(NOW), 'begin'],
    ['while another is under way', begun, other(NOW + HOUR), 'tell'],
    ['on the same question', ended, { question: begun.question, askedAt: NOW }, 'tell'],
    ['on a question from before the end', ended, other(NOW), 'ask-anew'],
    ['on a question from after the end', ended, other(NOW + HOUR), 'begin'],
    ['on any question where the post is out', out, other(NOW + HOUR), 'tell'],
  ] as const)('%s', (_title, known, pressed, follows) => {
    expect(decidePress(known, pressed)).toBe(follows);
  });
});

it('a watch knows since when its container has been seen ready without a break', () => {
  const policy = { schedule: [0, MINUTE, 2 * MINUTE, HOUR], unpublishedAfter: undefined };
  const statuses = ['IN_PROGRESS', 'FINISHED', 'FINISHED', 'IN_PROGRESS', 'FINISHED'];
  const seen: (number | undefined)[] = [];
  let watch: Watch = createWatch('brand', begun.container, NOW, NOW);
  for (const [index, word] of statuses.entries()) {
    watch = decideReading(watch, { status: word }, policy, NOW + index * SECOND).watch;
    seen.push(watch.readySince);
  }
  expect(seen).toEqual([undefined, NOW + SECOND, NOW + SECOND, undefined, NOW + 4 * SECOND]);
});

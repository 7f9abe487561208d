import { describe, expect, it } from 'vitest';
import { describeReasonBeside, explainStatus } from '../../src/threads/explainStatus.ts';
import { CONTAINER_STATUSES } from '../../src/threads/status.ts';

describe('a status', () => {
  it.each([
    ['IN_PROGRESS', /still being processed/, /video usually in 25 to 90 seconds/],
    ['FINISHED', /ready to be published/, /30 seconds/],
    ['PUBLISHED', /is published/, /Nothing is left/],
    ['ERROR', /failed/, /new container/],
    ['EXPIRED', /not published within 24 hours/, /new container/],
  ])('%s is explained', (status, meaning, advice) => {
    const words = explainStatus(status);
    expect(words.meaning).toMatch(meaning);
    expect(words.advice).toMatch(advice);
  });

  it.each(CONTAINER_STATUSES)('%s stands in no word of its own explanation', (status) => {
    const { meaning, advice } = explainStatus(status);
    expect(meaning + advice).not.toContain(status);
  });

  it.each(['FINISHED', 'EXPIRED'])('%s may be that of an item of a carousel', (status) =>
    expect(explainStatus(status).advice).toContain('goes out with its carousel'),
  );

  it.each(['ON_HOLD', 'toString'])('%s, which is not documented, is quoted', (status) => {
    const { meaning, advice } = explainStatus(status);
    expect(meaning).toBe(`has a status that Threads does not document: “${status}”`);
    expect(advice).toMatch(/Check again/);
  });
});

describe('a reason beside a status', () => {
  it.each([
    ['FAILED', 'INVALID_DURATION', /: “FAILED”, and a reason: the video's length/, /300 seconds/],
    [
      'REJECTED',
      'Your post goes against our Community Standards',
      /“REJECTED”, and a reason: Threads says “Your post/,
      /^Go by/,
    ],
    ['FAILED', 'UNKNOWN', /did not say why/, /Check four things/],
  ])('that is not documented explains it: %s, %s', (status, errorMessage, meaning, advice) => {
    const words = explainStatus(status, errorMessage);
    expect(words.meaning).toMatch(meaning);
    expect(words.advice).toMatch(advice);
  });

  it.each([
    ['FINISHED', 'UNKNOWN', 'also reports a problem without naming it'],
    [
      'FINISHED',
      'INVALID_BIT_RATE',
      "also reports a problem: the video's bit rate is outside what Threads accepts",
    ],
    [
      'IN_PROGRESS',
      'INVALID_DURATION',
      "also reports a problem: the video's length is outside what Threads accepts",
    ],
    ['EXPIRED', 'UNKNOWN', undefined],
    ['PUBLISHED', 'UNKNOWN', undefined],
    ['EXPIRED', 'FAILED_DOWNLOADING_VIDEO', "also reports a problem: Meta couldn't download the video"],
    ['EXPIRED', undefined, undefined],
    // Here the reason is the explanation itself.
    ['ERROR', 'INVALID_DURATION', undefined],
    ['FAILED', 'INVALID_DURATION', undefined],
  ])('%s with %s: %s', (status, errorMessage, note) => {
    expect(describeReasonBeside(status, errorMessage)).toBe(note);
  });
});

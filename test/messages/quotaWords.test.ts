import { describe, expect, it } from 'vitest';
import { renderPlain } from '../../src/chat/terminal/renderCard.ts';
import { quotaReached } from '../../src/messages/alerts/quotaReached.ts';
import { quotaShare, windowLength } from '../../src/messages/quotaWords.ts';
import { quotaAlertsState } from '../../src/messages/replies/quotaAlertsState.ts';
import { quotaReport } from '../../src/messages/replies/quotaReport.ts';
import type { QuotaAnswer, QuotaReading } from '../../src/threads/quotas.ts';
import { NOW } from './cards.ts';

const READER = { commandName: 'threads', now: NOW, timeZone: 'UTC' };
const DAY_SECONDS = 86_400;

function known(total: number, windowSeconds: number | undefined = DAY_SECONDS): QuotaAnswer {
  return { kind: 'known', used: 12, total, windowSeconds };
}

const READING: QuotaReading = {
  posts: known(250),
  replies: known(1_000),
  deletes: known(100),
  location_searches: known(500),
};

const report = (reading: Partial<QuotaReading>): string =>
  renderPlain(quotaReport('brand', { ...READING, ...reading }, { renewal: 'connect' }), READER);

describe('the length of a window', () => {
  it.each([
    [3_600, 'an hour'],
    [DAY_SECONDS, '24 hours'],
    [7 * DAY_SECONDS, '7 days'],
    [2 * 3_600, '2 hours'],
    [36 * 3_600, '36 hours'],
    [90 * 60, '90 minutes'],
    [60, '1 min'],
    [45, '45 s'],
  ])('%d s is %s', (seconds, words) => expect(windowLength(seconds)).toBe(words));
});

describe('a report of the quotas', () => {
  it.each([
    [DAY_SECONDS, /over the last 24 hours\n/, /24 hours after it was used\./],
    [3_600, /over the last hour\n/, /an hour after it was used\./],
    [7 * DAY_SECONDS, /over the last 7 days\n/, /7 days after it was used\./],
  ])('names the window of %d s that all have', (seconds, title, end) => {
    const window = known(250, seconds);
    const words = report({ posts: window, replies: window, deletes: window, location_searches: window });
    expect(words).toMatch(title);
    expect(words).toMatch(end);
    if (seconds !== DAY_SECONDS) expect(words).not.toContain('24 hours');
  });

  it('names each window where they differ', () => {
    const words = report({ posts: known(25, 3_600), location_searches: known(500, 7 * DAY_SECONDS) });
    expect(words).toMatch(/^📊 Quotas of brand\n/);
    expect(words).toContain('12 / 25 posts (48 %), over the last hour\n');
    expect(words).toContain('12 / 1,000 replies (1 %), over the last 24 hours\n');
    expect(words).toContain('12 / 500 location searches (2 %), over the last 7 days\n');
    expect(words).toContain('Each frees up bit by bit.');
  });

  it('names no window that Threads did not name', () => {
    const unnamed: QuotaAnswer = { kind: 'known', used: 12, total: 250 };
    const words = report({ posts: unnamed, replies: unnamed, deletes: unnamed, location_searches: unnamed });
    expect(words).toMatch(/^📊 Quotas of brand\n/);
    expect(words).not.toMatch(/hour|day/);
  });

  it.each<[pair: keyof QuotaReading, words: string]>([
    ['posts', 'posts: this account may not publish posts'],
    ['replies', 'replies: this account may not publish replies'],
    ['deletes', 'deletes: this account may not delete posts'],
    ['location_searches', 'location searches: this account may not search for locations'],
  ])('says of a total of 0 for %s that the account may not', (pair, words) => {
    expect(report({ [pair]: known(0) })).toContain(words);
    expect(report({ [pair]: { kind: 'partial', total: 0 } })).toContain(words);
    expect(quotaShare(pair, 3, 0)).toBe(words);
  });

  it.each<[posts: QuotaAnswer, words: string]>([
    [{ kind: 'partial', used: 212 }, '212 posts used; Threads did not say of how many'],
    [{ kind: 'partial', total: 1_250 }, 'posts: 1,250 in all; Threads did not say how many are used'],
    [
      { kind: 'unknown', missingScope: 'threads_content_publish' },
      'posts: unknown; most likely the scope threads_content_publish was not granted',
    ],
  ])('shows what came of a pair in part: %j', (posts, words) => {
    expect(report({ posts })).toContain(words);
    const outcome = { kind: 'read', reading: { ...READING, posts } } as const;
    const state = quotaAlertsState({ action: 'on', account: 'brand', thresholds: [80], outcome });
    expect(renderPlain(state, READER)).toContain(`• ${words}`);
  });
});

describe('an alert of a quota', () => {
  it.each([
    [DAY_SECONDS, 'as older posts pass 24 hours.'],
    [3_600, 'as older posts pass an hour.'],
    [undefined, 'as older posts leave its window.'],
  ])('says how it frees up in a window of %s s', (windowSeconds, words) => {
    const alert = { kind: 'quota', account: 'brand', pair: 'posts', threshold: 80, crossed: [80] } as const;
    for (const used of [20, 25]) {
      const card = quotaReached({ ...alert, crossed: [80], used, total: 25, windowSeconds });
      expect(renderPlain(card, READER)).toContain(words);
    }
  });
});

import { describe, expect, it } from 'vitest';
import type { ChannelRef } from '../../src/channelRef.ts';
import { MINUTE, SECOND } from '../../src/duration.ts';
import { DeliveryError } from '../../src/notifications/chatPort.ts';
import { ChannelBackoff } from '../../src/notifications/dispatch/channelBackoff.ts';

const NOW = Date.UTC(2026, 0, 1);
const channel = (id: string, platform: ChannelRef['platform'] = 'slack'): ChannelRef => ({
  platform,
  workspace: 'w1',
  id,
});
const BROKEN = new Error('the connection broke');
const RATE_LIMITED = new DeliveryError('passing', '429', 'too many requests', { retryAfter: 30 * SECOND });

describe('a channel to which sending fails', () => {
  it('backs off for 5 s, twice as long after each fault, and never for more than 5 minutes', () => {
    const backoff = new ChannelBackoff(() => 1);
    const spans = Array.from({ length: 9 }, () => backoff.fail(channel('c1'), BROKEN, NOW).retryAt - NOW);
    expect(spans).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300].map((seconds) => seconds * SECOND));
    for (let tries = 0; tries < 2_000; tries += 1) backoff.fail(channel('c1'), BROKEN, NOW);
    expect(backoff.retryAt(channel('c1'))).toBe(NOW + 5 * MINUTE);
  });

  it('backs off for up to half of that less, at random', () => {
    expect(new ChannelBackoff(() => 0).fail(channel('c1'), BROKEN, NOW).retryAt).toBe(NOW + 2.5 * SECOND);
  });

  it('backs off for the Retry-After of its platform, where that is longer', () => {
    const backoff = new ChannelBackoff(() => 1);
    expect(backoff.fail(channel('c1'), RATE_LIMITED, NOW)).toMatchObject({
      retryAt: NOW + 30 * SECOND,
      isRetryAfter: true,
    });
    for (let tries = 0; tries < 4; tries += 1) backoff.fail(channel('c1'), RATE_LIMITED, NOW);
    expect(backoff.fail(channel('c1'), RATE_LIMITED, NOW)).toMatchObject({
      retryAt: NOW + 160 * SECOND,
      isRetryAfter: false,
    });
  });

  it('reports since when and how often it failed, once it takes a message again', () => {
    const backoff = new ChannelBackoff(() => 1);
    backoff.fail(channel('c1'), BROKEN, NOW);
    backoff.fail(channel('c1'), BROKEN, NOW + 5 * SECOND);
    expect(backoff.succeed(channel('c1'), NOW + MINUTE)).toMatchObject({ since: NOW, tries: 2 });
    expect(backoff.succeed(channel('c1'), NOW + MINUTE)).toBeUndefined();
    expect(backoff.retryAt(channel('c1'))).toBe(0);
  });
});

describe('a channel that takes a message again', () => {
  it("ends the back-off of its platform's other channels, except for those with a Retry-After", () => {
    const backoff = new ChannelBackoff(() => 1);
    const [recovered, failing, rateLimited, onDiscord] = [
      channel('c1'),
      channel('c2'),
      channel('c3'),
      channel('c4', 'discord'),
    ] as const;
    for (const each of [recovered, failing, onDiscord]) backoff.fail(each, BROKEN, NOW);
    backoff.fail(rateLimited, RATE_LIMITED, NOW);
    backoff.succeed(recovered, NOW + SECOND);
    expect([failing, rateLimited, onDiscord].map((each) => backoff.retryAt(each) - NOW)).toEqual([
      SECOND,
      30 * SECOND,
      5 * SECOND,
    ]);
  });
});

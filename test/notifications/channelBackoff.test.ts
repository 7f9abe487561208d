import { describe, expect, it } from 'vitest';
import { type ChannelRef, channelKey } from '../../src/channelRef.ts';
import { MINUTE, SECOND } from '../../src/duration.ts';
import { DeliveryError } from '../../src/notifications/chatPort.ts';
import { ChannelBackoff } from '../../src/notifications/dispatch/channelBackoff.ts';

const NOW = Date.UTC(2026, 0, 1);
const channel = (channel: string, platform: ChannelRef['platform'] = 'slack'): ChannelRef => ({
  platform,
  workspace: 'w1',
  id: channel,
});
const BROKEN = new Error('the connection broke');
const ASKED = new DeliveryError('passing', '429', 'too many requests', { retryAfter: 30 * SECOND });

describe('a channel that does not take its messages', () => {
  it('is left alone for 5 s, twice as long each time, and never for more than 5 minutes', () => {
    const backoff = new ChannelBackoff(() => 1);
    const spans = Array.from({ length: 9 }, () => backoff.fail(channel('c1'), BROKEN, NOW).retryAt - NOW);
    expect(spans).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300].map((seconds) => seconds * SECOND));
    for (let tries = 0; tries < 2_000; tries += 1) backoff.fail(channel('c1'), BROKEN, NOW);
    expect(backoff.until(channelKey(channel('c1')))).toBe(NOW + 5 * MINUTE);
  });

  it('is tried up to half of that sooner, at random', () => {
    expect(new ChannelBackoff(() => 0).fail(channel('c1'), BROKEN, NOW).retryAt).toBe(NOW + 2.5 * SECOND);
  });

  it('is left alone for as long as its platform asks, where that is longer', () => {
    const backoff = new ChannelBackoff(() => 1);
    expect(backoff.fail(channel('c1'), ASKED, NOW)).toMatchObject({
      retryAt: NOW + 30 * SECOND,
      isAsked: true,
    });
    for (let tries = 0; tries < 4; tries += 1) backoff.fail(channel('c1'), ASKED, NOW);
    expect(backoff.fail(channel('c1'), ASKED, NOW)).toMatchObject({
      retryAt: NOW + 160 * SECOND,
      isAsked: false,
    });
  });

  it('says since when and how often it failed, once it takes something again', () => {
    const backoff = new ChannelBackoff(() => 1);
    backoff.fail(channel('c1'), BROKEN, NOW);
    backoff.fail(channel('c1'), BROKEN, NOW + 5 * SECOND);
    expect(backoff.succeed(channel('c1'), NOW + MINUTE)).toMatchObject({ since: NOW, tries: 2 });
    expect(backoff.succeed(channel('c1'), NOW + MINUTE)).toBeUndefined();
    expect(backoff.until(channelKey(channel('c1')))).toBe(0);
  });
});

describe('a channel that takes something again', () => {
  it('brings the others of its platform forward, but for those that the platform asked to wait', () => {
    const backoff = new ChannelBackoff(() => 1);
    const [healed, waiting, asked, elsewhere] = [
      channel('c1'),
      channel('c2'),
      channel('c3'),
      channel('c4', 'discord'),
    ] as const;
    for (const each of [healed, waiting, elsewhere]) backoff.fail(each, BROKEN, NOW);
    backoff.fail(asked, ASKED, NOW);
    backoff.succeed(healed, NOW + SECOND);
    expect([waiting, asked, elsewhere].map((each) => backoff.until(channelKey(each)) - NOW)).toEqual([
      SECOND,
      30 * SECOND,
      5 * SECOND,
    ]);
  });
});

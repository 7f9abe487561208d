import { describe, expect, it } from 'vitest';
import { Waits } from '../../src/alerts/waits.ts';
import { DeliveryError } from '../../src/chat/port.ts';
import { MINUTE, SECOND } from '../../src/duration.ts';
import { type Place, placeKey } from '../../src/place.ts';

const NOW = Date.UTC(2026, 0, 1);
const place = (channel: string, platform: Place['platform'] = 'slack'): Place => ({
  platform,
  workspace: 'w1',
  channel,
});
const BROKEN = new Error('the connection broke');
const ASKED = new DeliveryError('passing', '429', 'too many requests', { retryAfter: 30 * SECOND });

describe('a channel that does not take its messages', () => {
  it('is left alone for 5 s, twice as long each time, and never for more than 5 minutes', () => {
    const waits = new Waits(() => 1);
    const spans = Array.from({ length: 9 }, () => waits.fail(place('c1'), BROKEN, NOW).retryAt - NOW);
    expect(spans).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300].map((seconds) => seconds * SECOND));
    for (let tries = 0; tries < 2_000; tries += 1) waits.fail(place('c1'), BROKEN, NOW);
    expect(waits.until(placeKey(place('c1')))).toBe(NOW + 5 * MINUTE);
  });

  it('is tried up to half of that sooner, at random', () => {
    expect(new Waits(() => 0).fail(place('c1'), BROKEN, NOW).retryAt).toBe(NOW + 2.5 * SECOND);
  });

  it('is left alone for as long as its platform asks, where that is longer', () => {
    const waits = new Waits(() => 1);
    expect(waits.fail(place('c1'), ASKED, NOW)).toMatchObject({ retryAt: NOW + 30 * SECOND, isAsked: true });
    for (let tries = 0; tries < 4; tries += 1) waits.fail(place('c1'), ASKED, NOW);
    expect(waits.fail(place('c1'), ASKED, NOW)).toMatchObject({
      retryAt: NOW + 160 * SECOND,
      isAsked: false,
    });
  });

  it('says since when and how often it failed, once it takes something again', () => {
    const waits = new Waits(() => 1);
    waits.fail(place('c1'), BROKEN, NOW);
    waits.fail(place('c1'), BROKEN, NOW + 5 * SECOND);
    expect(waits.succeed(place('c1'), NOW + MINUTE)).toMatchObject({ since: NOW, tries: 2 });
    expect(waits.succeed(place('c1'), NOW + MINUTE)).toBeUndefined();
    expect(waits.until(placeKey(place('c1')))).toBe(0);
  });
});

describe('a channel that takes something again', () => {
  it('brings the others of its platform forward, but for those that the platform asked to wait', () => {
    const waits = new Waits(() => 1);
    const [healed, waiting, asked, elsewhere] = [
      place('c1'),
      place('c2'),
      place('c3'),
      place('c4', 'discord'),
    ] as const;
    for (const each of [healed, waiting, elsewhere]) waits.fail(each, BROKEN, NOW);
    waits.fail(asked, ASKED, NOW);
    waits.succeed(healed, NOW + SECOND);
    expect([waiting, asked, elsewhere].map((each) => waits.until(placeKey(each)) - NOW)).toEqual([
      SECOND,
      30 * SECOND,
      5 * SECOND,
    ]);
  });
});

import { expect, it } from 'vitest';
import { ChannelRateLimiter } from '../../../src/chat/slack/delivery/channelRateLimiter.ts';

it('a channel may send a short burst and must then pause; other channels are not affected', () => {
  let now = 0;
  const rateLimiter = new ChannelRateLimiter(() => now);
  const turns = (channel: string, count: number): number[] =>
    Array.from({ length: count }, () => rateLimiter.take(channel));
  expect(turns('C0ONE', 6)).toEqual([0, 0, 0, 0, 0, 5_000]);
  expect(turns('C0TWO', 1)).toEqual([0]);
  now = 5_000;
  expect(turns('C0ONE', 6)).toEqual([0, 0, 0, 0, 0, 5_000]);
  now = 6_000;
  expect(turns('C0ONE', 2)).toEqual([0, 5_000]);
  for (let channel = 0; channel < 2_000; channel += 1) expect(rateLimiter.take(`C${channel}`)).toBe(0);
});

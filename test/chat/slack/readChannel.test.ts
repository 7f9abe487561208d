import { expect, it } from 'vitest';
import { readChannel } from '../../../src/chat/slack/examine/readChannel.ts';

it.each([
  ['C0GENERAL1', 'C0GENERAL1'],
  [' https://acme.slack.com/archives/C0GENERAL1 ', 'C0GENERAL1'],
  ['https://acme.slack.com/archives/C0GENERAL1/p1764100800000100?thread_ts=1', 'C0GENERAL1'],
  ['https://app.slack.com/client/T0ACME123/C0GENERAL1', 'C0GENERAL1'],
  ['https://acme.enterprise.slack.com/archives/G0PRIVATE', 'G0PRIVATE'],
  ['#posts', '#posts'],
  ['team-posts_2', '#team-posts_2'],
  ['#größe', '#größe'],
  ['', undefined],
  ['two words', undefined],
  ['https://example.com/', undefined],
  ['https://acme.slack.com/archives/', undefined],
  ['@ann', undefined],
])('a channel is read from %j', (typed, channel) => {
  expect(readChannel(typed)).toBe(channel);
});

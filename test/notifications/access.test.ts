import { expect, it } from 'vitest';
import type { Content } from '../../src/messages/content.ts';
import type { Notification } from '../../src/notifications/notification.ts';
import { accountsOf, applyAccess } from '../../src/notifications/stages/access.ts';

const ENDED: Content = { kind: 'account-disconnected', account: 'brand', by: 'ann' };
const EMPTIED: Content = {
  kind: 'store-emptied',
  at: 0,
  watches: [{ account: 'brand', container: '17900000000000001' }],
  quotaAlerts: ['club'],
  lostMessages: 0,
};
const LIVE: Content = { kind: 'live', account: 'brand', by: 'ann', items: [] };
const SNOOZED: Content = { kind: 'channel-snoozed', by: 'ann', until: 1 };

it.each([
  ['one account', ENDED, ['brand']],
  ['all that were put back', EMPTIED, ['brand', 'club']],
  ['the channel alone', SNOOZED, []],
])('a notification tells of %s', (_, content, accounts) => {
  expect(accountsOf(content)).toEqual(accounts);
});

it.each([
  ['denied', [SNOOZED], [ENDED]],
  ['unknown', [SNOOZED], []],
  ['granted', [ENDED, LIVE, SNOOZED], []],
] as const)('where access is %s, a live message is never dropped', (access, granted, denied) => {
  const pending = [ENDED, LIVE, SNOOZED].map(
    (content, index): Notification => ({
      version: 2,
      id: String(index),
      channel: { platform: 'slack', workspace: 'T1', id: 'C1' },
      content,
      at: 0,
      synced: false,
      final: false,
    }),
  );
  const decided = applyAccess(pending, (_, names) => (names.length === 0 ? 'granted' : access));
  expect(decided.granted.map(({ content }) => content)).toEqual(granted);
  expect(decided.denied.map(({ content }) => content)).toEqual(denied);
});

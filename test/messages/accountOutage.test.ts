import { expect, it } from 'vitest';
import { accountOutage } from '../../src/messages/alerts/accountOutage.ts';
import type { ErrorDetails } from '../../src/threads/errorDetails.ts';
import { NOW } from './cards.ts';

it.each<[error: ErrorDetails, label: string | undefined]>([
  [{ kind: 'token', subcode: 463 }, 'Reconnect'],
  [{ kind: 'token', subcode: 459 }, 'Reconnect'],
  [{ kind: 'permission', subject: 'user' }, 'Reconnect'],
  // `/me` names no object: whatever it is refused with, the token has most likely ended.
  [{ kind: 'not-visible', subject: 'user', code: 24, subcode: 4279009 }, 'Reconnect'],
  [{ kind: 'no-such-object', subject: 'user', code: 100, subcode: 33 }, 'Reconnect'],
  [{ kind: 'bad-request', subject: 'user', code: 100 }, 'Reconnect'],
  [{ kind: 'unknown', subject: 'user', code: 9999 }, 'Reconnect'],
  [{ kind: 'app-blocked', subject: 'user' }, undefined],
  [{ kind: 'limited' }, undefined],
  [{ kind: 'app-limited' }, undefined],
  [{ kind: 'restricted' }, undefined],
  [{ kind: 'outage' }, undefined],
])('an account that can not be checked, for %j: %s', (error, label) => {
  const remedy = { renewal: 'connect' } as const;
  const facts = {
    kind: 'account-outage',
    account: 'brand',
    error,
    since: NOW,
    nextProbeAt: NOW,
    remedy,
  } as const;
  const { title, buttons } = accountOutage(facts);
  expect(title.join('')).not.toMatch(/container|see it yet|discarded/);
  expect(buttons.map((button) => button.label)).toEqual(label === undefined ? [] : [label]);
});

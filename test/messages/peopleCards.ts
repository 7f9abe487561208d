import { HOUR, MINUTE } from '../../src/duration.ts';
import type { Card } from '../../src/messages/card.ts';
import type { ChannelChoices, Mention } from '../../src/messages/channelChoices.ts';
import type { ContentOf } from '../../src/messages/content.ts';
import { acknowledged, nothingToAcknowledge } from '../../src/messages/replies/acknowledged.ts';
import { alertSelects } from '../../src/messages/replies/alertSelects.ts';
import { alertSettings } from '../../src/messages/replies/alertSettings.ts';
import { composePosted as composeCard } from './composePosted.ts';

/** Who types `alerts`, and whom it names, as each platform writes ids. */
const ROLE: Mention = { kind: 'role', id: '1500000000000000001' };
const GROUP: Mention = { kind: 'group', id: 'S0LAUNCH', name: 'launch-team' };

const CHOICES: ChannelChoices = {
  mention: GROUP,
  quiet: { from: 22 * 60, to: 7 * 60, zone: 'Europe/Berlin' },
  silent: ['delays', 'quotas'],
  muted: ['tokens'],
};

/** The messages of who is called, who takes care, and what a channel has chosen. @param now ms since the epoch */
export function peopleCards(now: number): readonly (readonly [name: string, card: Card])[] {
  const failed: ContentOf<'container'> = {
    kind: 'container',
    account: 'brand',
    container: '17900000000000001',
    createdAt: now - 20 * MINUTE,
    by: 'ann',
    note: 'launch video',
    event: { kind: 'failed', errorMessage: 'FAILED_DOWNLOADING_VIDEO' },
  };
  const mark = { by: 'ann', at: now - MINUTE };
  const choices = { ...CHOICES, remind: { after: 30 * MINUTE, since: now } };
  const two = [failed, { ...failed, container: '17900000000000002', acknowledged: mark }];
  const mentions = [ROLE, GROUP, { kind: 'person', id: 'U0ANNA' } as const];
  return [
    [
      'alert that calls a role, a group and a person',
      composeCard([{ id: 'p1', content: failed }], '', { mentions }),
    ],
    [
      'alert that somebody takes care of',
      composeCard([{ id: 'p1', content: { ...failed, acknowledged: mark } }]),
    ],
    [
      'alert for two, one of them taken care of',
      composeCard(two.map((content, index) => ({ id: `p${index}`, content }))),
    ],
    [
      'reminder',
      composeCard([
        {
          id: 'p1',
          content: { kind: 'reminder', about: [failed], first: 'p0', group: 'g', since: now - HOUR / 2 },
        },
      ]),
    ],
    [
      'alert settings were changed',
      composeCard([
        {
          id: 'p1',
          content: {
            kind: 'alert-settings',
            by: 'ann',
            choices,
            quotas: { account: 'brand', thresholds: [80, 100] },
          },
        },
      ]),
    ],
    ['alert settings', alertSettings(choices, true)],
    ['alert settings, none chosen', alertSettings({}, false)],
    [
      'alert settings to choose from',
      {
        ...alertSettings(choices, false),
        settings: alertSelects({
          account: 'brand',
          accounts: ['brand', 'club'],
          thresholds: [75, 95],
          choices: { ...choices, remind: { after: 20 * 60_000, since: 0 } },
        }),
      },
    ],
    ['taken care of', acknowledged(mark, true)],
    ['taken care of by somebody else', acknowledged(mark, false)],
    ['nothing to take care of', nothingToAcknowledge()],
  ];
}

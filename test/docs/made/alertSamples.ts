import { DAY, HOUR, MINUTE } from '../../../src/duration.ts';
import type { Content, ContentOf } from '../../../src/messages/content.ts';
import type { ContainerEvent, ContainerEventKind } from '../../../src/watches/containerEvent.ts';

export const NOW = Date.UTC(2026, 0, 1, 12);

const account = 'brand';
const container = '17900000000000001';
const by = 'ann';
const about = { account, container, createdAt: NOW - 20 * MINUTE, by, note: 'launch video' };
const remedy = { renewal: 'connect' } as const;
const notVisible = { kind: 'not-visible', code: 24, subcode: 4279009 } as const;
const quota = { account, pair: 'posts', total: 250, windowSeconds: 86_400 } as const;
const program = { hook: 'publisher', account, at: NOW } as const;

/** One event of each kind. A kind without one does not compile. */
const EVENTS: { readonly [K in ContainerEventKind]: Extract<ContainerEvent, { kind: K }> } = {
  failed: { kind: 'failed', errorMessage: 'FAILED_DOWNLOADING_VIDEO' },
  expired: { kind: 'expired' },
  expiring: { kind: 'expiring' },
  unpublished: { kind: 'unpublished' },
  delayed: { kind: 'delayed', nextCheckAt: NOW + 23 * HOUR - 15 * MINUTE },
  unfinished: { kind: 'unfinished', status: 'IN_PROGRESS' },
  undocumented: { kind: 'undocumented', status: 'REJECTED', errorMessage: 'INVALID_DURATION' },
  'not-found': { kind: 'not-found', error: notVisible },
  refused: { kind: 'refused', error: { kind: 'not-a-container', code: 100 } },
  'check-failing': {
    kind: 'check-failing',
    error: { kind: 'unknown', code: 1 },
    isAlone: true,
    nextCheckAt: NOW + 2 * HOUR,
  },
  'publish-error': {
    kind: 'publish-error',
    error: { ...notVisible, subject: 'publish' },
    seen: { kind: 'status', status: 'FINISHED', at: NOW },
  },
};

const reached: ContentOf<'quota'> = { kind: 'quota', ...quota, threshold: 80, crossed: [80], used: 212 };

/** One notification of each other kind. A kind without one does not compile. */
const OTHERS: { readonly [K in Exclude<Content['kind'], 'container'>]: ContentOf<K> } = {
  'account-outage': {
    kind: 'account-outage',
    account,
    error: { kind: 'token', code: 190 },
    since: NOW - 10 * MINUTE,
    nextProbeAt: NOW + HOUR,
    remedy,
  },
  'account-recovered': {
    kind: 'account-recovered',
    account,
    error: { kind: 'outage' },
    since: NOW - HOUR,
    until: NOW,
  },
  'token-ending': {
    kind: 'token-ending',
    account,
    end: 'token',
    endsAt: NOW + 3 * DAY,
    error: { kind: 'outage' },
    remedy,
  },
  quota: reached,
  'quota-recovered': { kind: 'quota-recovered', ...quota, used: 200, since: NOW - 5 * HOUR, until: NOW },
  'quotas-unreadable': {
    kind: 'quotas-unreadable',
    account,
    error: { kind: 'outage' },
    since: NOW - 2 * HOUR,
  },
  'quotas-readable': { kind: 'quotas-readable', account, since: NOW - 2 * HOUR, until: NOW },
  'create-error': {
    kind: 'create-error',
    account,
    by,
    hook: 'publisher',
    note: 'launch video',
    error: {
      kind: 'bad-request',
      subject: 'create',
      code: 100,
      apiMessage: 'Param text must be at most 500 characters long.',
    },
  },
  'hook-unreadable': {
    kind: 'hook-unreadable',
    ...program,
    field: 'created_at',
    message: 'created_at lacks its time zone. End it with Z for UTC, or with an offset such as +02:00.',
  },
  'hook-events-ended': {
    kind: 'hook-events-ended',
    ...program,
    host: 'shop.example.com',
    fault: { kind: 'status', status: 502 },
    since: NOW - DAY,
  },
  'hook-events-lost': { kind: 'hook-events-lost', ...program, host: 'shop.example.com' },
  reminder: {
    kind: 'reminder',
    about: [{ kind: 'container', ...about, event: EVENTS.failed }],
    first: 'alert-1',
    since: NOW - 30 * MINUTE,
  },
  publication: {
    kind: 'publication',
    account,
    container,
    note: 'launch video',
    by,
    outcomes: [
      {
        kind: 'unsettled',
        at: NOW,
        status: 'FINISHED',
        error: { kind: 'outage' },
        againAt: NOW + 5 * MINUTE,
      },
    ],
  },
  live: {
    kind: 'live',
    account,
    by,
    note: 'launch video',
    items: [
      { container, createdAt: NOW, watched: true, state: { kind: 'status', status: 'IN_PROGRESS', at: NOW } },
    ],
  },
  'store-emptied': {
    kind: 'store-emptied',
    at: NOW,
    watches: [{ account, container }],
    quotaAlerts: [account],
    lostMessages: 2,
  },
  'channel-snoozed': { kind: 'channel-snoozed', by, until: NOW + HOUR },
  'quota-alerts': { kind: 'quota-alerts', account, by, thresholds: [80, 95, 100] },
  'alert-settings': { kind: 'alert-settings', by, choices: { remind: { after: 30 * MINUTE, since: NOW } } },
  'account-connected': {
    kind: 'account-connected',
    account: 'shop-1a2b',
    username: 'shop.eu',
    by,
    isRenewal: false,
  },
  'account-disconnected': { kind: 'account-disconnected', account: 'shop-1a2b', by },
  'hook-made': { kind: 'hook-made', hook: 'publisher', account, by },
  'hook-revoked': { kind: 'hook-revoked', hook: 'publisher', account, by },
};

/** How old the post is at the event, where it matters; ms. */
const AGES: Readonly<Partial<Record<ContainerEventKind, number>>> = {
  unpublished: 15 * MINUTE,
  delayed: 15 * MINUTE,
  expiring: 23 * HOUR,
  expired: DAY,
  unfinished: DAY,
};

/** A notification of each kind, and of each kind of container event, by the name of the kind. */
export const ALERT_SAMPLES: ReadonlyMap<string, Content> = new Map<string, Content>([
  ...Object.values(EVENTS).map((event) => {
    const createdAt = NOW - (AGES[event.kind] ?? 2 * MINUTE);
    return [event.kind, { kind: 'container' as const, ...about, createdAt, event }] as const;
  }),
  ...Object.entries(OTHERS),
]);

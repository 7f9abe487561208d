import { didYouMean } from '../../commands/userError.ts';
import { DAY, HOUR, MINUTE } from '../../src/duration.ts';
import { channelUnreachable } from '../../src/messages/alerts/channelUnreachable.ts';
import type { Card } from '../../src/messages/card.ts';
import type { ContentOf, LastQuotas } from '../../src/messages/content.ts';
import { accountList } from '../../src/messages/replies/accountList.ts';
import { answeredBefore } from '../../src/messages/replies/answeredBefore.ts';
import { callFailed } from '../../src/messages/replies/callFailed.ts';
import { channelOpen } from '../../src/messages/replies/channelOpen.ts';
import { commandSlow } from '../../src/messages/replies/commandSlow.ts';
import { connectLink, connectUnset } from '../../src/messages/replies/connectLink.ts';
import { containerStatus } from '../../src/messages/replies/containerStatus.ts';
import { disconnected } from '../../src/messages/replies/disconnected.ts';
import { doctorReport } from '../../src/messages/replies/doctorReport.ts';
import { groupList } from '../../src/messages/replies/groupList.ts';
import { hookList } from '../../src/messages/replies/hookList.ts';
import { hookOff } from '../../src/messages/replies/hookOff.ts';
import { hookUrl } from '../../src/messages/replies/hookUrl.ts';
import { internalError } from '../../src/messages/replies/internalError.ts';
import { quotaAlertsState } from '../../src/messages/replies/quotaAlertsState.ts';
import { quotaReport } from '../../src/messages/replies/quotaReport.ts';
import { quotaSlow } from '../../src/messages/replies/quotaSlow.ts';
import { quotaUnreadable } from '../../src/messages/replies/quotaUnreadable.ts';
import { notSnoozed, resumed } from '../../src/messages/replies/resumed.ts';
import { snoozeDurations } from '../../src/messages/replies/snoozeDurations.ts';
import { snoozed, stillSnoozed } from '../../src/messages/replies/snoozed.ts';
import { testAlert } from '../../src/messages/replies/testAlert.ts';
import { unwatched } from '../../src/messages/replies/unwatched.ts';
import { watchStarted } from '../../src/messages/replies/watchStarted.ts';
import { code, command, text } from '../../src/messages/text.ts';
import type { QuotaReading } from '../../src/threads/quotas.ts';
import type { ContainerEvent } from '../../src/watches/containerEvent.ts';
import { composePosted as composeCard } from './composePosted.ts';
import { peopleCards } from './peopleCards.ts';
import { publicationCards } from './publicationCards.ts';

export const NOW = Date.UTC(2026, 0, 1, 12);

const container = '17900000000000001';

const HOOK_URL = 'https://threadwatch.example.com/hook/0123456789abcdefghijABCDEFGHIJ_-0123456789a';

const SNOOZES = [
  { by: 'bob', until: NOW + HOUR },
  { account: 'brand', by: 'ann', until: NOW + 6 * HOUR },
  { account: 'brand', container, by: 'ann', until: NOW + 2 * HOUR },
];
const facts = { account: 'brand', container, createdAt: NOW - 20 * MINUTE };
const outage = { kind: 'outage' } as const;
const connect = { renewal: 'connect' } as const;
const operator = { renewal: 'operator' } as const;
const notFound = { kind: 'not-visible', code: 24, subcode: 4279009 } as const;
const notAContainer = { kind: 'not-a-container', code: 100 } as const;

export const CONTAINER_EVENTS: readonly ContainerEvent[] = [
  { kind: 'failed', errorMessage: 'FAILED_DOWNLOADING_VIDEO' },
  { kind: 'expired' },
  { kind: 'expired', unverified: true },
  { kind: 'expiring' },
  { kind: 'expiring', unverified: true },
  { kind: 'unpublished' },
  { kind: 'undocumented', status: 'REJECTED', errorMessage: 'INVALID_DURATION' },
  { kind: 'check-failing', error: { kind: 'token', code: 190 }, isAlone: true, nextCheckAt: NOW + 2 * HOUR },
  { kind: 'check-failing', error: { kind: 'outage', code: 2 } },
  { kind: 'delayed', nextCheckAt: NOW + 22 * HOUR },
  { kind: 'unfinished', status: 'IN_PROGRESS' },
  { kind: 'unfinished', status: 'FINISHED' },
  { kind: 'unfinished', status: 'UNDER_REVIEW' },
  { kind: 'not-found', error: notFound },
  { kind: 'not-found', error: notFound, lastStatus: 'FINISHED' },
  { kind: 'refused', error: notAContainer },
  ...[undefined, 'FINISHED', 'IN_PROGRESS', 'ERROR', 'PUBLISHED'].map(
    (status): ContainerEvent => ({
      kind: 'publish-error',
      error: { ...notFound, subject: 'publish' },
      ...(status !== undefined && { seen: { kind: 'status', status, at: NOW } }),
    }),
  ),
  {
    kind: 'publish-error',
    error: { kind: 'permission', subject: 'publish', code: 10 },
    seen: { kind: 'not-found', error: notFound, at: NOW },
  },
];

const READING: QuotaReading = {
  posts: { kind: 'known', used: 212, total: 250, windowSeconds: 86_400 },
  replies: { kind: 'known', used: 3, total: 1_000, windowSeconds: 86_400 },
  deletes: { kind: 'unknown', missingScope: 'threads_delete' },
  location_searches: { kind: 'known', used: 0, total: 500, windowSeconds: 86_400 },
};
const UNKNOWN_READING: QuotaReading = {
  posts: { kind: 'unknown', missingScope: 'threads_content_publish' },
  replies: { kind: 'unknown', missingScope: 'threads_manage_replies' },
  deletes: { kind: 'unknown', missingScope: 'threads_delete' },
  location_searches: { kind: 'unknown', missingScope: 'threads_location_tagging' },
};

const HOOK_EVENTS = { hook: 'publisher', account: 'brand', host: 'shop.example.com', at: NOW } as const;

const QUOTA: ContentOf<'quota'> = {
  kind: 'quota',
  account: 'brand',
  pair: 'posts',
  threshold: 80,
  crossed: [80],
  used: 212,
  total: 250,
};

const LAST_QUOTAS: LastQuotas = {
  at: NOW - 2 * HOUR - 5 * MINUTE,
  quotas: [
    { pair: 'posts', used: 212, total: 250 },
    { pair: 'replies', used: 3, total: 1_000 },
  ],
};

const UNREADABLE: ContentOf<'quotas-unreadable'> = {
  kind: 'quotas-unreadable',
  account: 'brand',
  error: outage,
  since: NOW - 2 * HOUR,
};

const ENDING: ContentOf<'token-ending'> = {
  kind: 'token-ending',
  account: 'brand',
  end: 'token',
  endsAt: NOW + 3 * DAY,
};

function alert(event: ContainerEvent, note?: string): ContentOf<'container'> {
  return { kind: 'container', ...facts, by: 'ann', note, event };
}

function compose(content: Parameters<typeof composeCard>[0][number]['content']): Card {
  return composeCard([{ id: 'posting-1', content }]);
}

function nameOf(event: ContainerEvent): string {
  const { kind } = event;
  if (kind === 'unfinished') return `${kind}, ${event.status}`;
  if (kind === 'check-failing') return event.nextCheckAt === undefined ? `${kind}, last check` : kind;
  if (kind === 'publish-error') return nameReported(event);
  if ('unverified' in event && event.unverified) return `${kind}, unverified`;
  return kind === 'not-found' && event.lastStatus !== undefined ? 'not-found after being seen' : kind;
}

function nameReported({ kind, error, seen }: Extract<ContainerEvent, { kind: 'publish-error' }>): string {
  return `${kind} ${error.code}, ${seen?.kind === 'status' ? seen.status : (seen?.kind ?? 'not seen yet')}`;
}

const HOOK_POSTS: readonly (readonly [status: string, note: string, watched: boolean])[] = [
  ['PUBLISHED', 'Monday quote', false],
  ['PUBLISHED', 'Monday picture', false],
  ['ERROR', 'launch video', false],
  ['FINISHED', 'thank you', true],
  ['IN_PROGRESS', 'teaser', true],
];

function hookDay(posts: typeof HOOK_POSTS): Card {
  return compose({
    kind: 'live',
    account: 'brand',
    by: 'ann',
    day: '2026-01-01',
    items: posts.map(([status, note, watched], index) => ({
      container: `1790000000000000${index + 1}`,
      note,
      createdAt: NOW,
      watched,
      state: { kind: 'status', status, at: NOW },
    })),
  });
}

const CREATE_ERROR: ContentOf<'create-error'> = {
  kind: 'create-error',
  account: 'brand',
  by: 'ann',
  hook: 'hook-1',
  note: 'launch video',
  error: {
    kind: 'bad-request',
    subject: 'create',
    code: 100,
    apiMessage: 'Param text must be at most 500 characters long.',
  },
};

/** Every message, by name; each platform has a snapshot of each. */
export const CARDS: readonly (readonly [name: string, card: Card])[] = [
  ...CONTAINER_EVENTS.map(
    (event) => [`alert: ${nameOf(event)}`, compose(alert(event, 'launch video'))] as const,
  ),
  ...CONTAINER_EVENTS.map((event) => {
    const group = [1, 2].map((each) => ({
      id: `p${each}`,
      content: { ...alert(event), container: `1790000000000000${each}` },
    }));
    return [`alert for two: ${nameOf(event)}`, composeCard(group)] as const;
  }),
  [
    'alert for sixty',
    composeCard(
      Array.from({ length: 60 }, (_, index) => ({
        id: `p${index}`,
        content: {
          ...alert({ kind: 'failed', errorMessage: 'UNKNOWN' }),
          container: String(17900000000000001n + BigInt(index)),
        },
      })),
    ),
  ],
  [
    'live message',
    compose({
      kind: 'live',
      account: 'brand',
      by: 'ann',
      note: 'launch video',
      items: [
        { container, createdAt: NOW, watched: true, state: { kind: 'unknown' } },
        {
          container: '17900000000000002',
          createdAt: NOW,
          watched: true,
          state: { kind: 'status', status: 'IN_PROGRESS', at: NOW },
          snoozed: { by: 'bob', until: NOW + HOUR },
        },
        {
          container: '17900000000000003',
          createdAt: NOW,
          watched: true,
          state: { kind: 'status', status: 'FINISHED', at: NOW },
        },
        {
          container: '17900000000000004',
          createdAt: NOW,
          watched: false,
          state: { kind: 'status', status: 'PUBLISHED', at: NOW },
        },
        {
          container: '17900000000000005',
          createdAt: NOW,
          watched: false,
          state: { kind: 'status', status: 'IN_PROGRESS', at: NOW },
          droppedBy: 'bob',
        },
        {
          container: '17900000000000006',
          createdAt: NOW,
          watched: true,
          state: { kind: 'not-found', error: notFound, at: NOW },
        },
      ],
    }),
  ],
  [
    'live message at its end',
    compose({
      kind: 'live',
      account: 'brand',
      by: 'ann',
      items: [
        {
          container,
          createdAt: NOW,
          watched: false,
          state: { kind: 'status', status: 'PUBLISHED', at: NOW },
        },
        {
          container: '17900000000000002',
          createdAt: NOW,
          watched: false,
          state: { kind: 'status', status: 'IN_PROGRESS', at: NOW },
        },
        {
          container: '17900000000000003',
          createdAt: NOW,
          watched: false,
          state: { kind: 'status', status: 'FINISHED', at: NOW },
        },
      ],
    }),
  ],
  ["a day's posts by hook", hookDay(HOOK_POSTS)],
  ["a day's posts by hook, all published", hookDay(HOOK_POSTS.slice(0, 2))],
  ['a post that could not be created', compose(CREATE_ERROR)],
  [
    'two posts that could not be created',
    composeCard(
      ['Monday quote', 'Monday picture'].map((note) => ({ id: note, content: { ...CREATE_ERROR, note } })),
    ),
  ],
  ['quota reached', compose(QUOTA)],
  [
    'quota used up',
    compose({
      ...QUOTA,
      used: 250,
      threshold: 100,
      crossed: [95, 100],
      snoozed: { by: 'bob', until: NOW + HOUR },
    }),
  ],
  [
    'room again',
    compose({
      kind: 'quota-recovered',
      account: 'brand',
      pair: 'posts',
      used: 200,
      total: 250,
      since: NOW - 5 * HOUR,
      until: NOW,
    }),
  ],
  ['channel snoozed', compose({ kind: 'channel-snoozed', by: 'bob', until: NOW + HOUR })],
  [
    'channel snoozed, shorter',
    compose({
      kind: 'channel-snoozed',
      by: 'bob',
      until: NOW + HOUR,
      changes: [{ by: 'cleo', until: NOW + 20 * MINUTE }],
    }),
  ],
  [
    'channel snoozed, longer',
    compose({
      kind: 'channel-snoozed',
      by: 'bob',
      until: NOW + HOUR,
      changes: [{ by: 'cleo', until: NOW + 6 * HOUR }],
      isContinued: true,
    }),
  ],
  [
    'channel snoozed, resumed',
    compose({ kind: 'channel-snoozed', by: 'bob', until: NOW + HOUR, ended: { at: NOW, by: 'ann' } }),
  ],
  ['channel snoozed, over', compose({ kind: 'channel-snoozed', by: 'bob', until: NOW, ended: { at: NOW } })],
  [
    'channel snoozed, over, as stored earlier',
    compose({ kind: 'channel-snoozed', by: 'bob', until: NOW, isOver: true }),
  ],
  ['quota freed', compose({ ...QUOTA, freed: { used: 100, total: 250, at: NOW } })],
  [
    'quota alerts turned on',
    compose({ kind: 'quota-alerts', account: 'brand', by: 'ann', thresholds: [80, 95, 100] }),
  ],
  ...[false, true].map(
    (isRenewal) =>
      [
        isRenewal ? 'an account renewed' : 'an account connected',
        compose({
          kind: 'account-connected',
          account: 'shop-1a2b',
          username: 'shop.eu',
          by: 'ann',
          isRenewal,
        }),
      ] as const,
  ),
  ...publicationCards(NOW),
  ['an account disconnected', compose({ kind: 'account-disconnected', account: 'shop-1a2b', by: 'ann' })],
  ['a hook made', compose({ kind: 'hook-made', hook: 'hook-1', account: 'brand', by: 'ann' })],
  ['a hook revoked', compose({ kind: 'hook-revoked', hook: 'hook-1', account: 'brand', by: 'ann' })],
  [
    'a call of a hook that can not be read',
    compose({
      kind: 'hook-unreadable',
      hook: 'hook-1',
      account: 'brand',
      field: 'created_at',
      message: 'created_at lacks its time zone. End it with Z for UTC, or with an offset such as +02:00.',
      at: NOW,
    }),
  ],
  [
    'the events of a hook ended, since its program fails',
    compose({
      ...HOOK_EVENTS,
      kind: 'hook-events-ended',
      fault: { kind: 'status', status: 502 },
      since: NOW - DAY,
    }),
  ],
  [
    'the events of a hook ended, since its URL leads to a private network',
    compose({ ...HOOK_EVENTS, kind: 'hook-events-ended', fault: { kind: 'private' }, since: NOW - DAY }),
  ],
  [
    'the events of a hook ended, since its program wants no more',
    compose({
      ...HOOK_EVENTS,
      kind: 'hook-events-ended',
      fault: { kind: 'status', status: 410 },
      since: NOW,
    }),
  ],
  ['too many events of a hook wait', compose({ ...HOOK_EVENTS, kind: 'hook-events-lost' })],
  [
    'an event of a hook was refused for a day',
    compose({ ...HOOK_EVENTS, kind: 'hook-events-lost', fault: { kind: 'status', status: 500 } }),
  ],
  ['quota alerts turned off', compose({ kind: 'quota-alerts', account: 'brand', by: 'ann' })],
  ...(['token', 'permission', 'restricted', 'limited', 'outage'] as const).map(
    (kind) =>
      [
        `blind: ${kind}`,
        compose({
          kind: 'account-outage',
          account: 'brand',
          error: { kind },
          since: NOW - 10 * MINUTE,
          nextProbeAt: NOW + HOUR,
          remedy: connect,
        }),
      ] as const,
  ),
  ...(['token', 'permission', 'outage', 'unreadable'] as const).map(
    (kind) =>
      [
        `outage of all containers: ${kind}`,
        compose({
          kind: 'account-outage',
          account: 'brand',
          scope: 'objects',
          error: { kind, ...(kind === 'token' && { apiMessage: 'Session has expired' }) },
          since: NOW - 10 * MINUTE,
          nextProbeAt: NOW + HOUR,
          remedy: connect,
        }),
      ] as const,
  ),
  [
    'a limit of the app, over for one of two accounts',
    compose({
      kind: 'account-outage',
      account: 'brand',
      accounts: ['shop'],
      recovered: ['brand'],
      error: { kind: 'app-limited' },
      since: NOW - 20 * MINUTE,
      nextProbeAt: NOW - MINUTE,
    }),
  ],
  [
    'outage of all containers, over',
    compose({
      kind: 'account-outage',
      account: 'brand',
      scope: 'objects',
      error: outage,
      since: NOW - 20 * MINUTE,
      nextProbeAt: NOW,
      until: NOW,
    }),
  ],
  [
    'outage of all containers, recovered',
    compose({
      kind: 'account-recovered',
      account: 'brand',
      scope: 'objects',
      error: outage,
      since: NOW - 20 * MINUTE,
      until: NOW,
    }),
  ],
  ...[operator, { ...operator, isShortLived: true }, { ...connect, isShortLived: true }].map(
    (remedy) =>
      [
        `account outage: token, ${Object.values(remedy).join(', ')}`,
        compose({
          kind: 'account-outage',
          account: 'brand',
          error: { kind: 'token' },
          since: NOW - 10 * MINUTE,
          nextProbeAt: NOW + HOUR,
          remedy,
        }),
      ] as const,
  ),
  ...(['grant', 'token'] as const).map(
    (end) =>
      [
        `token ending: ${end}`,
        compose({ ...ENDING, end, remedy: connect, ...(end === 'token' && { error: outage }) }),
      ] as const,
  ),
  ['token ending: a short-lived one', compose({ ...ENDING, remedy: connect })],
  ['token ending: a short-lived one, where nobody can connect', compose({ ...ENDING, remedy: operator })],
  [
    'token ending: at the latest, where nobody can connect',
    compose({ ...ENDING, isLatest: true, error: outage, remedy: operator }),
  ],
  [
    'token that is not refreshed',
    compose({
      ...ENDING,
      endsAt: undefined,
      error: { kind: 'token', code: 190, apiMessage: 'The profile is private' },
      remedy: operator,
    }),
  ],
  ['token ending, renewed', compose({ ...ENDING, healed: { at: NOW, endsAt: NOW + 60 * DAY } })],
  [
    'account outage: a certificate that is not trusted',
    compose({
      kind: 'account-outage',
      account: 'brand',
      error: { kind: 'certificate-untrusted' },
      since: NOW - 10 * MINUTE,
      nextProbeAt: NOW + HOUR,
      remedy: connect,
    }),
  ],
  [
    'blind, over',
    compose({
      kind: 'account-outage',
      account: 'brand',
      error: outage,
      since: NOW - 20 * MINUTE,
      nextProbeAt: NOW,
      until: NOW,
    }),
  ],
  [
    'sees again',
    compose({ kind: 'account-recovered', account: 'brand', error: outage, since: NOW - HOUR, until: NOW }),
  ],
  [
    'status',
    containerStatus({
      ...facts,
      state: { kind: 'status', status: 'ERROR', errorMessage: 'INVALID_FRAME_RATE', at: NOW },
    }),
  ],
  [
    'status of a watched one',
    containerStatus({
      ...facts,
      state: { kind: 'status', status: 'FINISHED', at: NOW },
      watch: { nextCheckAt: NOW + HOUR },
    }),
  ],
  [
    'status, seen by another account',
    containerStatus({
      ...facts,
      notFoundBy: 'shop',
      state: { kind: 'status', status: 'IN_PROGRESS', at: NOW },
    }),
  ],
  ['status, unseen', containerStatus({ ...facts, state: { kind: 'not-found', error: notFound, at: NOW } })],
  ['quota report', quotaReport('brand', READING, connect)],
  [
    'quota report, asked for too often',
    answeredBefore(quotaReport('brand', READING, connect), NOW - 40_000, NOW + 20_000),
  ],
  ['quota report of a token without scopes', quotaReport('brand', UNKNOWN_READING, connect)],
  [
    'quota report of a token without scopes, where nobody can connect',
    quotaReport('brand', UNKNOWN_READING, operator),
  ],
  [
    'call failed',
    callFailed({
      account: 'brand',
      container,
      error: { kind: 'limited', retryAt: NOW + HOUR },
      outage: { since: NOW - HOUR, nextProbeAt: NOW + HOUR },
      remedy: connect,
    }),
  ],
  [
    'watch begun while blind',
    watchStarted({
      account: 'brand',
      watches: [
        {
          account: 'brand',
          container,
          createdAt: NOW,
          state: { kind: 'unknown' },
          nextCheckAt: NOW,
          already: false,
        },
      ],
      outage: { error: outage, nextProbeAt: NOW + MINUTE, remedy: connect },
      snoozedUntil: NOW + HOUR,
    }),
  ],
  [
    'watch begun beside words that are no ids',
    watchStarted({
      account: 'brand',
      note: 'launch video',
      watches: ['17900000000000001', '17900000000000002'].map((each) => ({
        account: 'brand',
        container: each,
        createdAt: NOW,
        state: { kind: 'status', status: 'IN_PROGRESS', at: NOW },
        nextCheckAt: NOW + MINUTE,
        already: false,
      })),
      notWatched: {
        bad: [
          { problem: text`${code('12345')} isn't a container ID: it has 5 digits.`, line: undefined },
          {
            problem: text`${code('1790000000000000l')} isn't a container ID.`,
            line: 'watch 17900000000000001',
          },
        ],
        rest: 2,
        restLine: 'watch 17900000000000021 17900000000000022 note:"launch video"',
        line: 'watch <container> note:"launch video"',
      },
      outage: undefined,
      snoozedUntil: undefined,
    }),
  ],
  ['unwatched', unwatched([{ account: 'brand', container }], 3)],
  [
    'unwatched beside what is not watched',
    unwatched([{ account: 'brand', container }], 3, [text`${code('12345')} isn't a container ID.`]),
  ],
  [
    'a misspelt command',
    didYouMean(text`Unknown command ${code('statsu')}.`, ['status'], () => `status ${container}`).card,
  ],
  [
    'quota alerts on, unreadable',
    quotaAlertsState({
      action: 'on',
      account: 'brand',
      thresholds: [80, 95],
      outcome: { kind: 'failed', error: outage, remedy: connect },
    }),
  ],
  [
    'quota alerts shown, snoozed',
    quotaAlertsState({ action: 'show', account: 'brand', thresholds: [80, 95], snoozes: SNOOZES }),
  ],
  [
    'quota alerts shown, unreadable',
    quotaAlertsState({
      action: 'show',
      account: 'brand',
      thresholds: [80, 95],
      unreadable: { since: NOW - 2 * HOUR, error: outage, last: LAST_QUOTAS },
    }),
  ],
  ['quota, slow', quotaSlow('brand', LAST_QUOTAS)],
  ['quota, slow and never read', quotaSlow('brand', undefined)],
  ['quotas unreadable', compose({ ...UNREADABLE, last: LAST_QUOTAS })],
  ['quotas unreadable, for want of a scope', compose({ ...UNREADABLE, error: { kind: 'permission' } })],
  ['quotas unreadable, in part', compose({ ...UNREADABLE, error: { kind: 'unreadable' } })],
  ['quotas unreadable, over', compose({ ...UNREADABLE, until: NOW })],
  [
    'quotas readable',
    compose({ kind: 'quotas-readable', account: 'brand', since: NOW - 2 * HOUR, until: NOW }),
  ],
  [
    'store emptied',
    compose({
      kind: 'store-emptied',
      at: NOW,
      watches: [{ account: 'brand', container }],
      quotaAlerts: ['brand'],
      lostMessages: 2,
    }),
  ],
  [
    'connect',
    connectLink({
      url: 'https://threads.net/oauth/authorize?client_id=1&state=a_b',
      until: NOW + 10 * MINUTE,
      account: undefined,
    }),
  ],
  [
    'connect anew',
    connectLink({
      url: 'https://threads.net/oauth/authorize?client_id=1&state=a_b',
      until: NOW + 10 * MINUTE,
      account: 'brand',
    }),
  ],
  ['connect, not set up', connectUnset(['THREADS_APP_ID', 'THREADS_APP_SECRET', 'PUBLIC_URL'])],
  [
    'doctor',
    doctorReport([
      { grade: 'fine', words: text`brand: all four quotas answer` },
      {
        grade: 'advice',
        words: text`brand: its permission ends in 5 d. Type ${command('connect account:brand')}`,
      },
    ]),
  ],
  ['a command that takes long', commandSlow('watch 17900000000000001 note:"launch video"')],
  ['quotas that can not be read', quotaUnreadable('brand', { error: { kind: 'token' }, since: NOW - HOUR })],
  ['doctor, all well', doctorReport([{ grade: 'fine', words: text`brand: all four quotas answer` }])],
  [
    'accounts',
    accountList(
      [
        {
          name: 'brand',
          username: 'brand.eu',
          expiresAt: NOW + 50 * DAY,
          issued: { at: NOW - 10 * DAY, by: 'connect' },
          grantEndsAt: NOW + 80 * DAY,
          missing: ['threads_delete'],
          error: undefined,
          containersDown: undefined,
        },
        {
          name: 'club',
          username: 'club',
          expiresAt: undefined,
          issued: { at: NOW - 3 * DAY, by: 'refresh' },
          grantEndsAt: undefined,
          missing: [],
          error: undefined,
          containersDown: 'Threads is failing or unreachable',
        },
        {
          name: 'shop',
          username: undefined,
          expiresAt: undefined,
          issued: undefined,
          grantEndsAt: undefined,
          missing: [],
          error: 'the access token has expired',
          containersDown: undefined,
        },
      ],
      'connect',
    ),
  ],
  ['accounts, where nobody can connect', accountList([], 'operator')],
  ['disconnected', disconnected({ account: 'brand', watches: 3, alerts: 1, hooks: 0, canConnect: true })],
  [
    'disconnected, with hooks',
    disconnected({ account: 'brand', watches: 0, alerts: 0, hooks: 2, canConnect: false }),
  ],
  ...(['public', 'machine', 'network'] as const).map(
    (reach) =>
      [
        `a hook that was made: ${reach}`,
        hookUrl({
          hook: 'hook-1',
          account: 'brand',
          url: HOOK_URL,
          reach,
          snippets: [
            { name: 'curl', code: `curl -X POST '${HOOK_URL}' \\\n  -d '{"container":"${container}"}'` },
            { name: 'too long', code: 'x'.repeat(2_900) },
          ],
        }),
      ] as const,
  ),
  [
    'hooks',
    hookList({
      hooks: [
        { name: 'hook-1', account: 'brand', by: 'ann', createdAt: NOW - 2 * DAY, usedAt: NOW - MINUTE },
        { name: 'n8n', account: 'shop', by: 'bob', createdAt: NOW - HOUR },
      ],
      accounts: ['brand'],
      canBeCalled: true,
    }),
  ],
  [
    'a hook with a URL for events',
    hookUrl({
      hook: 'hook-1',
      account: 'brand',
      url: HOOK_URL,
      reach: 'public',
      events: { host: HOOK_EVENTS.host, secret: `whsec_${'0123456789'.repeat(4)}abc` },
      snippets: [
        { name: 'curl', code: `curl -X POST '${HOOK_URL}' \\\n  -d '{"container":"${container}"}'` },
      ],
    }),
  ],
  [
    'a hook made, with a URL for events',
    compose({ kind: 'hook-made', hook: 'hook-1', account: 'brand', by: 'ann', eventsTo: HOOK_EVENTS.host }),
  ],
  [
    'hooks with URLs for events',
    hookList({
      hooks: [
        { host: 'new.example.com', waiting: 0 },
        { host: 'well.example.com', acceptedAt: NOW - MINUTE, waiting: 2 },
        {
          host: 'down.example.com',
          acceptedAt: NOW - DAY,
          failing: { since: NOW - HOUR, fault: { kind: 'timeout' } as const },
          lostAt: NOW - MINUTE,
          waiting: 1_000,
        },
        { host: 'gone.example.com', ended: { at: NOW, fault: { kind: 'unresolved' } as const }, waiting: 0 },
      ].map((events, index) => ({
        ...{ name: `hook-${index + 1}`, account: 'brand', by: 'ann', createdAt: NOW - 2 * DAY },
        events,
      })),
      accounts: ['brand'],
      canBeCalled: true,
    }),
  ],
  [
    'a hook, and no server',
    hookList({
      hooks: [{ name: 'hook-1', account: 'brand', by: 'ann', createdAt: NOW }],
      accounts: ['brand'],
      canBeCalled: false,
    }),
  ],
  ['no hook', hookList({ hooks: [], accounts: ['brand'], canBeCalled: true })],
  ['a hook is revoked', hookOff({ hook: 'hook-1', account: 'brand' })],
  ['snoozed', snoozed({ account: 'brand', container, until: NOW + HOUR, isCut: false })],
  ['snoozed, the channel', snoozed({ until: NOW + HOUR, isCut: false })],
  ['snoozed, for less than was wanted', snoozed({ until: NOW + 20 * MINUTE, isCut: true })],
  ['snoozed already', stillSnoozed({ by: 'bob', until: NOW + HOUR }, false)],
  ['snoozed already, by a manager', stillSnoozed({ by: 'bob', until: NOW + 6 * HOUR }, true)],
  [
    'snooze, for how long',
    snoozeDurations({ account: 'brand', container, current: undefined, isManager: false }),
  ],
  ['snooze, for how long, the channel', snoozeDurations({ current: undefined, isManager: false })],
  [
    'snooze, for how long, a manager in a snoozed channel',
    snoozeDurations({ current: { by: 'bob', until: NOW + HOUR }, isManager: true }),
  ],
  ['resumed', resumed({ account: 'brand' })],
  ['not snoozed', notSnoozed({}, [])],
  ['not snoozed, but others', notSnoozed({}, SNOOZES.slice(1))],
  [
    'all of a group',
    groupList([
      { ...alert({ kind: 'failed', errorMessage: 'UNKNOWN' }), account: 'shop' },
      alert({ kind: 'failed' }, 'launch video'),
    ]),
  ],
  ['channel open', channelOpen()],
  ['test alert', testAlert()],
  [
    'channel lost',
    channelUnreachable({
      channel: 'launches',
      reason: 'it was archived',
      containers: [container],
      accounts: [],
    }),
  ],
  [
    'channel lost, with quota alerts',
    channelUnreachable({
      channel: 'launches',
      reason: 'it was archived',
      containers: [container],
      accounts: ['brand', 'studio'],
    }),
  ],
  [
    'channel lost, with hooks',
    channelUnreachable({
      channel: 'launches',
      reason: 'it was archived',
      containers: [],
      accounts: [],
      hooks: [{ name: 'hook-1', account: 'brand' }],
    }),
  ],
  [
    'alert without what people wrote',
    composeCard(
      [{ id: 'p1', content: { ...alert({ kind: 'failed' }, 'launch video'), kind: 'container' } }],
      '',
      { form: 'plain' },
    ),
  ],
  [
    'alert that is refused in every form',
    composeCard(
      [{ id: 'p1', content: { ...alert({ kind: 'failed' }, 'launch video'), kind: 'container' } }],
      '',
      { form: 'notice' },
    ),
  ],
  ['failure of ours', internalError()],
  ...peopleCards(NOW),
];

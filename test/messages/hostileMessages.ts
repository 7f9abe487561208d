import fc from 'fast-check';
import { quoteBriefly, UserError } from '../../commands/userError.ts';
import { ALERT_KINDS } from '../../src/messages/alertKinds.ts';
import { channelUnreachable } from '../../src/messages/alerts/channelUnreachable.ts';
import type { Card } from '../../src/messages/card.ts';
import type { Content, ContentOf } from '../../src/messages/content.ts';
import type { EventFault } from '../../src/messages/eventFault.ts';
import { accountList } from '../../src/messages/replies/accountList.ts';
import { callFailed } from '../../src/messages/replies/callFailed.ts';
import { connectLink } from '../../src/messages/replies/connectLink.ts';
import { containerStatus } from '../../src/messages/replies/containerStatus.ts';
import { disconnected } from '../../src/messages/replies/disconnected.ts';
import { doctorReport } from '../../src/messages/replies/doctorReport.ts';
import { commandHelp, commandOverview } from '../../src/messages/replies/help.ts';
import { hookUrl } from '../../src/messages/replies/hookUrl.ts';
import { quotaAlertsState } from '../../src/messages/replies/quotaAlertsState.ts';
import { quotaReport } from '../../src/messages/replies/quotaReport.ts';
import { quotaSlow } from '../../src/messages/replies/quotaSlow.ts';
import { refusal } from '../../src/messages/replies/refusal.ts';
import { notSnoozed, resumed } from '../../src/messages/replies/resumed.ts';
import { snoozeDurations } from '../../src/messages/replies/snoozeDurations.ts';
import { snoozed, stillSnoozed } from '../../src/messages/replies/snoozed.ts';
import { unwatched } from '../../src/messages/replies/unwatched.ts';
import { watchList } from '../../src/messages/replies/watchList.ts';
import { watchStarted } from '../../src/messages/replies/watchStarted.ts';
import { text } from '../../src/messages/text.ts';
import { composeCard } from '../../src/notifications/composeCard.ts';
import type { ErrorDetails } from '../../src/threads/errorDetails.ts';
import { THREADS_ERROR_KINDS } from '../../src/threads/errors.ts';
import { QUOTA_PAIRS, type QuotaAnswer } from '../../src/threads/quotas.ts';
import { TOKEN_ENDS } from '../../src/tokens/tokenRecord.ts';
import type { ContainerEvent, ContainerEventKind } from '../../src/watches/containerEvent.ts';
import type { ContainerState } from '../../src/watches/watch.ts';
import { anyMention, hostileWords as words } from './hostileCards.ts';

/** The most watches of a channel, containers of one `watch`, and alerts of one group. */
import { anyPublication } from './hostilePublication.ts';

const MAX = { list: 250, watch: 20, group: 1_000 };

const id = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^\d{17,20}$/) },
  { weight: 1, arbitrary: words },
);
const account = fc.oneof(fc.constantFrom('brand', 'b'.repeat(32)), words);
const person = fc.oneof(fc.constantFrom('1400000000000000001', 'U0ANNA'), words);
const at = fc.integer({ min: 0, max: 4_102_444_800_000 });
const count = fc.nat({ max: 100_000 });
const error: fc.Arbitrary<ErrorDetails> = fc.record(
  {
    kind: fc.constantFrom(...THREADS_ERROR_KINDS),
    code: fc.integer(),
    subcode: fc.integer(),
    apiMessage: words,
    retryAt: at,
  },
  { requiredKeys: ['kind'] },
);
const statusWord = fc.oneof(
  fc.constantFrom('IN_PROGRESS', 'FINISHED', 'PUBLISHED', 'ERROR', 'EXPIRED', 'UNDER_REVIEW'),
  words,
);
const status = fc.record(
  { kind: fc.constant('status' as const), status: statusWord, errorMessage: words, at },
  { requiredKeys: ['kind', 'status', 'at'] },
);
const known: fc.Arbitrary<Exclude<ContainerState, { kind: 'unknown' }>> = fc.oneof(
  status,
  fc.record({ kind: fc.constantFrom('not-found' as const, 'refused' as const), error, at }),
);
const state: fc.Arbitrary<ContainerState> = fc.oneof(known, fc.constant({ kind: 'unknown' as const }));
const ended = fc.record({ at, by: person }, { requiredKeys: ['at'] });
const snoozeMark = fc.record({ by: person, until: at, ended }, { requiredKeys: ['by', 'until'] });
const snoozable = { account, container: fc.option(id, { nil: undefined }) };
const shownSnooze = fc.record({ ...snoozable, by: person, until: at });
const snoozes = fc.array(shownSnooze, { maxLength: 4 });

const EVENTS: { readonly [K in ContainerEventKind]: fc.Arbitrary<Extract<ContainerEvent, { kind: K }>> } = {
  failed: fc.record({ kind: fc.constant('failed'), errorMessage: words }, { requiredKeys: ['kind'] }),
  expired: fc.record({ kind: fc.constant('expired'), unverified: fc.boolean() }, { requiredKeys: ['kind'] }),
  expiring: fc.record(
    { kind: fc.constant('expiring'), unverified: fc.boolean() },
    { requiredKeys: ['kind'] },
  ),
  unpublished: fc.record({ kind: fc.constant('unpublished') }),
  undocumented: fc.record({ kind: fc.constant('undocumented'), status: words, errorMessage: words }),
  'check-failing': fc.record(
    { kind: fc.constant('check-failing'), error, nextCheckAt: at },
    { requiredKeys: ['kind', 'error'] },
  ),
  delayed: fc.record({ kind: fc.constant('delayed'), nextCheckAt: at }),
  unfinished: fc.record({ kind: fc.constant('unfinished'), status: statusWord }),
  'not-found': fc.record(
    { kind: fc.constant('not-found'), error, lastStatus: statusWord },
    { requiredKeys: ['kind', 'error'] },
  ),
  refused: fc.record({ kind: fc.constant('refused'), error }),
  'publish-error': fc.record(
    { kind: fc.constant('publish-error'), error, seen: state },
    { requiredKeys: ['kind', 'error'] },
  ),
};

const alert: fc.Arbitrary<ContentOf<'container'>> = fc.record(
  {
    kind: fc.constant('container'),
    account,
    container: id,
    createdAt: at,
    by: person,
    note: words,
    event: fc.oneof(...Object.values(EVENTS)),
  },
  { requiredKeys: ['kind', 'account', 'container', 'createdAt', 'by', 'event'] },
);
const live: fc.Arbitrary<ContentOf<'live'>> = fc.record(
  {
    kind: fc.constant('live'),
    account,
    by: person,
    note: words,
    day: fc.constant('2026-11-26'),
    unlisted: count,
    items: fc.array(
      fc.record(
        {
          container: id,
          note: words,
          account,
          createdAt: at,
          state,
          watched: fc.boolean(),
          droppedBy: person,
          snoozed: snoozeMark,
        },
        { requiredKeys: ['container', 'createdAt', 'state', 'watched'] },
      ),
      { minLength: 1, maxLength: MAX.watch, size: 'max' },
    ),
  },
  { requiredKeys: ['kind', 'account', 'by', 'items'] },
);
const quota: fc.Arbitrary<ContentOf<'quota'>> = fc.record(
  {
    kind: fc.constant('quota'),
    account,
    pair: fc.constantFrom(...QUOTA_PAIRS),
    threshold: fc.integer({ min: 1, max: 100 }),
    crossed: fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 10 }),
    used: count,
    total: count,
    snoozed: snoozeMark,
    freed: fc.record({ used: count, total: count, at }),
  },
  { requiredKeys: ['kind', 'account', 'pair', 'threshold', 'crossed', 'used', 'total'] },
);
const quotaAlerts: fc.Arbitrary<ContentOf<'quota-alerts'>> = fc.record(
  {
    kind: fc.constant('quota-alerts'),
    account,
    by: person,
    thresholds: fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 10 }),
  },
  { requiredKeys: ['kind', 'account', 'by'] },
);
const accountConnected: fc.Arbitrary<ContentOf<'account-connected'>> = fc.record({
  kind: fc.constant('account-connected'),
  account,
  username: words,
  by: person,
  isRenewal: fc.boolean(),
});
const accountDisconnected: fc.Arbitrary<ContentOf<'account-disconnected'>> = fc.record({
  kind: fc.constant('account-disconnected'),
  account,
  by: person,
});
const eventFault: fc.Arbitrary<EventFault> = fc.oneof(
  fc.record({ kind: fc.constant('status' as const), status: fc.integer({ min: 300, max: 599 }) }),
  fc.record({ kind: fc.constantFrom('timeout', 'unresolved', 'private', 'certificate', 'secret') }),
);
const hookEvents = { hook: words, account, host: words, at };
const hookEventsEnded: fc.Arbitrary<ContentOf<'hook-events-ended'>> = fc.record({
  kind: fc.constant('hook-events-ended'),
  ...hookEvents,
  fault: eventFault,
  since: at,
});
const hookEventsLost: fc.Arbitrary<ContentOf<'hook-events-lost'>> = fc.record(
  { kind: fc.constant('hook-events-lost'), ...hookEvents, fault: eventFault },
  { requiredKeys: ['kind', 'hook', 'account', 'host', 'at'] },
);
const remedy = fc.record({
  renewal: fc.constantFrom('connect' as const, 'operator' as const),
  isShortLived: fc.boolean(),
});
const hookNotice = { hook: fc.stringMatching(/^[\w-]{1,32}$/), account, by: person };
const hookMade: fc.Arbitrary<ContentOf<'hook-made'>> = fc.record({
  kind: fc.constant('hook-made'),
  ...hookNotice,
});
const hookRevoked: fc.Arbitrary<ContentOf<'hook-revoked'>> = fc.record({
  kind: fc.constant('hook-revoked'),
  ...hookNotice,
});
const hookUnreadable: fc.Arbitrary<ContentOf<'hook-unreadable'>> = fc.record({
  kind: fc.constant('hook-unreadable'),
  hook: hookNotice.hook,
  account,
  field: words,
  message: words,
  at,
});
const outage: fc.Arbitrary<ContentOf<'account-outage'>> = fc.record({
  kind: fc.constant('account-outage'),
  account,
  error,
  since: at,
  nextProbeAt: at,
  remedy,
});
const recovered: fc.Arbitrary<ContentOf<'account-recovered'>> = fc.record({
  kind: fc.constant('account-recovered'),
  account,
  error,
  since: at,
  until: at,
});
const quotaRecovered: fc.Arbitrary<ContentOf<'quota-recovered'>> = fc.record({
  kind: fc.constant('quota-recovered'),
  account,
  pair: fc.constantFrom(...QUOTA_PAIRS),
  used: count,
  total: count,
  since: at,
  until: at,
});
const lastQuotas = fc.record({
  at,
  quotas: fc.array(fc.record({ pair: fc.constantFrom(...QUOTA_PAIRS), used: count, total: count }), {
    maxLength: 4,
  }),
});
const quotasUnreadable: fc.Arbitrary<ContentOf<'quotas-unreadable'>> = fc.record(
  { kind: fc.constant('quotas-unreadable'), account, error, since: at, last: lastQuotas, until: at },
  { requiredKeys: ['kind', 'account', 'error', 'since'] },
);
const storeEmptied: fc.Arbitrary<ContentOf<'store-emptied'>> = fc.record({
  kind: fc.constant('store-emptied'),
  at,
  watches: fc.array(fc.record({ account, container: fc.stringMatching(/^\d{10,20}$/) })),
  quotaAlerts: fc.array(account),
  lostMessages: fc.nat(),
});

const quotasReadable: fc.Arbitrary<ContentOf<'quotas-readable'>> = fc.record({
  kind: fc.constant('quotas-readable'),
  account,
  since: at,
  until: at,
});
const channelSnoozed: fc.Arbitrary<ContentOf<'channel-snoozed'>> = fc.record(
  {
    kind: fc.constant('channel-snoozed'),
    by: person,
    until: at,
    changes: fc.array(fc.record({ by: person, until: at }), { maxLength: 10 }),
    isContinued: fc.boolean(),
    ended,
    isOver: fc.boolean(),
  },
  { requiredKeys: ['kind', 'by', 'until'] },
);
const tokenEnding: fc.Arbitrary<ContentOf<'token-ending'>> = fc.record(
  {
    kind: fc.constant('token-ending'),
    account,
    end: fc.constantFrom(...TOKEN_ENDS),
    endsAt: at,
    isLatest: fc.boolean(),
    error,
    remedy,
    healed: fc.record({ at, endsAt: at }, { requiredKeys: ['at'] }),
  },
  { requiredKeys: ['kind', 'account', 'end'] },
);

const choices = fc.record(
  {
    mention: anyMention,
    quiet: fc.record({ from: fc.nat({ max: 1_439 }), to: fc.nat({ max: 1_439 }), zone: words }),
    remind: fc.record({ after: fc.nat(), since: at }),
    silent: fc.subarray([...ALERT_KINDS], { minLength: 1 }),
    muted: fc.subarray([...ALERT_KINDS], { minLength: 1 }),
  },
  { requiredKeys: [] },
);
const alertSettings: fc.Arbitrary<ContentOf<'alert-settings'>> = fc.record(
  {
    kind: fc.constant('alert-settings'),
    by: person,
    choices,
    quotas: fc.record({ account, thresholds: fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 10 }) }),
  },
  { requiredKeys: ['kind', 'by', 'choices'] },
);
const reminder: fc.Arbitrary<ContentOf<'reminder'>> = fc.record({
  kind: fc.constant('reminder'),
  about: fc.oneof(
    fc.array(alert, { minLength: 1, maxLength: 60 }),
    quota.map((each) => [each]),
  ),
  first: words,
  group: words,
  since: at,
});

const createError: fc.Arbitrary<ContentOf<'create-error'>> = fc.record(
  { kind: fc.constant('create-error'), account, by: person, hook: words, note: words, error },
  { requiredKeys: ['kind', 'account', 'by', 'hook', 'error'] },
);

const CONTENTS: { readonly [K in Content['kind']]: fc.Arbitrary<ContentOf<K>> } = {
  live,
  container: alert,
  'create-error': createError,
  publication: anyPublication(words, { account, person, at, error }),
  quota,
  'quota-recovered': quotaRecovered,
  'quota-alerts': quotaAlerts,
  'alert-settings': alertSettings,
  reminder,
  'quotas-unreadable': quotasUnreadable,
  'quotas-readable': quotasReadable,
  'store-emptied': storeEmptied,
  'channel-snoozed': channelSnoozed,
  'account-connected': accountConnected,
  'account-disconnected': accountDisconnected,
  'hook-made': hookMade,
  'hook-revoked': hookRevoked,
  'hook-unreadable': hookUnreadable,
  'hook-events-ended': hookEventsEnded,
  'hook-events-lost': hookEventsLost,
  'account-outage': outage,
  'account-recovered': recovered,
  'token-ending': tokenEnding,
};

function compose(content: fc.Arbitrary<Content>): fc.Arbitrary<Card> {
  return fc
    .tuple(words, content, fc.array(anyMention, { maxLength: 3 }))
    .map(([name, each, mentions]) => composeCard([{ id: name, content: each }], name, { mentions }));
}

/** The same alert for several containers. */
const group = fc
  .tuple(alert, fc.oneof(fc.constant(MAX.group), fc.integer({ min: 2, max: 60 })))
  .map(([each, size]) =>
    composeCard(
      Array.from({ length: size }, (_, index) => ({
        id: `p${index}`,
        content: {
          ...each,
          container: index === 0 ? each.container : String(17_900_000_000_000_001n + BigInt(index)),
        },
      })),
    ),
  );

const answer: fc.Arbitrary<QuotaAnswer> = fc.oneof(
  fc.record({ kind: fc.constant('known' as const), used: count, total: count, windowSeconds: count }),
  fc.record({ kind: fc.constant('unknown' as const), missingScope: words }),
);
const reading = fc.record({ posts: answer, replies: answer, deletes: answer, location_searches: answer });

const channel = { platform: 'discord', workspace: '1', id: '2' } as const;
const watch = fc.record({
  version: fc.constant(2 as const),
  account,
  container: id,
  createdAt: at,
  firstSeenAt: at,
  nextCheckAt: at,
  checks: fc.nat({ max: 7 }),
  state,
  delayedNotified: fc.boolean(),
  expiryNotified: fc.boolean(),
  subscribers: fc.array(
    fc.record({ channel: fc.constant(channel), by: person, note: words, liveId: words, since: at }),
    { maxLength: 1 },
  ),
});
/** A few different ones, repeated: what counts is the length of the list. */
const watches = fc
  .tuple(fc.array(watch, { minLength: 1, maxLength: 6 }), fc.integer({ min: 0, max: MAX.list }))
  .map(([some, size]) =>
    Array.from({ length: size }, (_, index) => some[index % some.length]).filter(
      (each) => each !== undefined,
    ),
  );

/** Every message, with hostile text wherever text comes from outside. */
export const ANY_MESSAGE: readonly (readonly [name: string, card: fc.Arbitrary<Card>])[] = [
  ...Object.entries(CONTENTS).map(([kind, content]) => [`notification: ${kind}`, compose(content)] as const),
  ['an alert about several containers', group],
  [
    'a status',
    fc
      .record(
        { account, container: id, state: known, createdAt: at, watch: fc.record({ nextCheckAt: at }) },
        { requiredKeys: ['account', 'container', 'state'] },
      )
      .map(containerStatus),
  ],
  ['a quota report', fc.tuple(account, reading, remedy).map((facts) => quotaReport(...facts))],
  [
    'a call that failed',
    fc
      .record(
        {
          account,
          container: id,
          error,
          outage: fc.record({ since: at, nextProbeAt: at }),
          remedy,
          isAlone: fc.boolean(),
        },
        { requiredKeys: ['account', 'error', 'remedy'] },
      )
      .map(callFailed),
  ],
  [
    'the answer to watch',
    fc
      .record({
        account,
        watches: fc.array(
          fc.record({
            account,
            container: id,
            createdAt: at,
            state,
            nextCheckAt: fc.option(at, { nil: undefined }),
            already: fc.boolean(),
          }),
          { minLength: 1, maxLength: MAX.watch, size: 'max' },
        ),
        outage: fc.option(fc.record({ error, nextProbeAt: at, remedy }), { nil: undefined }),
        snoozedUntil: fc.option(at, { nil: undefined }),
      })
      .map(watchStarted),
  ],
  [
    'the answer to unwatch',
    fc
      .tuple(fc.array(fc.record({ account, container: id }), { maxLength: MAX.list, size: 'max' }), count)
      .map(([dropped, left]) => unwatched(dropped, left)),
  ],
  [
    'the list of watches',
    fc
      .tuple(watches, fc.option(account, { nil: undefined }), fc.array(account), snoozes)
      .map(([all, name, failed, some]) =>
        watchList({
          watches: all,
          account: name,
          channel,
          accountsDown: new Set(failed),
          snoozes: [...some, ...all.slice(0, 1).map((watch) => ({ ...watch, by: name ?? '', until: 0 }))],
        }),
      ),
  ],
  [
    'the state of quota alerts',
    fc
      .record(
        {
          action: fc.constantFrom('on' as const, 'off' as const, 'show' as const),
          account,
          thresholds: fc.option(fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 10 }), {
            nil: undefined,
          }),
          outcome: fc.oneof(
            fc.record({ kind: fc.constant('read' as const), reading }),
            fc.record({ kind: fc.constant('failed' as const), error, remedy }),
            fc.record({ kind: fc.constant('slow' as const) }),
          ),
          unreadable: fc.record({ since: at, error, last: lastQuotas }, { requiredKeys: ['since', 'error'] }),
        },
        { requiredKeys: ['action', 'account', 'thresholds'] },
      )
      .map(quotaAlertsState),
  ],
  [
    'a slow reading of quotas',
    fc.tuple(account, fc.option(lastQuotas, { nil: undefined })).map((facts) => quotaSlow(...facts)),
  ],
  [
    'a link to connect',
    fc
      .record({ account: fc.option(account, { nil: undefined }), until: at })
      .map((facts) => connectLink({ ...facts, url: 'https://threads.net/oauth/authorize?client_id=1' })),
  ],
  [
    'a list of accounts',
    fc
      .array(
        fc.record({
          name: account,
          username: fc.option(words, { nil: undefined }),
          expiresAt: fc.option(at, { nil: undefined }),
          issued: fc.option(fc.record({ at, by: fc.constantFrom('refresh' as const, 'connect' as const) }), {
            nil: undefined,
          }),
          grantEndsAt: fc.option(at, { nil: undefined }),
          missing: fc.array(words, { maxLength: 5 }),
          error: fc.option(words, { nil: undefined }),
          containersDown: fc.option(words, { nil: undefined }),
        }),
        { maxLength: 30 },
      )
      .map((accounts) => accountList(accounts, 'connect')),
  ],
  [
    'the report of doctor',
    fc
      .array(
        fc.record({
          grade: fc.constantFrom('fault' as const, 'advice' as const, 'fine' as const),
          words: words.map((each) => text`brand: is @${each}`),
        }),
        {
          maxLength: 60,
        },
      )
      .map(doctorReport),
  ],
  [
    'the answer to hook on',
    fc.record({ hook: hookNotice.hook, account, code: words }).map(({ hook, account: name, code: lines }) =>
      hookUrl({
        hook,
        account: name,
        url: 'https://threadwatch.example.com/hook/0123456789abcdefghijABCDEFGHIJ_-0123456789a',
        reach: 'machine',
        snippets: [{ name: 'curl', code: lines }],
      }),
    ),
  ],
  [
    'the answer to disconnect',
    fc
      .record({ account, watches: count, alerts: count, hooks: count, canConnect: fc.boolean() })
      .map(disconnected),
  ],
  ['a snooze', fc.record({ ...snoozable, until: at, isCut: fc.boolean() }).map(snoozed)],
  ['a snooze that stays', fc.record({ by: person, until: at }).map((snooze) => stillSnoozed(snooze, false))],
  ['a resumed snooze', fc.record(snoozable).map(resumed)],
  ['nothing to resume', fc.tuple(fc.record(snoozable), snoozes).map((facts) => notSnoozed(...facts))],
  [
    'the durations of a snooze',
    fc
      .record({ ...snoozable, current: fc.option(shownSnooze, { nil: undefined }), isManager: fc.boolean() })
      .map(snoozeDurations),
  ],
  [
    'an unreachable channel',
    fc
      .record({
        channel: words,
        reason: words,
        containers: fc.array(id, { maxLength: MAX.list, size: 'max' }),
        accounts: fc.array(account, { maxLength: 20 }),
      })
      .map(channelUnreachable),
  ],
  [
    'help',
    fc
      .array(
        fc.record({
          name: words,
          description: words,
          who: fc.constantFrom('anyone' as const, 'manager' as const),
          example: words,
          positional: fc.array(words),
          options: fc.dictionary(words, fc.record({ description: words, required: fc.boolean() })),
        }),
        { minLength: 1, maxLength: 25 },
      )
      .chain((commands) =>
        fc.constantFrom(commandOverview(commands), ...commands.slice(0, 1).map(commandHelp)),
      ),
  ],
  ['a refusal', fc.tuple(words, words).map(([first, second]) => refusal(text`${first}`, text`${second}`))],
  [
    'a mistake',
    fc
      .tuple(words, words)
      .map(([typed, next]) => new UserError(text`${quoteBriefly(typed)} is no container id.`, next).card),
  ],
];

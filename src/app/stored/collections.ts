import { z } from 'zod';
import { outageSchema } from '../../accounts/outage.ts';
import { quotaScopesRecordSchema } from '../../accounts/quotaReader.ts';
import { quotaFailureSchema } from '../../alerts/quotaFailure.ts';
import { quotaSubscriptionSchema } from '../../alerts/quotaSubscription.ts';
import { recentSubscriptionSchema } from '../../alerts/recentSubscribers.ts';
import { snoozeBudgetSchema } from '../../alerts/snoozeBudgets.ts';
import { unreachableChannelSchema } from '../../alerts/unreachableChannels.ts';
import { sessionSchema } from '../../chat/discord/connect/session.ts';
import { installationSchema } from '../../chat/slack/teams/installation.ts';
import { peopleSchema } from '../../chat/slack/teams/people.ts';
import { oauthStateSchema } from '../../connect/oauthStates.ts';
import { storedEventSchema } from '../../events/storedEvent.ts';
import { hookSchema } from '../../hooks/hook.ts';
import { channelSettingsSchema } from '../../notifications/channelSettings.ts';
import { deadLetterSchema } from '../../notifications/deadLetters.ts';
import { notificationSchema } from '../../notifications/notification.ts';
import { snoozeSchema } from '../../notifications/snoozeStore.ts';
import { publicationSchema } from '../../publishing/publication.ts';
import { emptiedSchema } from '../../store/emptiedStores.ts';
import { layoutRecordSchema } from '../../store/layoutRecord.ts';
import { tokenRecordSchema } from '../../tokens/tokenRecord.ts';
import { watchSchema } from '../../watches/watch.ts';
import { versionSchema } from '../migrations/migrateStore.ts';
import { lifeSignSchema } from '../time/lifeSign.ts';
import {
  forgetAccount,
  forgetInLayout,
  forgetOutage,
  forgetQuotaFailure,
  forgetToken,
  forgetWatch,
  OF_CHANNEL,
} from './forgetRules.ts';
import { BY_ACCOUNT, BY_CHANNEL, placeOfMessage, SHARED } from './places.ts';
import { describeCollection } from './storedCollection.ts';

/** Of the bot itself: each partition has one of its own. @param rank which counts where they become one: the highest */
function ofBot<T>(holds: string, until: string, schema: z.ZodType<T>, rank: (record: T) => number = () => 0) {
  return describeCollection({ schema, holds, until, place: { kind: 'each', rank } });
}

/**
 * Every collection of a store: what it holds, until when, and what is left of it when a workspace is forgotten. In the order
 * in which a workspace is forgotten: what says which others are concerned comes last, so that a crash can be made up for.
 */
export const STORED_COLLECTIONS = {
  watches: describeCollection({
    schema: watchSchema,
    place: {
      kind: 'named',
      of: ({ account, subscribers }) => ({
        account,
        workspaces: subscribers.map(({ channel }) => channel.workspace),
      }),
    },
    holds:
      'a container that is watched, and its state; the channels that watch it, who asked, whom it calls, and their note',
    until: 'the watch ends: its last check, 24 hours after the container was created, or before',
    workspacesOf: ({ subscribers }) => subscribers.map(({ channel }) => channel),
    forget: forgetWatch,
  }),
  notifications: describeCollection({
    schema: notificationSchema,
    place: { kind: 'named', of: placeOfMessage },
    holds:
      'a message that is to be sent, or may still be edited: its facts, who asked, whom it calls, and the id of the posted message',
    until: 'it is sent and nothing can change it any more; 90 days after it was posted at the latest',
    ...OF_CHANNEL,
  }),
  'recent-subscriptions': describeCollection({
    schema: recentSubscriptionSchema,
    place: BY_CHANNEL,
    holds: 'which channels used an account lately: they are told when its token ends',
    until: '31 days after the last watch or alert setting',
    ...OF_CHANNEL,
  }),
  'quota-alerts': describeCollection({
    schema: quotaSubscriptionSchema,
    place: BY_CHANNEL,
    holds: 'a channel with quota alerts: their thresholds, which of them have fired, and who turned them on',
    until: 'they are turned off, or the channel is lost',
    ...OF_CHANNEL,
  }),
  'quota-failures': describeCollection({
    schema: quotaFailureSchema,
    place: BY_ACCOUNT,
    holds: 'an account whose quotas can not be read: since when, why, and which channels were told',
    until: 'they can be read again, or no channel has alerts of the account',
    workspacesOf: ({ notified }) => notified,
    forget: forgetQuotaFailure,
  }),
  'quota-scopes': describeCollection({
    schema: quotaScopesRecordSchema,
    place: BY_ACCOUNT,
    holds: 'which quotas the token of an account may read',
    until: 'the account is disconnected, or is not configured any more',
    forget: forgetAccount,
  }),
  outages: describeCollection({
    schema: outageSchema,
    place: BY_ACCOUNT,
    holds:
      'an account that can not be called: since when, why, up to three containers, and which channels were told',
    until: 'the account answers again, or is not configured any more',
    workspacesOf: ({ notified }) => notified.map(({ channel }) => channel),
    forget: forgetOutage,
  }),
  snoozes: describeCollection({
    schema: snoozeSchema,
    place: BY_CHANNEL,
    holds: 'what is snoozed in a channel, until when, and by whom',
    until: 'the snooze ends',
    ...OF_CHANNEL,
  }),
  'snooze-budgets': describeCollection({
    schema: snoozeBudgetSchema,
    place: BY_CHANNEL,
    holds: 'since when people without rights have snoozed a channel',
    until: 'it may be snoozed by anyone anew, a day later at most',
    ...OF_CHANNEL,
  }),
  'channel-settings': describeCollection({
    schema: channelSettingsSchema,
    place: BY_CHANNEL,
    holds:
      'what a channel has chosen for its alerts: the role or people whom they call, quiet hours, reminders',
    until: 'the channel is lost',
    ...OF_CHANNEL,
  }),
  'unreachable-channels': describeCollection({
    schema: unreachableChannelSchema,
    place: BY_CHANNEL,
    holds: 'a channel that could not be posted to any more, why, and what it had: for doctor',
    until: '7 days later',
    ...OF_CHANNEL,
  }),
  'dead-letters': describeCollection({
    schema: deadLetterSchema,
    place: { kind: 'named', of: placeOfMessage },
    holds: 'a message that its platform refused, and why: for doctor',
    until: '7 days later, or 1,000 newer ones',
    ...OF_CHANNEL,
  }),
  publications: describeCollection({
    schema: publicationSchema,
    place: BY_CHANNEL,
    holds: 'a container that somebody published from chat, who pressed, and what became of it',
    until: '25 hours after it ended',
    ...OF_CHANNEL,
  }),
  events: describeCollection({
    schema: storedEventSchema,
    place: { kind: 'named', of: ({ receiver, body }) => ({ hook: receiver, account: body.account }) },
    holds: 'an event that waits to be sent to a program',
    until: 'the program has taken it, or for a day',
    forget: (event, { hooks }) => (hooks.has(event.receiver) ? event : undefined),
  }),
  'slack-people': describeCollection({
    schema: peopleSchema,
    place: SHARED,
    holds: 'ids and names of the people of a Slack team who used the bot: to show names in place of ids',
    until: 'a newer one takes the place; 500 of a team at most',
    workspacesOf: ({ team }) => (team === undefined ? [] : [{ platform: 'slack', workspace: team }]),
    forget: (people, { workspace }) =>
      workspace.platform === 'slack' && (people.team ?? workspace.workspace) === workspace.workspace
        ? undefined
        : people,
  }),
  'slack-installations': describeCollection({
    schema: installationSchema,
    place: SHARED,
    holds:
      'that a Slack team has installed the app, who did so, the names of the team and the bot, and the bot’s token there (encrypted with `TOKEN_KEY`); or that it removed it',
    until: 'the team removes the app, which deletes all but that it did; or is forgotten',
    workspacesOf: ({ team }) => [{ platform: 'slack', workspace: team }],
    forget: (installation, { isIn }) =>
      isIn({ platform: 'slack', workspace: installation.team }) ? undefined : installation,
  }),
  'oauth-states': describeCollection({
    schema: oauthStateSchema,
    place: { kind: 'named', of: ({ workspace }) => ({ workspaces: [workspace] }) },
    holds: 'a link to connect an account: a hash of it, who asked for it, and where',
    until: 'the day after it expired, which is after 10 minutes',
    workspacesOf: ({ channel }) => (channel ? [channel] : []),
    forget: (state, { workspace }) => (state.workspace === workspace.workspace ? undefined : state),
  }),
  hooks: describeCollection({
    schema: hookSchema,
    place: BY_CHANNEL,
    holds:
      'a hook: a hash of its key, its channel, who made it, and, where it has events, their URL and the signing secret',
    until: 'it is revoked, its account is disconnected, or the channel is lost',
    ...OF_CHANNEL,
  }),
  tokens: describeCollection({
    schema: tokenRecordSchema,
    place: {
      kind: 'named',
      of: ({ account, origin }) => ({
        account,
        workspaces: origin.kind === 'connected' ? origin.workspaces : [],
      }),
    },
    holds:
      'an account: its Threads user, its token (encrypted, and only with `TOKEN_KEY`), when that ends, and which channels were warned',
    until:
      'the account is disconnected; a configured one: its token has ended, and it is not configured any more',
    workspacesOf: ({ notified }) => notified.map(({ channel }) => channel),
    forget: forgetToken,
  }),
  layout: describeCollection({
    schema: layoutRecordSchema,
    place: { kind: 'layout' },
    holds: 'where there are several replicas: in which partition each account and each workspace is',
    until: 'it stays, with what is configured; a workspace that is forgotten is taken out',
    forget: forgetInLayout,
  }),
  'discord-sessions': describeCollection({
    schema: sessionSchema,
    place: SHARED,
    holds: 'the bot’s session at Discord’s gateway, which the next start resumes',
    until: 'the next one takes its place',
  }),
  'hook-routes': describeCollection({
    schema: z.unknown(),
    place: { kind: 'derived' },
    holds:
      'where there are several replicas: which partition has a hook, by the hash of its key; and which partitions have written all of theirs',
    until: 'the hook is gone; the names of partitions stay',
  }),
  'oauth-state-routes': describeCollection({
    schema: z.unknown(),
    place: { kind: 'derived' },
    holds:
      'where there are several replicas: which partition has a link to connect an account, by its hash; and which partitions have written all of theirs',
    until: 'the link is gone; the names of partitions stay',
  }),
  'life-signs': ofBot(
    'when a process last ran on the store',
    'the next one takes its place',
    lifeSignSchema,
    ({ botTime }) => botTime,
  ),
  // Of several versions the lowest: then all records are migrated.
  format: ofBot('the version of the records', 'it stays', versionSchema, ({ version }) => -version),
  emptied: ofBot(
    'when the store was found to be empty: for doctor',
    'the next one takes its place',
    emptiedSchema,
    ({ at }) => at,
  ),
  probe: ofBot(
    'a text without meaning, by which it is tried whether the disk takes one',
    'it stays',
    z.unknown(),
  ),
  demo: ofBot('where a demo goes on; only in the store of a demo', 'it stays', z.unknown()),
} as const;

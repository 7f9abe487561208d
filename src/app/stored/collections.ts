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
import { tokenRecordSchema } from '../../tokens/tokenRecord.ts';
import { watchSchema } from '../../watches/watch.ts';
import { lifeSignSchema } from '../time/lifeSign.ts';
import {
  forgetAccount,
  forgetOutage,
  forgetQuotaFailure,
  forgetToken,
  forgetWatch,
  OF_CHANNEL,
} from './forgetRules.ts';
import { describeCollection } from './storedCollection.ts';

const ofBot = (holds: string, until: string, schema: z.ZodType<unknown> = z.unknown()) =>
  describeCollection({ schema, holds, until });

/**
 * Every collection of a store: what it holds, until when, and what is left of it when a workspace is forgotten. In the order
 * in which a workspace is forgotten: what says which others are concerned comes last, so that a crash can be made up for.
 */
export const STORED_COLLECTIONS = {
  watches: describeCollection({
    schema: watchSchema,
    holds:
      'a container that is watched, and its state; the channels that watch it, who asked, whom it calls, and their note',
    until: 'the watch ends: its last check, 24 hours after the container was created, or before',
    workspacesOf: ({ subscribers }) => subscribers.map(({ channel }) => channel),
    forget: forgetWatch,
  }),
  notifications: describeCollection({
    schema: notificationSchema,
    holds:
      'a message that is to be sent, or may still be edited: its facts, who asked, whom it calls, and the id of the posted message',
    until: 'it is sent and nothing can change it any more; 90 days after it was posted at the latest',
    ...OF_CHANNEL,
  }),
  'recent-subscriptions': describeCollection({
    schema: recentSubscriptionSchema,
    holds: 'which channels used an account lately: they are told when its token ends',
    until: '31 days after the last watch or alert setting',
    ...OF_CHANNEL,
  }),
  'quota-alerts': describeCollection({
    schema: quotaSubscriptionSchema,
    holds: 'a channel with quota alerts: their thresholds, which of them have fired, and who turned them on',
    until: 'they are turned off, or the channel is lost',
    ...OF_CHANNEL,
  }),
  'quota-failures': describeCollection({
    schema: quotaFailureSchema,
    holds: 'an account whose quotas can not be read: since when, why, and which channels were told',
    until: 'they can be read again, or no channel has alerts of the account',
    workspacesOf: ({ notified }) => notified,
    forget: forgetQuotaFailure,
  }),
  'quota-scopes': describeCollection({
    schema: quotaScopesRecordSchema,
    holds: 'which quotas the token of an account may read',
    until: 'the account is disconnected, or is not configured any more',
    forget: forgetAccount,
  }),
  outages: describeCollection({
    schema: outageSchema,
    holds:
      'an account that can not be called: since when, why, up to three containers, and which channels were told',
    until: 'the account answers again, or is not configured any more',
    workspacesOf: ({ notified }) => notified.map(({ channel }) => channel),
    forget: forgetOutage,
  }),
  snoozes: describeCollection({
    schema: snoozeSchema,
    holds: 'what is snoozed in a channel, until when, and by whom',
    until: 'the snooze ends',
    ...OF_CHANNEL,
  }),
  'snooze-budgets': describeCollection({
    schema: snoozeBudgetSchema,
    holds: 'since when people without rights have snoozed a channel',
    until: 'it may be snoozed by anyone anew, a day later at most',
    ...OF_CHANNEL,
  }),
  'channel-settings': describeCollection({
    schema: channelSettingsSchema,
    holds:
      'what a channel has chosen for its alerts: the role or people whom they call, quiet hours, reminders',
    until: 'the channel is lost',
    ...OF_CHANNEL,
  }),
  'unreachable-channels': describeCollection({
    schema: unreachableChannelSchema,
    holds: 'a channel that could not be posted to any more, why, and what it had: for doctor',
    until: '7 days later',
    ...OF_CHANNEL,
  }),
  'dead-letters': describeCollection({
    schema: deadLetterSchema,
    holds: 'a message that its platform refused, and why: for doctor',
    until: '7 days later, or 1,000 newer ones',
    ...OF_CHANNEL,
  }),
  publications: describeCollection({
    schema: publicationSchema,
    holds: 'a container that somebody published from chat, who pressed, and what became of it',
    until: '25 hours after it ended',
    ...OF_CHANNEL,
  }),
  events: describeCollection({
    schema: storedEventSchema,
    holds: 'an event that waits to be sent to a program',
    until: 'the program has taken it, or for a day',
    forget: (event, { hooks }) => (hooks.has(event.receiver) ? event : undefined),
  }),
  'slack-people': describeCollection({
    schema: peopleSchema,
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
    holds:
      'that a Slack team has installed the app, who did so, the names of the team and the bot, and the bot’s token there (encrypted with `TOKEN_KEY`); or that it removed it',
    until: 'the team removes the app, which deletes all but that it did; or is forgotten',
    workspacesOf: ({ team }) => [{ platform: 'slack', workspace: team }],
    forget: (installation, { isIn }) =>
      isIn({ platform: 'slack', workspace: installation.team }) ? undefined : installation,
  }),
  'oauth-states': describeCollection({
    schema: oauthStateSchema,
    holds: 'a link to connect an account: a hash of it, who asked for it, and where',
    until: 'the day after it expired, which is after 10 minutes',
    workspacesOf: ({ channel }) => (channel ? [channel] : []),
    forget: (state, { workspace }) => (state.workspace === workspace.workspace ? undefined : state),
  }),
  hooks: describeCollection({
    schema: hookSchema,
    holds:
      'a hook: a hash of its key, its channel, who made it, and, where it has events, their URL and the signing secret',
    until: 'it is revoked, its account is disconnected, or the channel is lost',
    ...OF_CHANNEL,
  }),
  tokens: describeCollection({
    schema: tokenRecordSchema,
    holds:
      'an account: its Threads user, its token (encrypted, and only with `TOKEN_KEY`), when that ends, and which channels were warned',
    until:
      'the account is disconnected; a configured one: its token has ended, and it is not configured any more',
    workspacesOf: ({ notified }) => notified.map(({ channel }) => channel),
    forget: forgetToken,
  }),
  'discord-sessions': ofBot(
    'the bot’s session at Discord’s gateway, which the next start resumes',
    'the next one takes its place',
    sessionSchema,
  ),
  'life-signs': ofBot('when a process last ran on the store', 'the next one takes its place', lifeSignSchema),
  format: ofBot('the version of the records', 'it stays'),
  emptied: ofBot('when the store was found to be empty: for doctor', 'the next one takes its place'),
  probe: ofBot('a text without meaning, by which it is tried whether the disk takes one', 'it stays'),
  demo: ofBot('where a demo goes on; only in the store of a demo', 'it stays'),
} as const;

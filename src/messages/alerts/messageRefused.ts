import type { Card } from '../card.ts';
import type { Content } from '../content.ts';
import { code, command, joinText, type Text, text } from '../text.ts';

/** More ids than this make the message long, and it is to be taken by a platform that refused a longer one. */
const LISTED = 10;

/** What each kind of message was about. */
const SUBJECTS: Readonly<Record<Content['kind'], string>> = {
  live: 'watched containers',
  container: 'containers',
  'create-error': 'a post that could not be created',
  publication: 'a container that was published',
  quota: 'a quota',
  'quota-recovered': 'a quota',
  'quota-alerts': 'quota alerts',
  'alert-settings': 'the alert settings',
  reminder: 'an alert that nobody acknowledged',
  'quotas-unreadable': 'quotas that could not be read',
  'quotas-readable': 'quotas that can be read again',
  'channel-snoozed': 'a snooze of this channel',
  'account-connected': 'an account that was connected',
  'account-disconnected': 'an account that was disconnected',
  'hook-made': 'a hook that was made',
  'hook-revoked': 'a hook that was revoked',
  'hook-unreadable': 'a call of a hook that could not be read',
  'hook-events-ended': 'a program that gets no more events',
  'hook-events-lost': 'events that a program does not get',
  'account-outage': 'an account that can not be reached',
  'account-recovered': 'an account that can be reached again',
  'token-ending': 'an access token that ends',
  'store-emptied': "the bot's store, which was emptied",
};

/** What to type to read the same. */
const LOOK_UP: Readonly<Record<Content['kind'], string>> = {
  live: 'watches',
  container: 'status',
  'create-error': 'hook show',
  publication: 'status',
  quota: 'quota',
  'quota-recovered': 'quota',
  'quota-alerts': 'alerts show',
  'alert-settings': 'alerts show',
  reminder: 'watches',
  'quotas-unreadable': 'quota',
  'quotas-readable': 'quota',
  'channel-snoozed': 'help',
  'account-connected': 'accounts',
  'account-disconnected': 'accounts',
  'hook-made': 'hook show',
  'hook-revoked': 'hook show',
  'hook-unreadable': 'hook show',
  'hook-events-ended': 'hook show',
  'hook-events-lost': 'hook show',
  'account-outage': 'accounts',
  'account-recovered': 'accounts',
  'token-ending': 'accounts',
  'store-emptied': 'watches',
};

/**
 * Stands in the place of a message that the platform refuses in every form. It is made of constant words and of
 * containers' ids alone: nothing in it came from people, so nothing in it can be the reason of a refusal.
 */
export function messageRefused(contents: readonly [Content, ...Content[]]): Card {
  const [{ kind }] = contents;
  const ids = contents.flatMap(containersOf);
  const [id] = ids;
  const lookUp =
    (kind === 'container' || kind === 'publication') && id !== undefined ? `status ${id}` : LOOK_UP[kind];
  return {
    tone: 'warning',
    title: text`⚠️ A message about ${SUBJECTS[kind]} was refused here, so it can’t be shown`,
    body: [text`Type ${command(lookUp)} to read what it said.`, ...(ids.length > 0 ? [list(ids)] : [])],
    buttons: [],
  };
}

function containersOf(content: Content): string[] {
  if (content.kind === 'container' || content.kind === 'publication') return [content.container];
  return content.kind === 'live' ? content.items.map(({ container }) => container) : [];
}

function list(ids: readonly string[]): Text {
  const listed = joinText(
    ids.slice(0, LISTED).map((each) => text`${code(each)}`),
    ', ',
  );
  const unlisted = ids.length - LISTED;
  return text`${listed}${unlisted > 0 ? ` and ${unlisted} more` : ''}`;
}

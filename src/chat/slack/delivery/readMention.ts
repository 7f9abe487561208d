import type { TypedMention } from '../../../notifications/chatPort.ts';

const GROUP = /^<!subteam\^(S[A-Z0-9]{2,20})(?:\|@?([^>]*))?>$/;
const PERSON = /^<@([UW][A-Z0-9]{2,20})(?:\|@?([^>]*))?>$/;
const GROUP_ID = /^S[A-Z0-9]{2,20}$/;
const PERSON_ID = /^[UW][A-Z0-9]{2,20}$/;
const EVERYONE = /^(?:<!|@)?(?:everyone|here|channel|group)(?:\|[^>]*)?>?$/i;

/**
 * A user group or a person, as Slack writes them where they are picked while typing, or a bare id.
 *
 * @see https://docs.slack.dev/messaging/formatting-message-text#mentioning-groups
 */
export function readMention(typed: string): TypedMention {
  const words = typed.trim();
  if (EVERYONE.test(words)) return { kind: 'everyone' };
  const group = GROUP.exec(words) ?? GROUP_ID.exec(words);
  const person = PERSON.exec(words) ?? PERSON_ID.exec(words);
  const [whole, id = whole, name] = group ?? person ?? [];
  if (id === undefined) return { kind: 'unknown' };
  return { kind: group === null ? 'person' : 'group', id, ...(name && { name }) };
}

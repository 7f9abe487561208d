import type { TypedMention } from '../../../notifications/chatPort.ts';

const ROLE = /^<@&(\d{15,19})>$/;
const PERSON = /^<@!?(\d{15,19})>$/;
/** Copied in developer mode. */
const ROLE_ID = /^\d{15,19}$/;
const EVERYONE = /^@?(?:everyone|here)$/i;

/**
 * A role or a person, as Discord writes them where they are picked while typing; a bare id is a role's. The role of a
 * server with the server's own id is everyone.
 *
 * @see https://docs.discord.com/developers/reference#message-formatting
 */
export function readMention(typed: string, guildId: string): TypedMention {
  const words = typed.trim();
  const person = PERSON.exec(words)?.[1];
  if (person !== undefined) return { kind: 'person', id: person };
  const role = ROLE.exec(words)?.[1] ?? ROLE_ID.exec(words)?.[0];
  if (role === guildId || EVERYONE.test(words)) return { kind: 'everyone' };
  return role === undefined ? { kind: 'unknown' } : { kind: 'role', id: role };
}

import type { TypedMention } from '../../notifications/chatPort.ts';

const NAME = /^@?(\p{L}[\p{L}\p{N}_-]{0,39})$/u;
const EVERYONE: ReadonlySet<string> = new Set(['everyone', 'here', 'channel']);

/** Somebody's name: at a terminal everyone is called what they are called. */
export function readMention(typed: string): TypedMention {
  const name = NAME.exec(typed.trim())?.[1];
  if (name === undefined) return { kind: 'unknown' };
  return EVERYONE.has(name.toLowerCase()) ? { kind: 'everyone' } : { kind: 'person', id: name };
}

import type { TokenLife } from '../../tokens/tokenLife.ts';
import type { Card } from '../card.ts';
import type { Remedy } from '../remedy.ts';
import { briefTime, code, command, strong, type Text, text } from '../text.ts';

export interface AccountFacts {
  readonly name: string;
  readonly username: string | undefined;
  /** When its token expires, if Threads reports it; ms since the epoch. */
  readonly expiresAt: number | undefined;
  /** When Threads gave us this token, and by what. */
  readonly issued: TokenLife['issued'];
  readonly grantEndsAt: number | undefined;
  /** The scopes that are most likely not granted. */
  readonly missing: readonly string[];
  /** Why the account can't be called, if so. */
  readonly error: string | undefined;
  /** Why none of its containers can be checked although it can be called, if so. */
  readonly containersDown: string | undefined;
}

/** The answer to `accounts`: one line for each account of the workspace; never a token. */
export function accountList(accounts: readonly AccountFacts[], renewal: Remedy['renewal']): Card {
  return {
    tone: accounts.some(isInTrouble) ? 'warning' : 'neutral',
    title: text`👤 ${accounts.length} Threads ${accounts.length === 1 ? 'account' : 'accounts'} here`,
    body: [
      renewal === 'connect'
        ? text`To add one, a manager types ${command('connect')}; to renew a token, ${command('connect account:<name>')}`
        : text`The operator of this bot adds accounts, and renews their tokens, in its configuration`,
    ],
    items: accounts.map(describe),
    buttons: [],
  };
}

function isInTrouble({ error, containersDown, missing }: AccountFacts): boolean {
  return error !== undefined || containersDown !== undefined || missing.length > 0;
}

function describe(facts: AccountFacts): Text {
  const { name, username, expiresAt, issued, grantEndsAt, missing, error, containersDown } = facts;
  const who = username === undefined ? text`${strong(name)}` : text`${strong(name)}: @${username}`;
  if (error !== undefined) return text`${who}; can't be checked: ${error}`;
  const ends =
    expiresAt === undefined
      ? '; its token works; Threads does not say when it ends'
      : text`; token ends ${briefTime(expiresAt)}`;
  const grant = grantEndsAt === undefined ? '' : text`; permission ends ${briefTime(grantEndsAt)}`;
  const scopes = missing.length === 0 ? '' : text`; most likely not granted: ${code(missing.join(' '))}`;
  const down =
    containersDown === undefined ? '' : text`; none of its containers can be checked: ${containersDown}`;
  return text`${who}${ends}${lastIssued(issued)}${grant}${scopes}${down}`;
}

function lastIssued(issued: AccountFacts['issued']): Text {
  if (issued === undefined) return [];
  return text`; ${issued.by === 'refresh' ? 'refreshed' : 'connected'} ${briefTime(issued.at)}`;
}

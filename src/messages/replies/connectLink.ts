import type { Card } from '../card.ts';
import { command, link, text, time } from '../text.ts';

export interface ConnectLinkFacts {
  readonly url: string;
  readonly until: number;
  /** The account to reconnect; left out for a new one. */
  readonly account: string | undefined;
}

/** The answer to `connect`: the link to the consent page, for this person only. */
export function connectLink({ url, until, account }: ConnectLinkFacts): Card {
  const who =
    account === undefined
      ? text`Log in to Threads as the account that you want to watch, and agree.`
      : text`Log in to Threads as ${account}, the same user as before, and agree.`;
  return {
    tone: 'neutral',
    title: account === undefined ? text`🔑 Connect a Threads account` : text`🔑 Reconnect ${account}`,
    body: [
      text`${link(url, "Open Threads' own page")}`,
      text`${who} The link is for you alone, works once, and ends ${time(until)}. Then ${command('accounts')} shows the account.`,
    ],
    buttons: [],
  };
}

/** The answer to `connect` if variables for it are missing. */
export function connectUnset(missing: readonly string[]): Card {
  return {
    tone: 'warning',
    title: text`⚠️ Accounts can't be connected from chat here: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not set`,
    body: [
      text`The operator of this bot can add an account in its configuration instead: name, token and workspaces in THREADS_ACCOUNTS (or the token alone in THREADS_ACCESS_TOKEN), and a restart.`,
      text`Type ${command('accounts')} to see the accounts that there are.`,
    ],
    buttons: [],
  };
}

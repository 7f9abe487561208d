import { type Html, html, type Page, writePage } from '../html.ts';
import type { ChannelName } from '../notifications/chatPort.ts';
import { explainError } from '../threads/explainError.ts';
import type { ConnectOutcome } from './connectService.ts';

/** An HTTP answer to a browser. `http` is its status code. */
export interface CallbackAnswer extends Page {
  readonly http: number;
}

/** Where the link was requested, as far as its platform can name it. */
export interface RequestedIn extends ChannelName {
  /** The name of the platform, such as `Discord`. */
  readonly app: string;
  /** The channel's own name. */
  readonly channel: string | undefined;
}

/** What a page says: how it ended, about which account, and what to do next. */
interface Content {
  readonly http: number;
  readonly sign: string;
  readonly title: string;
  readonly lead: Html;
  readonly account?: string | undefined;
  readonly next: Html;
}

/**
 * Writes the page that a person sees after Threads' consent page. It shows nothing secret and nothing of other accounts.
 *
 * @param requestedIn where the link was requested, if known
 * @param commandName the name after the slash
 */
export function callbackPage(
  outcome: ConnectOutcome,
  requestedIn: RequestedIn | undefined,
  commandName: string,
): CallbackAnswer {
  const { http, sign, title, lead, account, next } = describe(outcome, commandName);
  const content = html`<p>${lead}</p>
${listFacts(account, requestedIn)}
<p>${next}</p>
${requestedIn === undefined ? html`<p>Go back to your chat; you can close this page.</p>` : linkBack(requestedIn)}`;
  return { http, ...writePage(`${sign} ${title}`, content) };
}

function listFacts(account: string | undefined, requestedIn: RequestedIn | undefined): Html {
  const facts = [
    ['Account', account],
    ['Workspace', requestedIn?.name],
    ['Channel', requestedIn?.channel === undefined ? undefined : `#${requestedIn.channel}`],
  ] as const;
  const rows = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [html`<div><dt>${name}</dt><dd>${value}</dd></div>`],
  );
  return rows.length === 0 ? html`` : html`<dl>${rows}</dl>`;
}

function linkBack({ app, url }: RequestedIn): Html {
  return html`<p><a class="next" href="${url}">Go back to ${app}</a></p>
<footer>You can close this page.</footer>`;
}

/** The page for a program that does not know all links yet. The link was not used, so the same page can be asked for again. */
export function callbackStarting(): CallbackAnswer {
  const content = html`<p>Threadwatch is starting, and nothing was changed.</p>
<p>Reload this page in a few seconds. If it says the same after a minute, go back to your chat, and ask for a new link.</p>`;
  return { http: 503, ...writePage('⚠️ Not connected yet', content) };
}

/** The page for a fault on our side. */
export function callbackFault(): CallbackAnswer {
  const content = html`<p>Something went wrong on our side, not on yours.</p>
<p>Go back to your chat, wait a minute, and ask for a new link.</p>`;
  return { http: 503, ...writePage('⚠️ Not connected', content) };
}

function describe(outcome: ConnectOutcome, commandName: string): Content {
  const type = (line: string): Html => html`<code>/${commandName} ${line}</code>`;
  switch (outcome.kind) {
    case 'connected':
      return describeConnected(outcome, type);
    case 'invalid-link':
      return toFailure(
        400,
        WHY_INVALID[outcome.why],
        html`Nothing was changed. Type ${type('connect')} in chat for a new link.`,
      );
    case 'denied':
      return toFailure(
        403,
        html`Threads says that you did not agree. Nothing was changed.`,
        html`To try again, type ${type('connect')} in chat for a new link, and agree.`,
      );
    case 'account-gone':
      return toFailure(
        409,
        html`The account that you wanted to reconnect no longer exists here. Nothing was changed.`,
        html`To connect it as a new account, type ${type('connect')} in chat without an account name.`,
      );
    case 'another-user':
      return {
        ...toFailure(
          409,
          html`You are logged in to Threads as <strong>@${outcome.username}</strong>, but <strong>${outcome.account}</strong> is a different Threads user. Nothing was changed.`,
          html`Log in to Threads as that user, and type ${type(`connect account:${outcome.account}`)} in chat. To connect @${outcome.username} as another account, type ${type('connect')}.`,
        ),
        account: outcome.account,
      };
    case 'refused':
      return toFailure(
        502,
        html`Threads did not give us a token: ${explainError(outcome.error).cause}.`,
        html`Nothing was changed. Type ${type('connect')} in chat for a new link.`,
      );
  }
}

const WHY_INVALID: Readonly<Record<Extract<ConnectOutcome, { kind: 'invalid-link' }>['why'], Html>> = {
  used: html`This link was used already: each works once.`,
  expired: html`This link is older than 10 minutes.`,
  unknown: html`This link was already used, is older than 10 minutes, or was not made by Threadwatch.`,
};

function describeConnected(
  { account, username, isReconnect }: Extract<ConnectOutcome, { kind: 'connected' }>,
  type: (line: string) => Html,
): Content {
  return {
    http: 200,
    sign: '✅',
    title: isReconnect ? 'Reconnected' : 'Connected',
    lead: html`Threadwatch can now check the posts of <strong>@${username}</strong>. In chat, this account is called <strong>${account}</strong>.`,
    account: `@${username} (${account})`,
    next: isReconnect
      ? html`What is watched of it goes on by itself.`
      : html`To watch its posts, type ${type(`watch <container> account:${account}`)} in chat.`,
  };
}

function toFailure(http: number, lead: Html, next: Html): Content {
  return { http, sign: '⚠️', title: 'Not connected', lead, next };
}

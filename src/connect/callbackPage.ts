import { type Html, html, type Page, writePage } from '../html.ts';
import type { ChannelName } from '../notifications/chatPort.ts';
import { explainError } from '../threads/explainError.ts';
import type { ConnectOutcome } from './connectService.ts';

/** An HTTP answer to a browser. `http` is its status code. */
export interface CallbackAnswer extends Page {
  readonly http: number;
}

/**
 * Writes the page that a person sees after Threads' consent page. It shows nothing secret and nothing of other accounts.
 *
 * @param channel the channel in which the link was requested, if known
 */
export function callbackPage(outcome: ConnectOutcome, channel?: ChannelName): CallbackAnswer {
  const { http, title, content } = describe(outcome);
  return {
    http,
    ...writePage(title, html`${content}${channel === undefined ? '' : linkToChannel(channel)}`),
  };
}

function linkToChannel({ name, url }: ChannelName): Html {
  return html`
<p>The link was requested in ${name}: <a href="${url}">back to the channel</a>.</p>`;
}

/** The page for a fault on our side, and for a program that is still starting. */
export function callbackFault(): CallbackAnswer {
  const content = html`<p>Something went wrong on our side. Ask for a new link in chat in a minute.</p>`;
  return { http: 503, ...writePage('Not connected', content) };
}

function describe(outcome: ConnectOutcome): { http: number; title: string; content: Html } {
  switch (outcome.kind) {
    case 'connected': {
      const { account, username, isReconnect } = outcome;
      return {
        http: 200,
        title: isReconnect ? 'Reconnected' : 'Connected',
        content: html`<p>Threadwatch can now check the posts of <strong>@${username}</strong>. In chat, this account is called <strong>${account}</strong>. You can close this page.</p>`,
      };
    }
    case 'invalid-link':
      return toFailure(
        400,
        html`<p>This link was already used, is older than 10 minutes, or was not made by Threadwatch. Nothing was changed. Ask for a new link in chat with <code>connect</code>.</p>`,
      );
    case 'denied':
      return toFailure(
        403,
        html`<p>Threads reports that you did not agree. Nothing was changed. To try again, ask for a new link in chat with <code>connect</code>.</p>`,
      );
    case 'account-gone':
      return toFailure(
        409,
        html`<p>The account that you wanted to reconnect no longer exists. Nothing was changed. To connect it as a new account, type <code>connect</code> in chat without an account name.</p>`,
      );
    case 'another-user':
      return toFailure(
        409,
        html`<p>You are logged in to Threads as <strong>@${outcome.username}</strong>, but <strong>${outcome.account}</strong> is a different Threads user. Nothing was changed. Log in to Threads as that user and ask for a new link in chat with <code>connect account:${outcome.account}</code>. To connect @${outcome.username} as another account, leave <code>account</code> out.</p>`,
      );
    case 'refused': {
      const { cause } = explainError(outcome.error);
      return toFailure(
        502,
        html`<p>Threads did not give us a token: ${cause}. Ask for a new link in chat with <code>connect</code>.</p>`,
      );
    }
  }
}

function toFailure(http: number, content: Html): { http: number; title: string; content: Html } {
  return { http, title: 'Not connected', content };
}

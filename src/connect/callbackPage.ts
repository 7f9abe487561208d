import { type Html, html, type Page, writePage } from '../html.ts';
import type { ChannelName } from '../notifications/chatPort.ts';
import { explainError } from '../threads/explanations.ts';
import type { ConnectOutcome } from './connectService.ts';

/** An answer to a browser. */
export interface CallbackAnswer extends Page {
  readonly http: number;
}

/**
 * What the person sees who comes back from Threads; nothing secret, and nothing of any other account.
 *
 * @param asked where the link was asked for, where that is known
 */
export function callbackPage(outcome: ConnectOutcome, asked?: ChannelName): CallbackAnswer {
  const { http, title, content } = describe(outcome);
  return { http, ...writePage(title, html`${content}${asked === undefined ? '' : leadBack(asked)}`) };
}

function leadBack({ name, url }: ChannelName): Html {
  return html`
<p>The link was asked for in ${name}: <a href="${url}">back to the channel</a>.</p>`;
}

/** The page for when something of ours broke, or has only begun. */
export function callbackFault(): CallbackAnswer {
  const content = html`<p>Something went wrong on our side. Ask for a new link in chat in a minute.</p>`;
  return { http: 503, ...writePage('Not connected', content) };
}

function describe(outcome: ConnectOutcome): { http: number; title: string; content: Html } {
  switch (outcome.kind) {
    case 'connected': {
      const { account, username, anew } = outcome;
      return {
        http: 200,
        title: anew ? 'Connected anew' : 'Connected',
        content: html`<p>Threadwatch now checks after <strong>@${username}</strong>, which is called <strong>${account}</strong> in chat. You can close this page.</p>`,
      };
    }
    case 'no-link':
      return refuse(
        400,
        html`<p>This link has been used, is older than 10 minutes, or was never one of ours. Nothing was done. Ask for a new one in chat, with <code>connect</code>.</p>`,
      );
    case 'denied':
      return refuse(
        403,
        html`<p>Threads tells us that you did not agree. Nothing was done. To try again, ask for a new link in chat, with <code>connect</code>.</p>`,
      );
    case 'gone':
      return refuse(
        409,
        html`<p>The account that was to be connected anew is not there any more. Nothing was done. To connect it as a new one, type <code>connect</code> in chat, without an account.</p>`,
      );
    case 'another-user':
      return refuse(
        409,
        html`<p>You are logged in to Threads as <strong>@${outcome.username}</strong>, and that is not the Threads user that <strong>${outcome.account}</strong> was so far. Nothing was done. Log in to Threads as that user and ask for a new link in chat, with <code>connect account:${outcome.account}</code>; to connect @${outcome.username} as another account, leave <code>account</code> out.</p>`,
      );
    case 'refused': {
      const { cause } = explainError(outcome.error);
      return refuse(
        502,
        html`<p>Threads did not give us a token: ${cause}. Ask for a new link in chat, with <code>connect</code>.</p>`,
      );
    }
  }
}

function refuse(http: number, content: Html): { http: number; title: string; content: Html } {
  return { http, title: 'Not connected', content };
}

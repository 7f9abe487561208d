import { type Html, html, type Page, writePage } from '../../../html.ts';

/** An HTTP answer to a browser. `http` is its status code. */
export interface InstallPage extends Page {
  readonly http: number;
}

/** How an installation ended. */
export type InstallOutcome =
  | {
      readonly kind: 'installed';
      readonly team: string;
      readonly teamName: string | undefined;
      readonly botName: string;
      readonly commandName: string;
    }
  | { readonly kind: 'not-served'; readonly team: string; readonly teamName: string | undefined }
  | { readonly kind: 'organisation' }
  | { readonly kind: 'denied' }
  /** The browser did not come from our page, or too late, or a second time. */
  | { readonly kind: 'not-ours' }
  | { readonly kind: 'used' }
  | { readonly kind: 'lacks-scopes'; readonly missing: readonly string[] }
  /** Slack refuses the client id or the client secret. */
  | { readonly kind: 'misconfigured' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'store-failed' }
  | { readonly kind: 'busy' };

/** The page with the button. @param url where Slack asks a person to agree */
export function installPage(url: string): Page {
  const content = html`<p>Threadwatch tells a Slack workspace what becomes of its Threads posts, and how much quota is left.</p>
<p>Slack asks next which workspace it should be added to, and shows what it may do there: answer its command, and post where it is invited.</p>
<p><a class="next" href="${url}">Add to Slack</a></p>
<footer>The link works for 10 minutes, in this browser.</footer>`;
  return writePage('Add Threadwatch to Slack', content);
}

/** The page that a person sees after Slack's. It shows nothing secret, and nothing of other workspaces. */
export function outcomePage(outcome: InstallOutcome, installUrl: string): InstallPage {
  const { http, title, content } = describe(outcome, html`<a href="${installUrl}">Start again</a>`);
  return { http, ...writePage(title, content) };
}

interface Content {
  readonly http: number;
  readonly title: string;
  readonly content: Html;
}

function describe(outcome: InstallOutcome, again: Html): Content {
  switch (outcome.kind) {
    case 'installed':
      return describeInstalled(outcome);
    case 'not-served':
      return refused(
        403,
        html`This Threadwatch does not serve the workspace <strong>${outcome.teamName ?? outcome.team}</strong>. Nothing was stored.`,
        html`Its operator can add <code>${outcome.team}</code> to <code>SLACK_TEAM_IDS</code> and restart it. Then ${again}. Until then, you can remove the app in Slack, under <em>Manage apps</em>.`,
      );
    case 'organisation':
      return refused(
        403,
        html`The app was installed for a whole organisation, and Threadwatch is installed in one workspace after the other. Nothing was stored.`,
        html`${again}, and choose a workspace in the upper right corner of Slack’s page, not the organisation.`,
      );
    case 'denied':
      return refused(
        403,
        html`Slack says that you did not agree. Nothing was changed.`,
        html`${again}, and agree.`,
      );
    case 'not-ours':
      return refused(
        400,
        html`This page is reached from our own, in the same browser, within 10 minutes, and once.`,
        html`If you have just seen that Threadwatch was installed, all is well. Else: ${again}.`,
      );
    case 'used':
      return refused(
        400,
        html`Slack says that this link was used already, or is too old: each works once.`,
        html`If you have just seen that Threadwatch was installed, all is well. Else: ${again}.`,
      );
    case 'lacks-scopes':
      return refused(
        403,
        html`The workspace did not allow what Threadwatch needs: <code>${outcome.missing.join(', ')}</code>. Nothing was stored.`,
        html`${again}, and leave the permissions as they are.`,
      );
    default:
      return describeOurs(outcome.kind, again);
  }
}

/** What is not the person's fault. */
function describeOurs(kind: 'misconfigured' | 'unreachable' | 'store-failed' | 'busy', again: Html): Content {
  switch (kind) {
    case 'misconfigured':
      return refused(
        502,
        html`Slack does not accept the settings of this Threadwatch. Nothing was stored.`,
        html`Its log names what its operator has to mend. Then: ${again}.`,
      );
    case 'unreachable':
      return refused(
        502,
        html`Slack did not give us a token. Nothing was stored.`,
        html`Wait a minute. Then: ${again}.`,
      );
    case 'store-failed':
      return refused(
        503,
        html`Slack has installed the app, but this Threadwatch could not store it: it does not work there yet.`,
        html`Wait a minute. Then: ${again}.`,
      );
    case 'busy':
      return refused(503, html`This Threadwatch is busy or starting.`, html`Wait a minute. Then: ${again}.`);
  }
}

function describeInstalled({
  team,
  teamName,
  botName,
  commandName,
}: Extract<InstallOutcome, { kind: 'installed' }>): Content {
  return {
    http: 200,
    title: '✅ Installed',
    content: html`<p>Threadwatch works in the workspace <strong>${teamName ?? team}</strong>.</p>
<p>In the channel that should get the alerts, type <code>/invite @${botName}</code>. Then type <code>/${commandName} watch</code> and the id of a container; <code>/${commandName} help</code> shows all commands.</p>
<p><a class="next" href="https://app.slack.com/client/${team}">Go to Slack</a></p>
<footer>You can close this page.</footer>`,
  };
}

function refused(http: number, lead: Html, next: Html): Content {
  return { http, title: '⚠️ Not installed', content: html`<p>${lead}</p>\n<p>${next}</p>` };
}

import { webApi } from '@slack/bolt';

/** Why Slack refuses a Socket Mode connection, or ends it. */
export interface Refusal {
  /** With Slack's own word for the reason; a clause. */
  readonly cause: string;
  /** The reason, and what to do; a full sentence. */
  readonly fix: string;
  /** All of it, for the log. */
  readonly words: string;
  /** Whether a person has to act before it works again. */
  readonly isLasting: boolean;
}

/** With these, Slack only asks for a new connection, as it does every few hours. */
const ORDINARY: ReadonlySet<string> = new Set(['warning', 'refresh_requested']);

const LASTING: Readonly<Record<string, string>> = {
  link_disabled:
    'Socket Mode is switched off for the app. Switch it on under “Socket Mode” on your app’s page on api.slack.com/apps',
  forbidden_team:
    'the app may not connect for this workspace. Ask an administrator of the workspace to approve it',
  ekm_access_denied:
    'an administrator of the organisation has suspended the use of the app. Ask them to allow it',
  team_access_not_granted:
    'the app may not enter this workspace. Ask an administrator of it to approve the app',
};

const PASSING: Readonly<Record<string, string>> = {
  too_many_websockets:
    'the app has too many open connections. Stop other programs that use the same SLACK_APP_TOKEN',
};

/** @returns `undefined` where Slack only asks for a new connection */
export function explainDisconnect(reason: string): Refusal | undefined {
  return ORDINARY.has(reason) ? undefined : explain(reason);
}

/** @returns `undefined` where the call was not refused by a word of Slack's, but failed */
export function explainOpenError(error: unknown): Refusal | undefined {
  return error instanceof webApi.WebAPIPlatformError ? explain(error.data.error) : undefined;
}

function explain(reason: string): Refusal {
  const isLasting = Object.hasOwn(LASTING, reason);
  const why =
    LASTING[reason] ??
    PASSING[reason] ??
    'Slack gives no other reason. See the app’s page on api.slack.com/apps, and status.slack.com';
  const cause = `Slack refuses the Socket Mode connection (${reason})`;
  return {
    cause,
    fix: `${why.charAt(0).toUpperCase()}${why.slice(1)}.`,
    words: `${cause}: ${why}. Threadwatch keeps trying.`,
    isLasting,
  };
}

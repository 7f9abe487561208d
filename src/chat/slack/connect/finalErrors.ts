import { FinalPlatformError } from '../../platform.ts';
import { TokenRefusedError } from '../../tokenCheck.ts';
import { codeOf } from './slackErrors.ts';

export const COPY_BOT_TOKEN =
  'copy the Bot User OAuth Token (xoxb-…) anew from your app’s page “OAuth & Permissions” on api.slack.com/apps';
export const COPY_APP_TOKEN =
  'create an app-level token (xapp-…) with the scope connections:write under “Basic Information” of your app on api.slack.com/apps, and copy it';

export const COPY_SIGNING_SECRET =
  'copy the Signing Secret anew from “Basic Information” of your app on api.slack.com/apps';

/** Slack's codes for a token that will not work until a person acts, each with the reason as a clause. */
const REASONS: Readonly<Record<string, string>> = {
  invalid_auth: 'Slack does not know this token',
  not_authed: 'Slack does not know this token',
  token_revoked: 'the token was revoked, or the app was removed from the workspace',
  token_expired: 'the token has expired',
  account_inactive: 'the app was removed from the workspace, or its account was deactivated',
  user_removed_from_team: 'the app was removed from the workspace',
  team_disabled: 'the workspace was disabled',
  team_access_not_granted: 'the app may not enter this workspace',
  org_login_required: 'the workspace is being moved to an organisation',
  not_allowed_token_type: 'this is another kind of token',
  missing_scope: 'the token lacks a scope',
  no_permission: 'the token lacks a scope',
  access_denied: 'Slack denies this token access',
};

/** Whether Slack's code may mean that it refuses the token, and not only this call. */
export function isTokenRefusal(error: unknown): boolean {
  return Object.hasOwn(REASONS, codeOf(error));
}

/** The final error where Slack refuses a token for good; `undefined` where a retry makes sense. */
export function tokenRefused(
  error: unknown,
  variable: 'SLACK_BOT_TOKEN' | 'SLACK_APP_TOKEN',
): TokenRefusedError | undefined {
  const code = codeOf(error);
  if (!isTokenRefusal(error)) return undefined;
  const remedy = variable === 'SLACK_BOT_TOKEN' ? COPY_BOT_TOKEN : COPY_APP_TOKEN;
  return new TokenRefusedError(variable, { cause: `${REASONS[code]} (${code})`, remedy }, { cause: error });
}

/** The final error where the token lacks scopes that the bot can't work without. */
export function scopesMissing(missing: readonly string[]): TokenRefusedError {
  return new TokenRefusedError('SLACK_BOT_TOKEN', {
    cause: `the token lacks the scope ${missing.join(', ')}`,
    remedy:
      'print the app’s manifest with npm run -s manifest, save it at “App Manifest” on api.slack.com/apps, reinstall the app, and copy the Bot User OAuth Token (xoxb-…)',
  });
}

/** The final error where the app is installed for a whole organisation of workspaces (Enterprise Grid). */
export function installedForOrganisation(): TokenRefusedError {
  return new TokenRefusedError('SLACK_BOT_TOKEN', {
    cause:
      'the token belongs to an app that is installed for a whole organisation, and Threadwatch serves one workspace',
    remedy:
      'install the app in that workspace alone: on api.slack.com/apps, open “Install App” with an account of the workspace, and copy the Bot User OAuth Token (xoxb-…) from there',
  });
}

/** The final error where the server can't listen for Slack's requests. */
export function cannotListen(error: unknown, host: string, port: number): FinalPlatformError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  const isHost = code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND';
  return isHost
    ? new FinalPlatformError('SLACK_HOST', `${host} is no address of this machine (${code}).`, {
        cause: error,
      })
    : new FinalPlatformError(
        'SLACK_PORT',
        `port ${port} on ${host} can’t be listened on (${code}). Choose one that is free.`,
        { cause: error },
      );
}

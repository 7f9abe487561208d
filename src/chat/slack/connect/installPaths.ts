import type { SeveralTeams } from './slackSettings.ts';

/** The page with the button. */
export const INSTALL_PATH = '/slack/install';
/** Where Slack sends the browser afterwards. */
export const REDIRECT_PATH = '/slack/oauth_redirect';

/** Where a team installs the app. */
export function installUrlOf({ publicUrl }: Pick<SeveralTeams, 'publicUrl'>): string {
  return publicUrl + INSTALL_PATH;
}

export function redirectUrlOf({ publicUrl }: Pick<SeveralTeams, 'publicUrl'>): string {
  return publicUrl + REDIRECT_PATH;
}

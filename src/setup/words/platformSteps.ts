/** How to get the token of a Discord bot. */
export const DISCORD_STEPS: readonly string[] = [
  'Open https://discord.com/developers/applications and press New Application.',
  'Open Bot, press Reset Token, and copy the token. Leave every privileged intent off.',
];

/** What to do once the Slack app's manifest is open. */
export const SLACK_APP_STEPS: readonly string[] = [
  'Open the link below, choose your workspace, and press Next and Create. (If it does not open whole: npm run -s manifest prints what to paste at "From a manifest".)',
  'Open Install App, press Install to your workspace, and Allow. Copy the Bot User OAuth Token (xoxb-…).',
];

export const SLACK_SOCKET_STEP =
  'Open Basic Information, App-Level Tokens, Generate Token and Scopes: any name, the scope connections:write. Copy the token (xapp-…).';

export const SLACK_HTTP_STEP = 'Open Basic Information, App Credentials, and copy the Signing Secret.';

/** Numbers steps. */
export function numberSteps(steps: readonly string[]): string[] {
  return steps.map((step, index) => `${index + 1}. ${step}`);
}

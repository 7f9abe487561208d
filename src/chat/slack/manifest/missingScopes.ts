/** What the bot needs: people type its command, and it posts where it is invited. */
export const BOT_SCOPES = ['commands', 'chat:write'] as const;

/**
 * What an app lacks of its manifest, and what to do, for the log and for `doctor`.
 *
 * @returns `undefined` if it lacks nothing, or Slack does not say what its token may do
 */
export function describeMissingScopes({
  scopes,
}: {
  readonly scopes?: readonly string[] | undefined;
}): string | undefined {
  const missing = BOT_SCOPES.filter((scope) => scopes !== undefined && !scopes.includes(scope));
  return missing.length === 0
    ? undefined
    : `The Slack app lacks the scope ${missing.join(', ')}: print its manifest with npm run -s manifest, save it at “App Manifest” on api.slack.com/apps, and reinstall the app`;
}

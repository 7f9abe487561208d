/**
 * The page on which Slack creates an app from a manifest.
 *
 * @see https://docs.slack.dev/app-manifests/configuring-apps-with-app-manifests
 */
export function manifestLink(manifest: object): string {
  const query = new URLSearchParams({ new_app: '1', manifest_json: JSON.stringify(manifest) });
  // Slack reads a plus sign as it stands, and not as a blank.
  return `https://api.slack.com/apps?${query.toString().replaceAll('+', '%20')}`;
}

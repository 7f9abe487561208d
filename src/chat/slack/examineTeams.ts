import { advice, type Finding, fault, fine } from '../../messages/findings.ts';
import { text } from '../../messages/text.ts';
import type { ProxySettings } from '../../proxy.ts';
import { unanswered } from '../tokenCheck.ts';
import { createAccessClient, describeAnswer } from './checkTokens.ts';
import { isTokenRefusal } from './connect/finalErrors.ts';
import { installUrlOf, redirectUrlOf } from './connect/installPaths.ts';
import { codeOf } from './connect/slackErrors.ts';
import type { SeveralTeams } from './connect/slackSettings.ts';
import { BOT_SCOPES } from './manifest/missingScopes.ts';
import type { InstallationRecord, Installed } from './teams/installation.ts';

/** What a store holds of the app in several teams. It is only read. */
export interface StoredInstallations {
  /** @param onCorrupt called with each team whose record can't be read */
  entries(
    onCorrupt: (team: string) => void,
  ): AsyncIterable<readonly [team: string, record: InstallationRecord]>;
  /** The bot's token in a team; `undefined` where no key decrypts it. */
  open(record: Installed): string | undefined;
}

export interface TeamsParts {
  readonly settings: SeveralTeams;
  readonly apiUrl: string;
  readonly proxy: ProxySettings | undefined;
  /** Left out where there is no store. */
  readonly installations: StoredInstallations | undefined;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** Checks the client secret, and the app in each team that may install it. It refreshes no token. */
export async function examineTeams(parts: TeamsParts): Promise<Finding[]> {
  const { settings } = parts;
  const corrupt = new Set<string>();
  const stored = await readAll(parts.installations, corrupt);
  const [client, ...teams] = await Promise.all([
    checkClient(parts),
    ...settings.teamIds.map((team) =>
      corrupt.has(team)
        ? [
            fault(
              text`The stored installation of the Slack workspace ${team} can't be read. ${again(settings)}`,
            ),
          ]
        : examineTeam(team, stored.get(team), parts),
    ),
  ]);
  const strangers = [...stored.values()].filter(
    ({ kind, team }) => kind === 'installed' && !settings.teamIds.includes(team),
  );
  return [
    ...client,
    ...teams.flat(),
    ...strangers.map(({ team }) =>
      advice(
        text`The Slack workspace ${team} has installed the app, and is not served: add it to SLACK_TEAM_IDS, or delete what is stored of it with npm run -s forget -- ${team}`,
      ),
    ),
  ];
}

async function readAll(
  installations: StoredInstallations | undefined,
  corrupt: Set<string>,
): Promise<ReadonlyMap<string, InstallationRecord>> {
  const stored = new Map<string, InstallationRecord>();
  try {
    for await (const [team, record] of installations?.entries((each) => void corrupt.add(each)) ?? [])
      stored.set(team, record);
  } catch {
    // Where the store fails, its own finding says so.
  }
  return stored;
}

/** Slack names the client where it refuses it, before it looks at the code. */
async function checkClient({ settings, apiUrl, proxy }: TeamsParts): Promise<Finding[]> {
  const { clientId: client_id, clientSecret: client_secret } = settings;
  try {
    const client = createAccessClient({ apiUrl, proxy });
    await client.oauth.v2.access({
      client_id,
      client_secret,
      code: 'doctor',
      redirect_uri: redirectUrlOf(settings),
    });
    return [];
  } catch (error) {
    const code = codeOf(error);
    const where = 'from “Basic Information” of your app on api.slack.com/apps';
    if (code === 'invalid_client_id')
      return [
        fault(text`SLACK_CLIENT_ID: Slack does not know it (${code}). Copy the Client ID anew ${where}`),
      ];
    if (code === 'bad_client_secret')
      return [
        fault(
          text`SLACK_CLIENT_SECRET: it is not that of the app (${code}). Copy the Client Secret anew ${where}`,
        ),
      ];
    return [];
  }
}

async function examineTeam(
  team: string,
  record: InstallationRecord | undefined,
  parts: TeamsParts,
): Promise<Finding[]> {
  const { settings, installations, now } = parts;
  const open = text`open ${installUrlOf(settings)} as somebody of it`;
  if (record === undefined || installations === undefined)
    return [advice([`The Slack workspace ${team} has not installed the app yet: `, ...open])];
  if (record.kind === 'removed')
    return [advice([`The Slack workspace ${team} removed the app. To install it again, `, ...open])];
  const name = record.teamName === undefined ? team : `${record.teamName} (${team})`;
  const token = installations.open(record);
  if (token === undefined)
    return [
      fault(
        text`The token of the Slack workspace ${name} can't be decrypted with TOKEN_KEY. Set the key that it was encrypted with (to change the key, write the new key, a comma, and the old key). If that key is lost: ${again(settings)}`,
      ),
    ];
  if (record.tokenEndsAt !== undefined && record.tokenEndsAt <= now())
    return [
      advice(
        text`The token of the Slack workspace ${name} has ended. The bot refreshes it when it needs it next: start it. If its log says that it can't: ${again(settings)}`,
      ),
    ];
  return examineToken(name, record, token, parts);
}

async function examineToken(
  name: string,
  { botName, scopes }: Installed,
  token: string,
  { settings, apiUrl, proxy }: TeamsParts,
): Promise<Finding[]> {
  const client = createAccessClient({ token, apiUrl, proxy });
  try {
    const answer = await client.auth.test();
    const granted = answer.response_metadata?.scopes ?? scopes;
    const missing = BOT_SCOPES.filter((scope) => !granted.includes(scope));
    const installed = fine(text`The Slack workspace ${name} has installed the app: @${botName}`);
    return missing.length === 0
      ? [installed]
      : [
          installed,
          fault(
            text`The app lacks the scope ${missing.join(', ')} in the Slack workspace ${name}. ${again(settings)}`,
          ),
        ];
  } catch (error) {
    if (isTokenRefusal(error))
      return [
        fault(
          text`Slack refuses the token of the Slack workspace ${name} (${codeOf(error)}). ${again(settings)}`,
        ),
      ];
    const { cause, fix } = unanswered(error, 'Slack', proxy, describeAnswer(error)).problem;
    return [fault(text`The Slack workspace ${name}: ${cause}. ${fix}`)];
  }
}

function again(settings: SeveralTeams): string {
  return `Let it install the app again at ${installUrlOf(settings)}`;
}

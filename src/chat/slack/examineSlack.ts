import { type ClockSkew, type Examination, readSkew } from '../../messages/clockFindings.ts';
import { advice, type Finding, fault, fine } from '../../messages/findings.ts';
import { text } from '../../messages/text.ts';
import { createProxiedFetch } from '../../network/createProxiedFetch.ts';
import type { ProxySettings } from '../../proxy.ts';
import { describeFailedCheck } from '../tokenCheck.ts';
import { checkAppToken, checkBotToken } from './checkTokens.ts';
import { CALL_TIMEOUT } from './connect/clientOptions.ts';
import { COPY_SIGNING_SECRET } from './connect/finalErrors.ts';
import type { Identity } from './connect/identity.ts';
import type { SlackSettings } from './connect/slackSettings.ts';
import { examineTeams, type StoredInstallations } from './examineTeams.ts';
import { BOT_SCOPES, describeMissingScopes } from './manifest/missingScopes.ts';

export interface SlackParts {
  readonly settings: SlackSettings;
  readonly proxy: ProxySettings | undefined;
  /** What is stored of the app in several teams. */
  readonly installations?: StoredInstallations | undefined;
  readonly now: () => number;
}

/** Checks the tokens and the scopes. It changes nothing, and opens no connection. Never rejects. */
export async function examineSlack({
  settings,
  proxy,
  installations,
  now,
}: SlackParts): Promise<Examination> {
  const { teams, appToken, signingSecret, apiUrl } = settings;
  const [whose, app, clocks] = await Promise.all([
    teams.kind === 'one'
      ? examineTeam(teams.botToken, apiUrl, proxy)
      : examineTeams({ settings: teams, apiUrl, proxy, installations, now }),
    appToken === undefined ? undefined : checkAppToken({ token: appToken, apiUrl, proxy }),
    readClock(apiUrl, proxy, now),
  ]);
  const findings = [
    ...whose,
    ...(app === undefined
      ? [checkSigningSecret(signingSecret)]
      : app.kind === 'accepted'
        ? [fine(text`SLACK_APP_TOKEN opens connections to Slack`)]
        : [describeFailedCheck(app, 'SLACK_APP_TOKEN', 'Slack')]),
  ];
  return { findings, clocks };
}

async function examineTeam(
  token: string,
  apiUrl: string,
  proxy: ProxySettings | undefined,
): Promise<Finding[]> {
  const bot = await checkBotToken({ token, apiUrl, proxy });
  return bot.kind === 'accepted'
    ? describeBot(bot.found)
    : [describeFailedCheck(bot, 'SLACK_BOT_TOKEN', 'Slack')];
}

function describeBot(identity: Identity): Finding[] {
  const { botName, teamName, teamId, scopes } = identity;
  const whose = fine(text`SLACK_BOT_TOKEN is that of @${botName} in the workspace ${teamName ?? teamId}`);
  if (scopes === undefined) return [whose];
  const lacking = describeMissingScopes(identity);
  return lacking === undefined
    ? [whose, fine(text`The Slack app has the scopes of the manifest: ${BOT_SCOPES.join(', ')}`)]
    : [whose, fault(text`${lacking}`)];
}

/** Slack offers no call that takes it, so only its form can be checked. */
function checkSigningSecret(secret = ''): Finding {
  return /^[\da-f]{32}$/.test(secret)
    ? fine(
        text`SLACK_SIGNING_SECRET has the form of one; whether it is the app's shows with Slack's first request: the log names a refused one`,
      )
    : advice(
        text`SLACK_SIGNING_SECRET does not look like one, which has 32 digits and letters from a to f: ${COPY_SIGNING_SECRET}`,
      );
}

/** Slack's client keeps the headers to itself. A call that fails is named by the checks of the tokens. */
async function readClock(
  apiUrl: string,
  proxy: ProxySettings | undefined,
  now: () => number,
): Promise<ClockSkew[]> {
  const call = proxy === undefined ? fetch : createProxiedFetch(proxy);
  try {
    const { headers } = await call(new URL('api.test', apiUrl).href, {
      method: 'POST',
      signal: AbortSignal.timeout(CALL_TIMEOUT),
    });
    return readSkew('Slack', headers.get('date'), now());
  } catch {
    return [];
  }
}

import { findOrigin, manifestFor, ORIGIN } from '../app/main/writeManifest.ts';
import { defaults } from '../app/variables.ts';
import { checkAppToken, checkBotToken, type SlackAccess } from '../chat/slack/checkTokens.ts';
import type { Identity } from '../chat/slack/connect/identity.ts';
import { manifestLink } from '../chat/slack/manifest/manifestLink.ts';
import { askToken, checkForm, typeSecret } from './askToken.ts';
import { commandNameOf, type Wizard } from './wizard.ts';
import { numberSteps, SLACK_APP_STEPS, SLACK_HTTP_STEP, SLACK_SOCKET_STEP } from './words/platformSteps.ts';

/** What the setup found out of Slack. */
export interface SlackFound {
  readonly access: SlackAccess;
  readonly identity: Identity;
  /** The id of the app that the app-level token belongs to, where it says so. */
  readonly appId: string | undefined;
}

type Transport = 'socket' | 'http';

/** Asks for the transport and its tokens. @returns `undefined` where Slack could not be asked */
export async function askSlack(wizard: Wizard): Promise<SlackFound | undefined> {
  const { prompts, draft, proxy } = wizard;
  const apiUrl = draft.get('SLACK_API_URL') ?? defaults.slackApiUrl;
  const transport = await chooseTransport(wizard);
  if (!draft.has('SLACK_BOT_TOKEN')) await showManifest(wizard, transport);
  const { token, found: identity } = await askToken(wizard, {
    variable: 'SLACK_BOT_TOKEN',
    what: "the Slack app's Bot User OAuth Token (xoxb-…)",
    service: 'Slack',
    check: (typed) => checkBotToken({ token: typed, apiUrl, proxy }),
  });
  if (identity !== undefined)
    prompts.tell(
      'success',
      `Slack: the bot is ${identity.botName} in the workspace ${identity.teamName ?? identity.teamId}.`,
    );
  const appToken = transport === 'socket' ? await askSocket(wizard, apiUrl) : await askHttp(wizard);
  await askManagers(wizard);
  if (identity === undefined) return undefined;
  return { access: { token, apiUrl, proxy }, identity, appId: appToken && appIdOf(appToken) };
}

function chooseTransport({ prompts, draft }: Wizard): Promise<Transport> {
  const isHttp = !draft.has('SLACK_APP_TOKEN') && draft.has('SLACK_SIGNING_SECRET');
  return prompts.choose<Transport>(
    'How is Slack to reach the bot?',
    [
      { value: 'socket', label: 'Socket Mode', hint: 'the bot connects to Slack; works behind a firewall' },
      { value: 'http', label: 'Signed HTTP', hint: 'Slack calls a public https address of yours' },
    ],
    isHttp ? 'http' : 'socket',
  );
}

async function showManifest(wizard: Wizard, transport: Transport): Promise<void> {
  const { prompts } = wizard;
  const origin = transport === 'http' ? await typeOrigin(wizard) : undefined;
  const last = transport === 'socket' ? SLACK_SOCKET_STEP : SLACK_HTTP_STEP;
  prompts.note('Slack: the app', numberSteps([...SLACK_APP_STEPS, last]));
  prompts.showLink(manifestLink(manifestFor(commandNameOf(wizard), origin)));
}

async function typeOrigin({ prompts }: Wizard): Promise<string | undefined> {
  const typed = await prompts.type('The https address at which Slack reaches the bot', {
    placeholder: 'https://bot.example.com',
    check: (text) => (findOrigin(text.trim()) === undefined ? `Expected ${ORIGIN}` : undefined),
  });
  return findOrigin(typed.trim());
}

/** @returns the token */
async function askSocket(wizard: Wizard, apiUrl: string): Promise<string> {
  const { proxy } = wizard;
  const { token } = await askToken(wizard, {
    variable: 'SLACK_APP_TOKEN',
    what: "the Slack app's app-level token (xapp-…)",
    service: 'Slack',
    check: (typed) => checkAppToken({ token: typed, apiUrl, proxy }),
  });
  return token;
}

/** Slack has no call that checks a signing secret: the first command shows whether it is right. */
async function askHttp(wizard: Wizard): Promise<undefined> {
  const { prompts, draft } = wizard;
  // With an app-level token the bot would use Socket Mode.
  draft.remove('SLACK_APP_TOKEN');
  if (!draft.has('SLACK_SIGNING_SECRET')) {
    const secret = await typeSecret(wizard, {
      variable: 'SLACK_SIGNING_SECRET',
      what: "the Slack app's signing secret",
    });
    draft.set('SLACK_SIGNING_SECRET', secret);
    if (!/^[\da-f]{32}$/.test(secret))
      prompts.tell(
        'warning',
        'Signing secrets have 32 digits and letters from a to f, and this one looks different. If Slack says that the app did not respond, copy it again.',
      );
  }
  const host = draft.get('SLACK_HOST') ?? defaults.slackHost;
  const port = draft.get('SLACK_PORT') ?? String(defaults.slackPort);
  prompts.tell(
    'info',
    `The bot listens on ${host}:${port} for /slack/events. Let your https server forward to it; SLACK_HOST and SLACK_PORT change it.`,
  );
  return undefined;
}

/** Who is asked may leave it empty. */
async function askManagers({ prompts, draft }: Wizard): Promise<void> {
  if (draft.has('MANAGERS')) return;
  const check = checkForm('MANAGERS');
  const typed = await prompts.type(
    'Your Slack member id, so that you may turn alerts on (your profile, ⋮, Copy member ID; empty: nobody may)',
    { placeholder: 'U012ABCDEF', check: (text) => (text.trim() === '' ? undefined : check(text)) },
  );
  if (typed.trim() !== '') draft.set('MANAGERS', typed.trim());
}

/** The app's id stands in its app-level tokens. */
function appIdOf(token: string): string | undefined {
  return /^xapp-\d+-(A[A-Z0-9]+)-/.exec(token)?.[1];
}

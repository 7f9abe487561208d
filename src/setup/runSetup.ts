import { parseEnv } from 'node:util';
import type { Environment } from '../app/config.ts';
import { readProxy } from '../app/readProxy.ts';
import type { Clock } from '../clock.ts';
import { askDiscord } from './askDiscord.ts';
import { askSlack } from './askSlack.ts';
import { askStore } from './askStore.ts';
import { askThreads } from './askThreads.ts';
import { Draft } from './draft.ts';
import { checkFolder, EnvFileError, readEnvFile } from './envFile.ts';
import { CANCELLED, type Prompts, SetupCancelled } from './prompts.ts';
import { type EnvTarget, saveSetup } from './saveSetup.ts';
import { sendDiscordAlert, sendSlackAlert } from './sendTestAlert.ts';
import type { Wizard } from './wizard.ts';

export interface SetupParts {
  readonly prompts: Prompts;
  /** The environment of this process. */
  readonly shell: Environment;
  /** Where `.env` stands. */
  readonly folder: string;
  readonly clock: Clock;
  /** @returns a new key that encrypts stored tokens */
  readonly createKey: () => string;
  /** Runs the bot until it ends. @returns its exit code */
  readonly startBot: (shell: Environment) => Promise<number>;
}

/**
 * Asks for everything that the bot needs, tries it, writes `.env`, and starts the bot. Whatever ends it before `.env` is
 * written leaves everything as it was.
 *
 * @returns the exit code: that of the bot where it was started; 1 where the setup can't be made here
 */
export async function runSetup(parts: SetupParts): Promise<number> {
  const { prompts } = parts;
  prompts.begin('Threadwatch: setup');
  let isWritten = false;
  try {
    const target = await chooseTarget(parts);
    const wizard = createWizard(parts, target);
    await askEverything(wizard, () => keyOf(target) ?? parts.createKey());
    const isStartable = await saveSetup(wizard, target);
    isWritten = true;
    return isStartable && (await wantsToStart(prompts))
      ? await start(parts, wizard)
      : end(prompts, 'To start the bot: npm start', 0);
  } catch (error) {
    if (error instanceof SetupCancelled)
      return end(prompts, isWritten ? '.env is written. To start the bot: npm start' : CANCELLED, 0);
    if (error instanceof EnvFileError) return end(prompts, error.message, 1);
    throw error;
  }
}

function end(prompts: Prompts, words: string, code: number): number {
  prompts.end(words);
  return code;
}

/** An existing `.env` is never changed without asking. */
async function chooseTarget({ prompts, folder }: SetupParts): Promise<EnvTarget> {
  await checkFolder(folder);
  const before = await readEnvFile(folder);
  if (before === undefined) return { folder, before, isKept: false };
  const names = Object.keys(parseEnv(before));
  prompts.tell('info', `.env is here already; it sets ${names.join(', ') || 'nothing'}.`);
  const how = await prompts.choose('What is to become of it?', [
    { value: 'keep', label: 'Keep it, and change only what I answer', hint: 'a backup is kept' },
    { value: 'fresh', label: 'Begin anew', hint: 'a backup is kept' },
    { value: 'leave', label: 'Leave it alone, and end' },
  ]);
  if (how === 'leave') throw new SetupCancelled();
  return { folder, before, isKept: how === 'keep' };
}

function createWizard({ prompts, shell, clock }: SetupParts, { before = '', isKept }: EnvTarget): Wizard {
  const file: Environment = isKept ? { ...parseEnv(before) } : {};
  const { settings: proxy, faults } = readProxy({ ...file, ...shell });
  if (faults.length > 0)
    throw new EnvFileError(`${faults.join('. ')}. Set it right, and start npm run setup again.`);
  return { prompts, draft: new Draft({ shell, file }), proxy, clock };
}

type PlatformName = 'discord' | 'slack';

/** A store that was used with a key can't be opened with another one: it outlives a `.env` that is begun anew. */
function keyOf({ before = '' }: EnvTarget): string | undefined {
  const { TOKEN_KEY: key } = parseEnv(before);
  return key || undefined;
}

async function askEverything(wizard: Wizard, findKey: () => string): Promise<void> {
  const { draft } = wizard;
  const platforms = await choosePlatforms(wizard);
  const discord = platforms.includes('discord') ? await askDiscord(wizard) : undefined;
  const slack = platforms.includes('slack') ? await askOneSlackTeam(wizard) : undefined;
  await askThreads(wizard);
  await askStore(wizard);
  if (!draft.has('TOKEN_KEY')) {
    draft.set('TOKEN_KEY', findKey());
    wizard.prompts.tell('info', 'TOKEN_KEY is set: refreshed tokens are stored encrypted with it.');
  }
  if (discord !== undefined) await sendDiscordAlert(wizard, discord);
  if (slack !== undefined) await sendSlackAlert(wizard, slack);
}

/** What is not chosen is taken out of the configuration: else the bot would still connect to it. */
async function choosePlatforms({ prompts, draft }: Wizard): Promise<readonly PlatformName[]> {
  const set: PlatformName[] = [
    ...(draft.has('DISCORD_TOKEN') ? (['discord'] as const) : []),
    ...(draft.has('SLACK_BOT_TOKEN') || draft.has('SLACK_CLIENT_ID') ? (['slack'] as const) : []),
  ];
  const chosen = await prompts.chooseSome<PlatformName>(
    'Where does your team chat?',
    [
      { value: 'discord', label: 'Discord' },
      { value: 'slack', label: 'Slack' },
    ],
    set,
  );
  if (!chosen.includes('discord'))
    for (const name of ['DISCORD_TOKEN', 'DISCORD_GUILD_IDS'] as const) draft.remove(name);
  if (!chosen.includes('slack')) for (const name of SLACK_VARIABLES) draft.remove(name);
  return chosen;
}

const SLACK_VARIABLES = [
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SLACK_CLIENT_ID',
  'SLACK_CLIENT_SECRET',
  'SLACK_TEAM_IDS',
] as const;

/** Several workspaces are set up by hand: what is there for them stays. */
async function askOneSlackTeam(wizard: Wizard): ReturnType<typeof askSlack> {
  const { draft, prompts } = wizard;
  if (!draft.has('SLACK_CLIENT_ID')) return askSlack(wizard);
  prompts.tell(
    'info',
    'Slack: SLACK_CLIENT_ID is set, for several workspaces. It stays as it is; docs/slack.md says how to change it, and npm run doctor checks it.',
  );
  return undefined;
}

async function wantsToStart(prompts: Prompts): Promise<boolean> {
  const answer = await prompts.choose('Start the bot now?', [
    { value: 'now', label: 'Start it here', hint: 'Ctrl+C stops it' },
    { value: 'later', label: 'Later, with npm start' },
  ]);
  return answer === 'now';
}

async function start({ prompts, startBot }: SetupParts, { draft }: Wizard): Promise<number> {
  prompts.end('Starting the bot. Ctrl+C stops it; npm start starts it again.');
  return startBot(draft.shellEnvironment);
}

import { defaults } from '../app/variables.ts';
import { checkToken, type DiscordAccess, type DiscordBot } from '../chat/discord/checkToken.ts';
import { type DiscordServer, listServers, mayRegisterCommands } from '../chat/discord/examine/listServers.ts';
import { inviteLink } from '../chat/discord/interactions/permissions.ts';
import { askToken, checkForm, describeProblem } from './askToken.ts';
import type { Wizard } from './wizard.ts';
import { DISCORD_STEPS, numberSteps } from './words/platformSteps.ts';

/** What the setup found out of Discord. */
export interface DiscordFound {
  readonly access: DiscordAccess;
  readonly bot: DiscordBot;
  readonly servers: readonly DiscordServer[];
}

/** Asks for the bot's token and for its servers. @returns `undefined` where Discord could not be asked */
export async function askDiscord(wizard: Wizard): Promise<DiscordFound | undefined> {
  const { prompts, draft, proxy } = wizard;
  const apiUrl = draft.get('DISCORD_API_URL') ?? defaults.discordApiUrl;
  if (!draft.has('DISCORD_TOKEN')) prompts.note('Discord: the bot', numberSteps(DISCORD_STEPS));
  const { token, found: bot } = await askToken(wizard, {
    variable: 'DISCORD_TOKEN',
    what: "the Discord bot's token",
    service: 'Discord',
    check: (typed) => checkToken({ token: typed, apiUrl, proxy }),
  });
  const access = { token, apiUrl, proxy };
  if (bot === undefined) {
    await typeServerIds(wizard);
    return undefined;
  }
  prompts.tell('success', `Discord: the bot is ${bot.name}.`);
  const servers = await askServers(wizard, access, bot);
  if (servers === undefined) return undefined;
  draft.set('DISCORD_GUILD_IDS', servers.map(({ id }) => id).join(','));
  return { access, bot, servers };
}

/** Asks for the servers among those that the bot is in; looks again after an invite. */
async function askServers(
  wizard: Wizard,
  access: DiscordAccess,
  bot: DiscordBot,
): Promise<readonly DiscordServer[] | undefined> {
  const { prompts } = wizard;
  for (;;) {
    const listed = await prompts.during("Looking at the bot's servers", listServers(access));
    if (listed.kind !== 'accepted') {
      prompts.tell('fault', describeProblem(listed.problem));
      if (await isTypedInstead(wizard, 'Look again')) return undefined;
      continue;
    }
    if (listed.found.length === 0) {
      prompts.tell('info', `${bot.name} is in no server yet.`);
      if (await invite(wizard, bot)) return undefined;
      continue;
    }
    const chosen = await chooseServers(wizard, listed.found);
    if (chosen === 'invite') {
      if (await invite(wizard, bot)) return undefined;
      continue;
    }
    const barred = await findBarred(wizard, access, bot, chosen);
    if (barred.length === 0) return chosen;
    prompts.tell(
      'warning',
      `The bot may not register its commands in ${barred.map(({ name }) => name).join(', ')}: it was invited without the scope applications.commands. Open the link again; nothing is lost.`,
    );
    if (await invite(wizard, bot)) return undefined;
  }
}

const INVITE = 'invite';

async function chooseServers(
  { prompts, draft }: Wizard,
  servers: readonly DiscordServer[],
): Promise<readonly DiscordServer[] | typeof INVITE> {
  const before = draft.get('DISCORD_GUILD_IDS')?.split(',') ?? [];
  const known = before.map((id) => id.trim()).filter((id) => servers.some((server) => server.id === id));
  const lost = before.length - known.length;
  if (lost > 0)
    prompts.tell('warning', `The bot is not in ${lost} of the servers that DISCORD_GUILD_IDS names.`);
  const [only] = servers;
  const initial = known.length > 0 ? known : servers.length === 1 && only ? [only.id] : [];
  const picked = await prompts.chooseSome(
    'In which servers is the bot to answer?',
    [
      ...servers.map(({ id, name }) => ({ value: id, label: name, hint: id })),
      { value: INVITE, label: 'Another server', hint: 'shows the invite link' },
    ],
    initial,
  );
  return picked.includes(INVITE) ? INVITE : servers.filter(({ id }) => picked.includes(id));
}

/** Shows the invite link, and waits until the person has used it. @returns whether the ids were typed instead */
async function invite(wizard: Wizard, { applicationId }: DiscordBot): Promise<boolean> {
  const { prompts } = wizard;
  prompts.tell('info', 'Open this link, choose your server, and press Authorize:');
  prompts.showLink(inviteLink(applicationId));
  return isTypedInstead(wizard, 'I have invited it: look again');
}

async function isTypedInstead(wizard: Wizard, again: string): Promise<boolean> {
  const next = await wizard.prompts.choose('Then:', [
    { value: 'again', label: again },
    {
      value: 'type',
      label: "Type the server's id instead",
      hint: 'for when somebody else has to invite the bot',
    },
  ]);
  if (next === 'type') await typeServerIds(wizard);
  return next === 'type';
}

async function typeServerIds({ prompts, draft }: Wizard): Promise<void> {
  const ids = await prompts.type(
    "The ids of the servers, separated by commas (with Developer Mode on: right-click the server's name, Copy Server ID)",
    { placeholder: '123456789012345678', check: checkForm('DISCORD_GUILD_IDS') },
  );
  draft.set('DISCORD_GUILD_IDS', ids.trim());
}

async function findBarred(
  { prompts }: Wizard,
  access: DiscordAccess,
  { applicationId }: DiscordBot,
  servers: readonly DiscordServer[],
): Promise<readonly DiscordServer[]> {
  const checks = servers.map(async (server) => ({
    server,
    check: await mayRegisterCommands(access, applicationId, server.id),
  }));
  const checked = await prompts.during('Checking that commands can be registered', Promise.all(checks));
  return checked.filter(({ check }) => check.kind === 'accepted' && !check.found).map(({ server }) => server);
}

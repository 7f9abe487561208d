import { listChannels as listDiscordChannels } from '../chat/discord/examine/listChannels.ts';
import { postOnce as postInDiscord } from '../chat/discord/examine/postOnce.ts';
import type { PostOutcome } from '../chat/postOutcome.ts';
import { listChannels as listSlackChannels } from '../chat/slack/examine/listChannels.ts';
import { postOnce as postInSlack } from '../chat/slack/examine/postOnce.ts';
import { readChannel } from '../chat/slack/examine/readChannel.ts';
import { testAlert } from '../messages/replies/testAlert.ts';
import type { DiscordFound } from './askDiscord.ts';
import type { SlackFound } from './askSlack.ts';
import { describeProblem } from './askToken.ts';
import type { Choice } from './prompts.ts';
import { commandNameOf, type Wizard } from './wizard.ts';

/** A channel to post in. */
interface Target {
  readonly id: string;
  readonly name: string;
}

const SKIP = 'skip';
const AGAIN = 'again';
const OTHER = 'other';

const WITHOUT: Choice<typeof SKIP> = { value: SKIP, label: 'Go on without a test alert' };

/** Sends a test alert to a channel of Discord that the person picks. @returns the channel that got it */
export function sendDiscordAlert(wizard: Wizard, found: DiscordFound): Promise<string | undefined> {
  return sendUntilPosted(
    wizard,
    () => pickDiscordChannel(wizard, found),
    ({ id }) => postInDiscord(found.access, id, testAlert(), commandNameOf(wizard)),
  );
}

/** Sends a test alert to a channel of Slack that the person names. @returns the channel that got it */
export function sendSlackAlert(wizard: Wizard, found: SlackFound): Promise<string | undefined> {
  const { prompts } = wizard;
  const { access, identity, appId } = found;
  return sendUntilPosted(
    wizard,
    () => pickSlackChannel(wizard, found),
    async ({ id }) => {
      const context = { botName: identity.botName, commandName: commandNameOf(wizard) };
      const outcome = await postInSlack(access, id, testAlert(), context);
      const app = outcome.kind === 'posted' ? outcome.app : undefined;
      if (app !== undefined && appId !== undefined && app !== appId)
        prompts.tell(
          'warning',
          `SLACK_BOT_TOKEN belongs to the app ${app}, and SLACK_APP_TOKEN to the app ${appId}: the bot would never hear a command. Copy both from one app on api.slack.com/apps, and start npm run setup again.`,
        );
      return outcome;
    },
  );
}

async function sendUntilPosted(
  { prompts }: Wizard,
  pick: () => Promise<Target | undefined>,
  post: (target: Target) => Promise<PostOutcome>,
): Promise<string | undefined> {
  for (;;) {
    const target = await pick();
    if (target === undefined) return undefined;
    for (let next: string = AGAIN; next === AGAIN; ) {
      const outcome = await prompts.during(`Posting in ${target.name}`, post(target));
      if (outcome.kind === 'posted') {
        prompts.tell('success', `The test alert stands in ${target.name}.`);
        return target.name;
      }
      prompts.tell('fault', `Nothing could be posted in ${target.name}: ${outcome.problem}.`);
      next = await prompts.choose('What now?', [
        { value: AGAIN, label: 'Try again' },
        { value: OTHER, label: 'Choose another channel' },
        WITHOUT,
      ]);
      if (next === SKIP) return undefined;
    }
  }
}

/** Offers the channels in which the bot may post. */
async function pickDiscordChannel(
  { prompts }: Wizard,
  { access, bot, servers }: DiscordFound,
): Promise<Target | undefined> {
  for (;;) {
    const lists = servers.map(async (server) => ({
      server,
      list: await listDiscordChannels(access, server.id, bot.userId),
    }));
    const listed = await prompts.during('Looking for channels', Promise.all(lists));
    for (const { list } of listed)
      if (list.kind !== 'accepted') prompts.tell('fault', describeProblem(list.problem));
    const channels = listed.flatMap(({ server, list }) =>
      list.kind === 'accepted' ? list.found.map((channel) => ({ ...channel, server: server.name })) : [],
    );
    const open = channels.filter(({ missing }) => missing.length === 0);
    if (open.length === 0)
      prompts.tell('warning', describeClosed(channels.flatMap(({ missing }) => missing)));
    const picked = await prompts.choose('Discord: which channel is to get a test alert?', [
      ...open.map(({ id, name, server }) => ({ value: id, label: `#${name}`, hint: server })),
      { value: AGAIN, label: 'Look again', hint: 'after a channel was opened to the bot' },
      WITHOUT,
    ]);
    const channel = open.find(({ id }) => id === picked);
    if (channel !== undefined) return { id: channel.id, name: `#${channel.name}` };
    if (picked === SKIP) return undefined;
  }
}

function describeClosed(missing: readonly string[]): string {
  const names = [...new Set(missing)].join(', ');
  const lacks = names === '' ? 'there is none that it can see' : `it lacks ${names}`;
  return `The bot may post in no channel: ${lacks}. In Discord, edit a channel, open Permissions, add the bot's role, and allow View Channel, Send Messages and Embed Links.`;
}

/** Offers the channels that the bot is in, where Slack tells them; else asks for one. */
async function pickSlackChannel(
  wizard: Wizard,
  { access, identity }: SlackFound,
): Promise<Target | undefined> {
  const { prompts } = wizard;
  const listed = await prompts.during('Looking for channels', listSlackChannels(access));
  const channels = listed.kind === 'accepted' ? listed.found : [];
  const picked = await prompts.choose('Slack: which channel is to get a test alert?', [
    ...channels.map(({ id, name }) => ({ value: id, label: `#${name}` })),
    { value: OTHER, label: channels.length > 0 ? 'Another channel' : 'A channel that I name' },
    WITHOUT,
  ]);
  const channel = channels.find(({ id }) => id === picked);
  if (channel !== undefined) return { id: channel.id, name: `#${channel.name}` };
  if (picked === SKIP) return undefined;
  prompts.tell('info', `In that channel, type /invite @${identity.botName} first.`);
  const typed = await prompts.type('Its name, or its link (right-click it, Copy, Copy link)', {
    placeholder: '#posts',
    check: (text) => (readChannel(text) === undefined ? "Expected a channel's name, id or link" : undefined),
  });
  const id = readChannel(typed) ?? typed;
  return { id, name: id };
}

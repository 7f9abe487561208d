import type { ChannelRef } from '../../src/channelRef.ts';
import { ButtonNumbers } from '../../src/chat/terminal/buttonNumbers.ts';
import { renderPlain } from '../../src/chat/terminal/renderCard.ts';
import { type Shown, TERMINAL, TERMINAL_PERSON, TerminalPort } from '../../src/chat/terminal/terminalPort.ts';
import { createDiscordBot } from './discord/double/createDiscordBot.ts';
import { DiscordDouble } from './discord/double/discordDouble.ts';
import { GUILD, PERSON } from './discord/double/payloads.ts';
import { readShown } from './discord/double/server.ts';
import { type PortUnderTest, type RefusingPort, testPort, testRefusals } from './portConformance.ts';
import { createSlackBot } from './slack/double/createSlackBot.ts';
import { SlackDouble } from './slack/double/slackDouble.ts';
import { ToyPlatform } from './toy/toyPlatform.ts';
import { ToyRefusal, ToyServer } from './toy/toyServer.ts';

const ALWAYS = 1_000;

/** Closes what was opened, once. */
function once(close: () => Promise<void>): () => Promise<void> {
  let closed: Promise<void> | undefined;
  return () => (closed ??= close());
}

async function openDiscord(): Promise<RefusingPort> {
  const discord = await DiscordDouble.start();
  const bot = createDiscordBot(discord);
  const goAway = once(() => discord[Symbol.asyncDispose]());
  await bot.start();
  return {
    port: bot.platform.port,
    person: PERSON,
    newChannel: () => ({ platform: 'discord', workspace: GUILD, id: discord.nextId() }),
    messagesIn: (channel) =>
      [...discord.messages]
        .filter(([, message]) => message.channel === channel.id)
        .map(([id, { body }]) => ({ id, text: readShown(body).text })),
    violations: () => discord.violations,
    dropsRepeatedNonces: true,
    // discord.js repeats a call once after a 5xx.
    refuseOnce: ({ id }) => discord.fail({ route: 'post', channel: id, status: 500, times: 2 }),
    askToWait: ({ id }, seconds) => {
      const headers = { 'retry-after': String(seconds), 'x-ratelimit-scope': 'user' };
      discord.fail({ route: 'post', channel: id, status: 429, retryAfter: seconds, headers });
    },
    closeChannel({ id }) {
      for (const route of ['post', 'edit', 'typing'] as const)
        discord.fail({ route, channel: id, status: 403, code: 50_013, times: ALWAYS });
    },
    deleteMessage: (_, id) => void discord.messages.delete(id),
    goAway,
    async close() {
      await bot.platform.stop();
      await goAway();
    },
  };
}

async function openSlack(): Promise<RefusingPort> {
  const slack = await SlackDouble.start();
  slack.mayCall.push({ kind: 'group', id: 'S0TEAM' }, { kind: 'person', id: 'U0ANNA' });
  const bot = createSlackBot(slack);
  const goAway = once(() => slack.close());
  await bot.start();
  let lastChannel = 0;
  const fail = ({ id }: ChannelRef, ...faults: Parameters<SlackDouble['fail']>[1][]) =>
    slack.fail(`chat.postMessage ${id}`, ...faults);
  return {
    port: bot.platform.port,
    person: 'U0ANNA',
    newChannel() {
      lastChannel += 1;
      return { platform: 'slack', workspace: slack.team, id: `C0CHANNEL${lastChannel}` };
    },
    messagesIn: ({ id }) =>
      slack.messages
        .filter(({ channel }) => channel === id)
        .map(({ ts, texts }) => ({ id: ts, text: texts.at(-1) ?? '' })),
    violations: () => slack.violations,
    // A second message with the same nonce is posted: Slack's API has no nonce.
    dropsRepeatedNonces: false,
    refuseOnce: (channel) => fail(channel, { status: 503 }),
    askToWait: (channel, seconds) =>
      fail(channel, { status: 429, headers: { 'retry-after': String(seconds) } }),
    closeChannel({ id }) {
      for (const method of ['chat.postMessage', 'chat.update', 'chat.postEphemeral'])
        slack.fail(`${method} ${id}`, ...Array<string>(ALWAYS).fill('is_archived'));
    },
    deleteMessage(_, id) {
      slack.messages.splice(
        slack.messages.findIndex(({ ts }) => ts === id),
        1,
      );
    },
    goAway,
    async close() {
      await bot.platform.stop();
      await goAway();
    },
  };
}

/** A terminal shows what it is given, one thing below the other; an edit shows the message again. */
async function openTerminal(): Promise<PortUnderTest> {
  const shown: Shown[] = [];
  const violations: string[] = [];
  let lastNumber = 0;
  let lastChannel = 0;
  const textOf = ({ card }: Shown): string =>
    renderPlain(card, { commandName: 'threads', now: 0, timeZone: 'UTC' });
  return {
    port: new TerminalPort({
      async show(each) {
        shown.push(each);
        // A control character could move the cursor or change what is shown.
        if (/[\p{Cc}\p{Bidi_Control}]/u.test(textOf(each).replaceAll('\n', ''))) violations.push(each.id);
      },
      nextNumber() {
        lastNumber += 1;
        return lastNumber;
      },
      buttonNumbers: new ButtonNumbers(),
    }),
    person: TERMINAL_PERSON.id,
    newChannel() {
      lastChannel += 1;
      return { ...TERMINAL, id: `terminal${lastChannel}` };
    },
    messagesIn: ({ id }) =>
      shown
        .filter(({ channel, type }) => channel === id && type === 'message')
        .map((message) => {
          const latest = shown.findLast((each) => each.id === message.id) ?? message;
          return { id: message.id, text: textOf(latest) };
        }),
    violations: () => violations,
    dropsRepeatedNonces: false,
    close: async () => undefined,
  };
}

async function openToy(): Promise<RefusingPort> {
  const server = new ToyServer();
  let lastChannel = 0;
  return {
    port: new ToyPlatform(server).port,
    person: 'toni',
    newChannel() {
      lastChannel += 1;
      return { platform: 'toy', workspace: 'toys', id: `channel${lastChannel}` };
    },
    messagesIn: ({ id }) => server.messagesIn(id),
    violations: () => server.violations,
    dropsRepeatedNonces: true,
    refuseOnce: ({ id }) => server.refuseNext(id, new ToyRefusal('busy')),
    askToWait: ({ id }, seconds) => server.refuseNext(id, new ToyRefusal('busy', seconds)),
    closeChannel: ({ id }) => server.closeChannel(id),
    deleteMessage: ({ id }, message) => server.deleteMessage(id, message),
    goAway: async () => server.goAway(),
    close: async () => undefined,
  };
}

testPort('Discord', openDiscord);
testRefusals('Discord', openDiscord);
testPort('Slack', openSlack);
testRefusals('Slack', openSlack);
testPort('the terminal', openTerminal);
testPort('a toy platform', openToy);
testRefusals('a toy platform', openToy);

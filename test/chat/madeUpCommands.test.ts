import { describe, expect, it, onTestFinished } from 'vitest';
import { type Command, defineCommand } from '../../commands/command.ts';
import type { Card } from '../../src/messages/card.ts';
import { text } from '../../src/messages/text.ts';
import { createDiscordBot } from './discord/double/createDiscordBot.ts';
import { DiscordDouble } from './discord/double/discordDouble.ts';
import { GUILD } from './discord/double/payloads.ts';
import { Server } from './discord/double/server.ts';
import { createSlackBot } from './slack/double/createSlackBot.ts';
import { SlackDouble } from './slack/double/slackDouble.ts';
import type { TestBot } from './testBot.ts';

const LIST: Card = {
  tone: 'neutral',
  title: text`A list`,
  body: [],
  items: Array.from({ length: 50 }, (_, index) => text`entry ${index + 1}.`),
  buttons: [],
};

/** A command that is in no table; its facts are all that a platform can know about it. */
function madeUp(name: string, facts: Partial<Command>): Command {
  const plain = defineCommand({
    name,
    description: `The command ${name}`,
    who: 'anyone',
    reach: 'typed',
    posts: false,
    pages: false,
    asksThreads: false,
    options: {},
    positional: [],
    example: name,
    run: async () => LIST,
  });
  return { ...plain, ...facts };
}

const COMMANDS = [
  madeUp('catalogue', { pages: true }),
  madeUp('inventory', { emptyLine: 'follows' }),
  madeUp('greeting', { emptyLine: 'answers' }),
  madeUp('secret', { reach: 'button' }),
  madeUp('finder', {
    options: {
      whose: { description: 'An account', completes: 'accounts' },
      which: { description: 'A watch', completes: 'watches', takesAll: true },
      what: { description: 'A command', completes: 'commands' },
      words: { description: 'Anything' },
    },
  }),
];

async function begin(bot: TestBot, closeDouble: () => Promise<void>): Promise<TestBot> {
  bot.commands = COMMANDS;
  bot.answer = () => LIST;
  onTestFinished(async () => {
    await bot.platform.stop();
    await closeDouble();
  });
  await bot.start();
  return bot;
}

describe('in Discord, a command that no file knows by its name', () => {
  async function open(): Promise<{ discord: DiscordDouble; server: Server }> {
    const discord = await DiscordDouble.start();
    await begin(createDiscordBot(discord), () => discord[Symbol.asyncDispose]());
    return { discord, server: new Server(discord) };
  }

  it('pages its list where the table says so, and only there', async () => {
    const { server } = await open();
    const first = await server.type('catalogue');
    expect(first.text).not.toContain('entry 50.');
    const last = await server.press(await server.press(first, 'Next'), 'Next');
    expect(last.text).toContain('entry 50.');
    const cut = await server.type('inventory');
    expect([cut.text.includes('and 30 more'), cut.buttons]).toEqual([true, []]);
  });

  it('has the options completed that the table says', async () => {
    const { server } = await open();
    const complete = async (option: string) =>
      (await server.complete('finder', option, { [option]: '' })).map(({ value }) => value);
    expect(await complete('whose')).toEqual(['brand']);
    expect(await complete('which')).toEqual(['all', '17900000000000001']);
    expect(await complete('what')).toEqual(['catalogue', 'inventory', 'greeting', 'finder']);
    expect(await complete('words')).toEqual([]);
    expect(await server.complete('finder', 'which', { whose: 'other', which: '' })).toEqual([]);
  });

  it('is registered where people type it', async () => {
    const { discord } = await open();
    const registered = JSON.stringify(discord.commands.get(GUILD));
    expect(COMMANDS.map(({ name }) => registered.includes(`"${name}"`))).toEqual([
      true,
      true,
      true,
      false,
      true,
    ]);
  });
});

describe('in Slack, a command that no file knows by its name', () => {
  async function open(): Promise<{ slack: SlackDouble; bot: TestBot }> {
    const slack = await SlackDouble.start();
    return { slack, bot: await begin(createSlackBot(slack), () => slack.close()) };
  }

  it('pages its list where the table says so, and only there', async () => {
    const { slack } = await open();
    const first = await slack.command('catalogue').answer();
    expect(JSON.stringify(first.blocks)).not.toContain('entry 50.');
    let shown = first;
    for (const _ of [2, 3, 4]) shown = await slack.press(shown, 'Next').answer();
    expect(JSON.stringify(shown.blocks)).toContain('entry 50.');
    const whole = await slack.command('inventory').answer();
    expect(JSON.stringify(whole.blocks)).toContain('entry 50.');
  });

  it('answers an empty line where the table says so, one after the other', async () => {
    const { slack, bot } = await open();
    await slack.command('').answer();
    expect(bot.invocations.map(({ command }) => command)).toEqual(['greeting', 'inventory']);
  });

  it('can be typed where the table says so', async () => {
    const { slack, bot } = await open();
    expect((await slack.command('secret').answer()).text).toContain('belongs to a button');
    await slack.pressValue('{"command":"secret","args":{}}').answer();
    expect(bot.invocations.map(({ command }) => command)).toEqual(['secret']);
  });
});

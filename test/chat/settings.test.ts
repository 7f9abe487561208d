import { describe, expect, it, onTestFinished } from 'vitest';
import { renderPlain } from '../../src/chat/terminal/renderCard.ts';
import type { Card, Select } from '../../src/messages/card.ts';
import { text } from '../../src/messages/text.ts';
import { createDiscordBot } from './discord/double/createDiscordBot.ts';
import { DiscordDouble } from './discord/double/discordDouble.ts';
import { ROLE } from './discord/double/payloads.ts';
import { Server } from './discord/double/server.ts';
import { createSlackBot } from './slack/double/createSlackBot.ts';
import { SlackDouble } from './slack/double/slackDouble.ts';
import type { TestBot } from './testBot.ts';

const HOSTILE = '@everyone <!channel> *_`x`_* \u202e&<>';

/** More selects than a message in Discord has rows. */
const SELECTS: readonly Select[] = [
  selectOf('Sound', 'sound', { from: [choice('on'), choice('off')], chosen: ['on'] }),
  selectOf('Kinds', 'kinds', {
    from: ['delays', 'expiries', 'failures'].map(choice),
    chosen: ['delays', 'failures'],
    most: 3,
    args: { kinds: 'none' },
  }),
  selectOf('Call', 'call', { from: 'callable', args: { call: 'none' } }),
  ...['fourth', 'fifth', 'sixth'].map((name) => selectOf(name, name, { from: [choice(HOSTILE)] })),
];

function choice(value: string) {
  return { value, label: `It is ${value}` };
}

function selectOf(label: string, option: string, facts: Partial<Select>): Select {
  return {
    label,
    command: 'alerts',
    option,
    from: [],
    chosen: [],
    most: 1,
    typed: `alerts ${option}:…`,
    ...facts,
    args: { account: 'brand', ...facts.args },
  };
}

const CARD: Card = {
  tone: 'neutral',
  title: text`Settings`,
  body: [],
  buttons: [],
  settings: { selects: SELECTS, again: { command: 'alerts', args: { state: 'show' } } },
};

async function begin(bot: TestBot, closeDouble: () => Promise<void>): Promise<TestBot> {
  bot.answer = () => CARD;
  onTestFinished(async () => {
    await bot.platform.stop();
    await closeDouble();
  });
  await bot.start();
  return bot;
}

describe('settings in Discord', () => {
  async function open() {
    const discord = await DiscordDouble.start();
    const bot = await begin(createDiscordBot(discord), () => discord[Symbol.asyncDispose]());
    onTestFinished(() => expect(discord.violations).toEqual([]));
    return { bot, server: new Server(discord) };
  }

  it('show what is chosen, on as many pages as they need', async () => {
    const { server } = await open();
    const first = await server.type('alerts');
    expect(first.selects.map(({ label, chosen }) => [label, chosen])).toEqual([
      ['Sound', ['on']],
      ['Kinds', ['delays', 'failures']],
      ['Call', []],
      ['fourth', []],
    ]);
    const second = await server.press(first, 'Next');
    expect(second.selects.map(({ label }) => label)).toEqual(['fifth', 'sixth']);
    expect((await server.press(second, 'Previous')).selects).toEqual(first.selects);
  });

  it('are applied as soon as they are chosen, in place', async () => {
    const { bot, server } = await open();
    const shown = await server.type('alerts');
    const [sound, kinds, call] = shown.selects;
    if (!sound || !kinds || !call) throw new Error('a select is missing');
    for (const [select, values] of [
      [sound, ['off']],
      [kinds, ['delays', 'expiries']],
      [kinds, []],
      [call, [ROLE]],
      [call, []],
    ] as const) {
      const chosen = server.sendChoice(select, values);
      expect((await server.acknowledgementOf(chosen)).type).toBe(6);
      await server.answerTo(chosen);
    }
    expect(bot.invocations.slice(1).map(({ args }) => args)).toEqual([
      { account: 'brand', sound: 'off' },
      { account: 'brand', kinds: 'delays,expiries' },
      { account: 'brand', kinds: 'none' },
      { account: 'brand', call: ROLE },
      { account: 'brand', call: 'none' },
    ]);
  });

  it.each(['pick-|alerts|0|', 'pick-state|alerts|x|', 'pick-STATE|alerts|0|', 'pick-state'])(
    'that somebody made up (%s) do nothing',
    async (id) => {
      const { bot, server } = await open();
      await server.answerTo(server.sendChoice({ id, type: 3 }, ['on']));
      expect(bot.invocations).toEqual([]);
    },
  );
});

describe('settings in Slack', () => {
  async function open() {
    const slack = await SlackDouble.start();
    const bot = await begin(createSlackBot(slack), () => slack.close());
    onTestFinished(() => expect(slack.violations).toEqual([]));
    return { bot, slack };
  }

  it('are applied as soon as they are chosen, in place', async () => {
    const { bot, slack } = await open();
    const shown = await slack.command('alerts show').answer();
    for (const [label, values] of [
      ['Sound', ['off']],
      ['Kinds', ['delays', 'expiries']],
      ['Kinds', []],
      ['Call', ['U0BEN']],
      ['Call', []],
      ['sixth', ['x']],
    ] as const) {
      const answer = await slack.choose(shown, label, values).answer();
      expect(answer).toMatchObject({ response_type: 'ephemeral', replace_original: true });
    }
    expect(bot.invocations.slice(1).map(({ args }) => args)).toEqual([
      { account: 'brand', sound: 'off' },
      { account: 'brand', kinds: 'delays,expiries' },
      { account: 'brand', kinds: 'none' },
      { account: 'brand', call: 'U0BEN' },
      { account: 'brand', call: 'none' },
      { account: 'brand', sixth: 'x' },
    ]);
  });

  it.each([
    '',
    'x',
    '{"command":"alerts","args":{"state":"on"}}',
    '{"command":"alerts","args":{},"picks":5}',
  ])('that somebody made up (%s) do nothing', async (action_id) => {
    const { bot, slack } = await open();
    const answer = await slack.chooseIn({ type: 'static_select', action_id }, ['on']).answer();
    expect(answer.text).toContain('another version of Threadwatch');
    expect(bot.invocations).toEqual([]);
  });
});

it('settings at a terminal are lines to type', () => {
  const shown = renderPlain(CARD, { commandName: 'threads', now: 0, timeZone: 'UTC' });
  expect(shown).toContain('Sound: /threads alerts sound:…');
  expect(shown).toContain('Kinds: /threads alerts kinds:…');
  expect(shown).toContain('Call: /threads alerts call:…');
});

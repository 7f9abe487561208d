import { describe, expect, it, type TestContext } from 'vitest';
import type { Card } from '../../../src/messages/card.ts';
import { findFreePort } from '../../support/findFreePort.ts';
import { CARD, type TestBot } from '../testBot.ts';
import { createSlackBot } from './double/createSlackBot.ts';
import { type DoubleOptions, SlackDouble } from './double/slackDouble.ts';

async function begin(
  { onTestFinished }: TestContext,
  options: DoubleOptions = {},
): Promise<{ slack: SlackDouble; bot: TestBot }> {
  const slack = await SlackDouble.start(options);
  const bot = createSlackBot(slack);
  onTestFinished(async () => {
    await bot.platform.stop();
    await slack.close();
  });
  return { slack, bot };
}

describe.concurrent('over Socket Mode', () => {
  it('the platform is connected once Slack has said hello, and binds the token’s team', async (test) => {
    const { slack, bot } = await begin(test);
    expect(bot.platform.isConnected).toBe(false);
    await bot.start();
    expect(bot.platform.isConnected).toBe(true);
    expect(bot.bound).toEqual([slack.team]);
    const open = slack.callsOf('apps.connections.open');
    expect(open.map(({ token }) => token)).toEqual(['xapp-1-double']);
  });

  it('a command from before a reconnect is answered', async (test) => {
    const { slack, bot } = await begin(test);
    await bot.start();
    const answer = Promise.withResolvers<Card>();
    bot.answer = () => answer.promise;
    const asked = slack.command('quota');
    await asked.acknowledged;
    await bot.events.until(() => bot.invocations[0]);
    slack.refresh();
    await slack.connected(2);
    answer.resolve(CARD);
    expect((await asked.answer()).text).toContain('A card');
    expect((await slack.command('quota').answer()).text).toContain('A card');
  });

  it('the platform reconnects after a cut, whatever Slack answers meanwhile', async (test) => {
    const { slack, bot } = await begin(test);
    await bot.start();
    slack.fail('apps.connections.open', { status: 503 });
    slack.cut();
    await slack.connected(2);
    expect((await slack.command('quota').answer()).text).toContain('A card');
    expect(bot.finals).toEqual([]);
  });

  it('the platform reconnects as soon as Slack announces the end of the connection', async (test) => {
    const { slack, bot } = await begin(test);
    await bot.start();
    slack.refresh('warning');
    await slack.connected(2);
    expect((await slack.command('quota').answer()).text).toContain('A card');
    expect(bot.finals).toEqual([]);
  });

  it('the platform keeps trying where too many connections are open', async (test) => {
    const { slack, bot } = await begin(test);
    slack.fail('apps.connections.open', 'too_many_websockets');
    await bot.start();
    expect(slack.callsOf('apps.connections.open')).toHaveLength(2);
    slack.refresh('too_many_websockets');
    await slack.connected(2);
    expect((await slack.command('quota').answer()).text).toContain('A card');
    expect(bot.finals).toEqual([]);
  });

  it('envelopes and payloads with only the required fields are answered', async (test) => {
    const { slack, bot } = await begin(test);
    await bot.start();
    const who = { user_id: 'U0ANNA', team_id: slack.team, channel_id: 'C0GENERAL' };
    const typed = slack.sendBare('slash_commands', { command: '/threads', text: 'quota', ...who });
    expect((await typed.answer()).text).toContain('A card');
    const pressed = slack.sendBare('interactive', {
      type: 'block_actions',
      user: { id: 'U0ANNA', team_id: slack.team },
      container: { channel_id: 'C0GENERAL' },
      actions: [{ type: 'button', value: '{"command":"quota","args":{}}' }],
    });
    expect((await pressed.answer()).text).toContain('A card');
    expect(bot.invocations.map(({ channel }) => channel.id)).toEqual(['C0GENERAL', 'C0GENERAL']);
  });

  it('the platform ends when the app token is revoked', async (test) => {
    const { slack, bot } = await begin(test);
    await bot.start();
    slack.fail('apps.connections.open', 'token_revoked');
    slack.refresh('link_disabled');
    const final = await bot.events.until(() => bot.finals[0]);
    expect(final.message).toMatch(/^SLACK_APP_TOKEN: the token was revoked.*connections:write/);
    expect(bot.platform.isConnected).toBe(false);
  });
});

describe.concurrent('at the start', () => {
  it.for([
    ['auth.test', 'invalid_auth', /^SLACK_BOT_TOKEN: Slack does not know this token.*xoxb/],
    ['auth.test', 'account_inactive', /^SLACK_BOT_TOKEN: the app was removed/],
    ['auth.test', 'not_allowed_token_type', /^SLACK_BOT_TOKEN: this is another kind of token/],
    ['apps.connections.open', 'invalid_auth', /^SLACK_APP_TOKEN: Slack does not know this token.*xapp/],
    ['apps.connections.open', 'not_allowed_token_type', /^SLACK_APP_TOKEN/],
    ['apps.connections.open', 'missing_scope', /^SLACK_APP_TOKEN: the token lacks a scope/],
  ] as const)('%s that answers %s names the variable and the remedy', async ([method, code, says], test) => {
    const { slack, bot } = await begin(test);
    slack.fail(method, code);
    await expect(bot.start()).rejects.toMatchObject({
      name: 'FinalPlatformError',
      message: expect.stringMatching(says),
    });
    expect(bot.finals).toEqual([]);
  });

  it('the platform waits while Slack is away or limits calls', async (test) => {
    const { slack, bot } = await begin(test);
    slack.fail('auth.test', { status: 429, headers: { 'retry-after': '1' } }, 'drop');
    await bot.start();
    expect(bot.platform.isConnected).toBe(true);
    expect(slack.callsOf('auth.test')).toHaveLength(3);
  });

  it('nothing is posted before Slack is connected', async () => {
    const slack = await SlackDouble.start();
    const bot = createSlackBot(slack);
    const channel = { platform: 'slack', workspace: slack.team, id: 'C0GENERAL' } as const;
    await expect(bot.platform.port.post(channel, CARD, 'nonce')).rejects.toMatchObject({
      kind: 'passing',
      code: 'not_connected',
    });
    expect(slack.calls).toEqual([]);
    await slack.close();
  });

  it('a port that is in use is a final error', async (test) => {
    const port = await findFreePort();
    const { slack, bot } = await begin(test, { botUrl: `http://127.0.0.1:${port}` });
    const taken = new URL(slack.url).port;
    const second = createSlackBot(slack, { port: Number(taken) });
    await expect(second.start()).rejects.toThrow(/^SLACK_PORT: port \d+ on 127.0.0.1 can’t be listened on/);
    expect(bot.platform.isConnected).toBe(false);
  });

  it('the platform can be stopped while Slack is away', async () => {
    const slack = await SlackDouble.start();
    const bot = createSlackBot(slack);
    await slack.close();
    const started = bot.start();
    await bot.platform.stop();
    await started;
    expect(bot.bound).toEqual([]);
  });
});

it.concurrent('with two workspaces, no call for one carries the other’s token', async (test) => {
  const teams = ['T0ONE', 'T0TWO'];
  const worlds = await Promise.all(
    teams.map((team) => begin(test, { team, botToken: `xoxb-${team}`, appToken: `xapp-${team}` })),
  );
  await Promise.all(worlds.map(({ bot }) => bot.start()));
  for (const { slack, bot } of [...worlds, ...worlds]) {
    const channel = { platform: 'slack', workspace: slack.team, id: 'C0SAME' } as const;
    const card = { tone: 'good', title: ['Hello'], body: [], buttons: [] } as const;
    const { id: ts } = await bot.platform.port.post(channel, card, 'nonce');
    await bot.platform.port.edit(channel, ts, card);
    await slack.command('quota').answer();
    await expect(
      bot.platform.port.post({ ...channel, workspace: 'T0ELSE' }, card, 'nonce'),
    ).rejects.toMatchObject({ kind: 'passing', code: 'other_workspace' });
  }
  for (const { slack, bot } of worlds) {
    const own = [`xoxb-${slack.team}`, `xapp-${slack.team}`];
    expect(slack.calls.length).toBeGreaterThan(5);
    expect(slack.calls.filter(({ token }) => !own.includes(token))).toEqual([]);
    expect(bot.invocations.every(({ channel }) => channel.workspace === slack.team)).toBe(true);
  }
});

it.concurrent('the platform finishes the answers in progress before it disconnects', async (test) => {
  const { slack, bot } = await begin(test);
  await bot.start();
  const answer = Promise.withResolvers<Card>();
  bot.answer = () => answer.promise;
  const asked = slack.command('quota');
  await bot.events.until(() => bot.invocations[0]);
  const stopped = bot.platform.stop();
  answer.resolve(CARD);
  await stopped;
  expect(asked.answers).toHaveLength(1);
});

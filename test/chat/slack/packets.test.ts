import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFreePort } from '../../support/findFreePort.ts';
import { status } from '../../support/scenarios.ts';
import { openSlackWorld, type SlackWorld } from './double/slackWorld.ts';

const OPEN = '17900000000000001';
const containers = { [OPEN]: [status('0s', 'FINISHED')] };
const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

let socket: SlackWorld;
let http: SlackWorld;

beforeAll(async () => {
  const port = await findFreePort();
  const env = { SLACK_PORT: String(port) };
  const double = { botUrl: `http://127.0.0.1:${port}` };
  [socket, http] = await Promise.all([
    openSlackWorld({ containers }),
    openSlackWorld({ containers, env, double }),
  ]);
  await Promise.all(
    [socket, http].map(({ bot }) => {
      bot.start();
      return bot.ready();
    }),
  );
});

afterAll(async () => {
  await Promise.all([socket, http].map((world) => world.close()));
});

async function answersStill({ slack }: SlackWorld): Promise<void> {
  expect((await slack.command(`status ${OPEN}`).answer()).text).toContain('ready to publish');
}

/** Expects exactly one line in the log. */
async function saysOnly({ bot }: SlackWorld, words: string, from: number): Promise<void> {
  await bot.says(words, from);
  expect(bot.log.slice(from)).toMatchObject([{ msg: expect.stringContaining(words) }]);
}

const NOT_OURS = 'Slack sent something that is not for us; nothing was done';

const EVENT = { type: 'event_callback', team_id: 'T0', event: { type: 'app_mention', channel: 'C0' } };
const FORM_SENT = { type: 'view_submission', user: { id: 'U0' }, view: { id: 'V0', callback_id: 'any' } };
const SHORTCUT = { type: 'shortcut', callback_id: 'any', user: { id: 'U0' }, trigger_id: '1' };
const SUGGESTION = { type: 'block_suggestion', user: { id: 'U0' }, action_id: 'any', value: '' };

/** Payloads that Slack sends to apps, but that this app never gets. */
const OTHERS = [
  ['an event', EVENT],
  ['an empty event', { type: 'event_callback', event: null }],
  ['a submitted form', FORM_SENT],
  ['a shortcut', SHORTCUT],
  ['a menu that is being typed into', SUGGESTION],
  ['a press without actions', { type: 'block_actions', user: { id: 'U0' } }],
  ['a press with no action', { type: 'block_actions', actions: [] }],
  ['an unknown type', { type: 'any' }],
  ['nothing', {}],
] as const;

describe('over Socket Mode', () => {
  it.each(OTHERS)('%s is acknowledged and logged', async (_, payload) => {
    const { slack, bot } = socket;
    const from = bot.log.length;
    const type = payload === EVENT ? 'events_api' : 'interactive';
    expect(await slack.sendEnvelope({ type, payload })).toEqual({});
    await answersStill(socket);
    await saysOnly(socket, NOT_OURS, from);
  });

  it.each([
    ['events_api', {}],
    ['events_api', null],
    ['events_api', { event: { type: 'close' } }],
    ['interactive', undefined],
    ['slash_commands', []],
    ['anything', { command: '/threads' }],
    ['close', {}],
    ['error', {}],
    ['ws_message', {}],
    ['disconnected', {}],
  ] as const)('an envelope of %s with %j is acknowledged', async (type, payload) => {
    const { slack, bot } = socket;
    const { connections } = slack;
    const from = bot.log.length;
    expect(await slack.sendEnvelope({ type, payload })).toEqual({});
    await answersStill(socket);
    await saysOnly(socket, NOT_OURS, from);
    expect(slack.connections).toBe(connections);
  });

  it.each(['null', '[]', '5', '{}', '{"type":5}', 'not JSON', ''])(
    'the frame %j is dropped',
    async (frame) => {
      const from = socket.bot.log.length;
      socket.slack.sendFrame(frame);
      await answersStill(socket);
      await saysOnly(socket, 'Slack sent a frame that can’t be read; it was dropped', from);
    },
  );

  it('an envelope without an id is dropped', async () => {
    const { slack, bot } = socket;
    const from = bot.log.length;
    slack.sendFrame(JSON.stringify({ type: 'events_api', payload: {} }));
    slack.sendFrame(JSON.stringify({ type: 'slash_commands', payload: { command: '/threads' } }));
    await answersStill(socket);
    await bot.says(NOT_OURS, from);
    await bot.says('can’t be read; nothing was done', from);
  });

  const pressed = { type: 'block_actions', actions: [{ type: 'button' }], user: { id: 'U0ANNA' } };

  it.each([
    { type: 'block_actions', actions: [{}] },
    { type: 'block_actions', actions: [null], user: {} },
    pressed,
    { ...pressed, user: null },
    { ...pressed, team: null },
    { ...pressed, channel: null },
    { ...pressed, container: null, message: null, view: null },
    { ...pressed, event: null },
    { ...pressed, event: 5 },
    { ...pressed, name: 'x' },
    { ...pressed, function_data: null, bot_access_token: 5 },
    { command: '' },
    { command: '/threads', team_id: 5, is_enterprise_install: {} },
    { command: '/threads', event: {} },
    { command: '/threads', name: 'any' },
  ])('%j is acknowledged', async (payload) => {
    const from = socket.bot.log.length;
    expect(await socket.slack.sendEnvelope({ type: 'interactive', payload })).toBeDefined();
    await answersStill(socket);
    await saysOnly(socket, 'nothing was done', from);
  });
});

describe('over signed HTTP', () => {
  const request = (body: string, type: string) =>
    http.slack.request(body, { headers: { 'content-type': type } });

  it.each(OTHERS)('%s is accepted and logged', async (_, payload) => {
    for (const [body, type] of [
      [JSON.stringify(payload), JSON_TYPE],
      [`payload=${encodeURIComponent(JSON.stringify(payload))}`, FORM],
    ] as const) {
      const from = http.bot.log.length;
      expect(await request(body, type)).toEqual({ status: 200, text: '' });
      await answersStill(http);
      await saysOnly(http, NOT_OURS, from);
    }
  });

  it.each([
    ['null', JSON_TYPE],
    ['5', JSON_TYPE],
    ['"null"', JSON_TYPE],
    ['[]', JSON_TYPE],
    ['{bad', JSON_TYPE],
    ['', JSON_TYPE],
    ['hello', 'text/plain'],
    ['null ', ''],
    ['payload=null', FORM],
    ['payload=', FORM],
    ['payload=not+JSON', FORM],
  ])('%j as %j is refused, and is a line in the log', async (body, type) => {
    const from = http.bot.log.length;
    expect(await request(body, type)).toEqual({ status: 400, text: '' });
    await answersStill(http);
    await saysOnly(http, 'Slack sent a request that can’t be read; it was refused', from);
  });

  it('Slack’s URL verification is answered', async () => {
    const trial = { type: 'url_verification', challenge: 'a challenge' };
    const { status: code, text } = await request(JSON.stringify(trial), JSON_TYPE);
    expect([code, JSON.parse(text)]).toEqual([200, { challenge: 'a challenge' }]);
  });
});

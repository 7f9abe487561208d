import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import type { BotProcess } from '../../support/botProcess.ts';
import { findFreePort } from '../../support/findFreePort.ts';
import { FAILS_SOON, QUICK_CHECKS, status } from '../../support/scenarios.ts';
import { type Answer, type SlackDouble, shownPerson, writeBody } from './double/slackDouble.ts';
import { openSlackWorld, type SlackWorld } from './double/slackWorld.ts';

const FAILS = '17900000000000001';
const READY = '17900000000000002';
const SLOW = '17900000000000003';
const LATE = '17900000000000004';
const MANY = Array.from({ length: 20 }, (_, index) => String(17900000000001000n + BigInt(index)));

const containers = {
  [FAILS]: FAILS_SOON,
  [LATE]: FAILS_SOON,
  [READY]: [status('0s', 'FINISHED')],
  [SLOW]: [status('0s', 'IN_PROGRESS')],
  ...Object.fromEntries(MANY.map((id) => [id, [status('0s', 'FINISHED')]])),
};

const ANNA = 'U0ANNA';
const BEN = 'U0BEN';
const MANAGER = 'U0MAY';

const MODES = ['Socket Mode', 'signed HTTP'] as const;

const worlds = new Map<string, SlackWorld>();

beforeAll(async () => {
  await Promise.all(MODES.map(async (mode) => void worlds.set(mode, await begin(mode))));
});

afterAll(async () => {
  for (const world of worlds.values()) await world.close();
});

/** The bot in one mode. What takes its time is begun here. */
async function begin(mode: (typeof MODES)[number]): Promise<SlackWorld> {
  const port = await findFreePort();
  const world = await openSlackWorld({
    containers,
    env: { SLACK_PORT: String(port), WATCH_CHECKS: QUICK_CHECKS, MANAGERS: MANAGER },
    ...(mode === 'signed HTTP' && { double: { botUrl: `http://127.0.0.1:${port}` } }),
  });
  const { slack, bot } = world;
  bot.start();
  await bot.ready();
  slack.fail('chat.postMessage C0SLOWED', { status: 429, headers: { 'retry-after': '1' } });
  await Promise.all([
    slack.command(`watch ${FAILS} note:"launch *video*"`, { channel: 'C0FAILS' }).answer(),
    slack.command(`watch ${SLOW}`, { channel: 'C0SLOW' }).answer(),
    slack.command(`watch ${LATE}`, { channel: 'C0OLD' }).answer(),
    slack.command('alerts on', { channel: 'C0OLD', user: MANAGER }).answer(),
    slack.command(`watch ${READY}`, { channel: 'C0SLOWED' }).answer(),
  ]);
  for (const method of ['chat.postMessage', 'chat.update']) slack.fail(`${method} C0OLD`, 'is_archived');
  return world;
}

describe.each(MODES)('in Slack, over %s', (mode) => {
  let slack: SlackDouble;
  let sandbox: Sandbox;

  beforeAll(() => {
    ({ slack, sandbox } = worldOf(mode));
  });

  it('a command is acknowledged, then answered, visible only to the person', async () => {
    const asked = slack.command(`status ${READY}`);
    expect(await asked.acknowledged).toEqual({ response_type: 'ephemeral' });
    const answer = await asked.answer();
    expect(answer).toMatchObject({ response_type: 'ephemeral', replace_original: false });
    expect(answer.text).toContain(`Container \`${READY}\` is ready to publish`);
    expect(labelsOf(answer)).toEqual(['Publish', 'Watch', 'Check again']);
  });

  it('an empty line is answered with help and what this channel watches', async () => {
    const { text } = await slack.command('', { channel: 'C0EMPTY' }).answer();
    expect(text).toContain('Threadwatch tells what becomes of your Threads containers');
    expect(text).toContain('This channel watches nothing');
  });

  it('pasted links, quotes and entities are read as they were typed', async () => {
    const channel = 'C0PASTE';
    const line = `watch <https://www.threads.net/post/${READY}|threads.net> note:“cut &amp; paste &lt;now&gt; <@${BEN}|ben>”`;
    const { text } = await slack.command(line, { channel }).answer();
    expect(text).toContain(READY);
    const live = await slack.message(channel, READY);
    expect(live.texts[0]).toContain('“cut &amp; paste &lt;now&gt; @ben”');
  });

  it('Stop watching names who pressed, and does nothing afterwards', async () => {
    const channel = 'C0STOP';
    await slack.command(`watch ${SLOW}`, { channel }).answer();
    const live = await slack.message(channel, 'Watching');
    const before = { blocks: live.blocks };
    const stopped = await slack.press(before, 'Stop watching', { channel, user: BEN }).answer();
    expect(stopped.text).toContain(`Stopped watching \`${SLOW}\``);
    await slack.message(channel, `stopped by ${shownPerson(BEN)}`);
    expect(labelsOf(live)).toEqual([]);
    const stale = await slack.press(before, 'Stop watching', { channel }).answer();
    expect(stale.text).toContain('Nothing of that message is watched any more');
  });

  it('a forged button is refused', async () => {
    const channel = 'C0STRANGE';
    const press = async (value: unknown): Promise<string> =>
      (await slack.pressValue(value, { channel }).answer()).text;
    expect(await press('rm -rf /')).toContain('another version of Threadwatch');
    expect(await press(undefined)).toContain('another version of Threadwatch');
    expect(await press('{"command":"status","args":[1]}')).toContain('another version of Threadwatch');
    expect(await press(JSON.stringify({ command: 'constructor', args: {} }))).toContain('Unknown command');
    expect(
      await press(JSON.stringify({ command: 'status', args: { container: READY, account: 'other' } })),
    ).toContain('no account `other` here');
    expect(await press(JSON.stringify({ command: 'stop', args: { live: 'live-1' } }))).toContain(
      'Nothing of that message',
    );
    expect(await press(JSON.stringify({ command: 'alerts', args: { state: 'on' } }))).toContain('MANAGERS');
  });

  it('a long list is turned page by page, in place', async () => {
    const channel = 'C0LONG';
    // Old enough that none is checked during the test: each check would change the order of the list.
    await slack.command(`watch ${MANY.join(' ')} age:10m`, { channel }).answer();
    const first = await slack.command('watches', { channel }).answer();
    expect(labelsOf(first)).toEqual(['Next']);
    const second = await slack.press(first, 'Next', { channel }).answer();
    expect(second.replace_original).toBe(true);
    expect(JSON.stringify(second.blocks)).toContain('Page 2 of 2 · 20 in all');
    expect(labelsOf(second)).toEqual(['Previous']);
    const seen = MANY.filter((id) => JSON.stringify([first.blocks, second.blocks]).includes(id));
    expect(seen).toEqual(MANY);
  });

  it('another team is told only that it is not served', async () => {
    const calls = sandbox.calls.length;
    const typed = await slack.command(`status 17900000000000009`, { team: 'T0OTHER' }).answer();
    const pressed = await slack.pressValue('{"command":"quota","args":{}}', { team: 'T0OTHER' }).answer();
    for (const { text } of [typed, pressed]) expect(text).toContain('serves another workspace');
    expect(sandbox.calls.slice(calls).some(({ container }) => container === '17900000000000009')).toBe(false);
  });

  it('quota alerts are for people in MANAGERS, and the channel is told who turned them on', async () => {
    const channel = 'C0QUOTA';
    const refused = await slack.command('alerts on', { channel, user: BEN }).answer();
    expect(refused.text).toContain('the operator lists in MANAGERS; yours is `U0BEN`');
    const answer = await slack.command('alerts on', { channel, user: MANAGER }).answer();
    expect(answer.text).toContain('Quota alerts for brand are on in this channel');
    const notice = await slack.message(channel, 'Quota alerts for brand are on');
    expect(notice.texts[0]).toContain(`By ${shownPerson(MANAGER)}`);
  });

  it('where Threadwatch is not in the channel, the answer names the /invite line', async () => {
    const channel = 'C0OUTSIDE';
    slack.fail(`chat.postMessage ${channel}`, 'not_in_channel', 'not_in_channel');
    const asked = slack.command(`watch ${READY} note:"the launch"`, { channel });
    const { text } = await asked.answer();
    expect(text).toContain('type /invite @threadwatch there');
    expect(text).toContain(`/threads watch ${READY} note:"the launch"`);
    const alerts = await slack.command('alerts on', { channel, user: MANAGER }).answer();
    expect(alerts.text).toContain('type /invite @threadwatch there');
    const shown = await slack.command('alerts show', { channel, user: MANAGER }).answer();
    expect(shown.text).toContain('are off in this channel');
    const list = await slack.command('watches', { channel }).answer();
    expect(list.text).toContain('This channel watches nothing');
    expect(asked.answers).toHaveLength(1);
    expect(
      slack.messages.filter((each) => each.channel === ANNA && /OUTSIDE/.test(each.texts[0] ?? '')),
    ).toEqual([]);
  });

  it('a channel that Slack limits delays no other', async () => {
    const [slowed, other] = ['C0SLOWED', 'C0FREE'];
    await slack.command(`watch ${READY}`, { channel: other }).answer();
    await slack.message(other, 'Watching');
    expect(slack.callsOf('chat.postMessage', slowed)).not.toHaveLength(0);
  });
});

it('over signed HTTP, only requests that Slack signed lately are accepted, each once', async () => {
  const { slack, sandbox } = worldOf('signed HTTP');
  const body = writeBody('slash_commands', {
    command: '/threads',
    text: 'status 17900000000000008',
    team_id: slack.team,
    channel_id: 'C0DOOR',
    user_id: ANNA,
    response_url: `${slack.url}/respond/nobody`,
  });
  const now = Math.floor(slack.now() / 1000);
  const refused = [
    { unsigned: true },
    { secret: 'another secret' },
    { at: now - 6 * 60 },
    { at: now + 6 * 60 },
    { at: now, headers: { 'x-slack-signature': 'v0=short' } },
  ];
  for (const options of refused) expect(await slack.request(body, options)).toMatchObject({ status: 401 });
  expect(sandbox.calls.some(({ container }) => container === '17900000000000008')).toBe(false);
  expect(await slack.request(body, { at: now })).toMatchObject({ status: 200 });
  expect(await slack.request(body, { at: now })).toMatchObject({ status: 401 });
  expect(await slack.request('ssl_check=1', { unsigned: true })).toEqual({ status: 200, text: '' });
  expect(await slack.request('payload={', { at: now })).toMatchObject({ status: 400 });
  expect(await slack.request('x'.repeat(1_100_000)).catch(() => ({ status: 413 }))).toMatchObject({
    status: 413,
  });
});

describe.each(MODES)('in Slack, over %s, after a while', (mode) => {
  let slack: SlackDouble;
  let bot: BotProcess;

  beforeAll(() => {
    ({ slack, bot } = worldOf(mode));
  });

  it('a container that fails is one alert in its channel, after its live message', async () => {
    const channel = 'C0FAILS';
    const alert = await bot.passUntil(slack.message(channel, /❌ [\s\S]*new container/));
    const live = await bot.passUntil(slack.message(channel, 'Watch ended'));
    expect(live.texts[0]).toContain(`asked by ${shownPerson(ANNA)}`);
    expect(live.texts.at(-1)).toMatch(/^❌ .*failed/);
    expect(alert.texts[0]).toContain('launch ∗video∗');
    expect(slack.callsOf('chat.postMessage', channel)).toHaveLength(2);
    expect(slack.callsOf('chat.postMessage', channel)[0]?.args).toMatchObject({
      unfurl_links: 'false',
      unfurl_media: 'false',
      parse: 'none',
    });
  });

  it('an alert’s Check again answers the person who pressed', async () => {
    const channel = 'C0SLOW';
    const delayed = await bot.passUntil(slack.message(channel, 'still processing, longer than most'));
    const pressed = slack.press(delayed, 'Check again', { channel, user: BEN });
    expect(await pressed.acknowledged).toEqual({});
    expect(await pressed.answer()).toMatchObject({
      response_type: 'ephemeral',
      replace_original: false,
      text: expect.stringContaining(SLOW),
    });
    const asked = await slack.press(delayed, 'Snooze', { channel }).answer();
    expect(asked).toMatchObject({
      response_type: 'ephemeral',
      text: expect.stringContaining('For how long'),
    });
    const snoozed = await slack.press(asked, 'Snooze 1 hour', { channel }).answer();
    expect(snoozed.text).toContain('Alerts paused about');
    const resumed = await slack.press(snoozed, 'Resume alerts', { channel }).answer();
    expect(resumed.text).toContain('Alerts resumed about');
    const typed = await slack.command('snooze 2h', { channel }).answer();
    expect(typed.text).toContain('Only a manager can pause a whole channel for longer than an hour');
    expect(typed.text).toContain('MANAGERS');
  });

  it('an archived channel loses its subscriptions, and the subscribers get a direct message', async () => {
    const channel = 'C0OLD';
    const told = await bot.passUntil(slack.message(ANNA, 'the channel is archived'));
    expect(told.texts[0]).toContain(`<#${channel}>`);
    expect(told.texts[0]).toContain(LATE);
    const off = 'The quota alerts for brand that you turned on there are off';
    const manager = await bot.passUntil(slack.message(MANAGER, off));
    expect(manager.texts[0]).toContain(`<#${channel}> any more: the channel is archived`);
    const list = await slack.command('watches', { channel }).answer();
    expect(list.text).toContain('This channel watches nothing');
    const alerts = await slack.command('alerts show', { channel, user: MANAGER }).answer();
    expect(alerts.text).toContain('are off in this channel');
  });

  it('Slack would have refused nothing that these tests sent', () => {
    expect(slack.violations).toEqual([]);
    expect(slack.messages.length).toBeGreaterThan(8);
  });
});

function worldOf(mode: (typeof MODES)[number]): SlackWorld {
  const world = worlds.get(mode);
  if (world === undefined) throw new Error('the bot did not start');
  return world;
}

function labelsOf({ blocks }: { blocks: Answer['blocks'] }): string[] {
  return blocks.flatMap(({ elements = [] }) =>
    elements.flatMap(({ type, text }) => (type === 'button' && typeof text === 'object' ? [text.text] : [])),
  );
}

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ForwardedRequest } from '../../../src/chat/forwardedRequest.ts';
import { type PeopleStore, peopleSchema } from '../../../src/chat/slack/teams/people.ts';
import { openStore } from '../../../src/store/openStore.ts';
import { findFreePort } from '../../support/findFreePort.ts';
import type { TestBot } from '../testBot.ts';
import { createSlackBot } from './double/createSlackBot.ts';
import { SlackDouble } from './double/slackDouble.ts';

const ID = '17900000000000001';
const SHORTCUT = 'threadwatch-watch';
const MODES = ['Socket Mode', 'signed HTTP'] as const;

describe.each(MODES)('what one replica receives over %s, and another one answers:', (mode) => {
  let slack: SlackDouble;
  let receiver: TestBot;
  let owner: TestBot;
  let handedOn: ForwardedRequest[];

  beforeAll(async () => {
    const port = await findFreePort();
    slack = await SlackDouble.start(mode === 'signed HTTP' ? { botUrl: `http://127.0.0.1:${port}` } : {});
    owner = createSlackBot(slack);
    receiver = createSlackBot(slack, { port });
    // The double sends each payload to the connection that came last.
    await owner.start();
    await receiver.start();
  });

  beforeEach(() => {
    handedOn = [];
    receiver.onRequest = (request) => {
      handedOn.push(request);
      return owner.answerRequest(request);
    };
    owner.invocations.length = 0;
  });

  afterAll(async () => {
    await Promise.all([receiver.platform.stop(), owner.platform.stop()]);
    await slack.close();
    expect(slack.violations).toEqual([]);
    expect(receiver.invocations).toEqual([]);
  });

  it('the team of the token, which each knows after the start', async () => {
    for (const { platform } of [owner, receiver])
      expect(await platform.findWorkspaces?.()).toEqual([slack.team]);
  });

  it('a slash command', async () => {
    const asked = slack.command(`status ${ID}`);
    expect(await asked.acknowledged).toMatchObject({ response_type: 'ephemeral' });
    expect((await asked.answer()).text).toContain('A card');
    expect(handedOn).toMatchObject([{ platform: 'slack', workspace: slack.team, acknowledged: true }]);
    expect(owner.invocations).toMatchObject([
      {
        command: 'status',
        args: { container: ID },
        channel: { platform: 'slack', workspace: slack.team, id: 'C0GENERAL' },
        channelName: 'general',
        person: { id: 'U0ANNA', isManager: false, isPublisher: false },
      },
    ]);
    expect(JSON.stringify(owner.invocations[0]?.person.managersAre)).toContain('U0ANNA');
  });

  it('a press of a button', async () => {
    const pressed = slack.pressValue(JSON.stringify({ command: 'status', args: { container: ID } }));
    expect((await pressed.answer()).text).toContain('A card');
    expect(owner.invocations).toMatchObject([{ command: 'status', args: { container: ID } }]);
  });

  it('a form that is opened and sent', async () => {
    const asked = slack.command('watch');
    const form = await asked.view();
    const sent = slack.submit(form, { container: ID, note: 'launch' });
    expect(await sent.response()).toEqual({});
    expect((await asked.answer()).text).toContain('A card');
    expect(handedOn).toHaveLength(2);
    expect(owner.invocations).toMatchObject([{ command: 'watch', args: { container: ID, note: 'launch' } }]);
  });

  it('a form whose mistakes are named in the acknowledgement, without its owner', async () => {
    const form = await slack.command('watch').view();
    handedOn.length = 0;
    const { response_action, errors } = await slack.submit(form, { container: 'none' }).response();
    expect(response_action).toBe('errors');
    expect(Object.keys(errors ?? {})).toEqual(['container']);
    expect(handedOn).toEqual([]);
  });

  it('a shortcut on a message', async () => {
    const form = await slack.chooseOn({ text: `failed: ${ID}` }, SHORTCUT).view();
    expect(form.blocks.find(({ block_id }) => block_id === 'container')?.element.initial_value).toBe(ID);
  });

  it.each([
    ['what nobody can run', 'stauts', {}, 'Unknown command'],
    ['from another workspace', 'status', { team: 'T0OTHER' }, 'serves another workspace'],
  ])('nothing of %s: that needs no owner', async (_, line, who, words) => {
    expect((await slack.command(line, who).answer()).text).toContain(words);
    expect(handedOn).toEqual([]);
  });

  it('where nobody takes it over, who asked is told at once', async () => {
    receiver.onRequest = () => Promise.reject(new Error('the queue does not answer'));
    expect((await slack.command('watches').answer()).text).toContain('Something went wrong on our side');
  });

  it('a request that is no request of this platform ends nothing', async () => {
    const request = { platform: 'slack', workspace: slack.team, id: '1', acknowledged: true };
    await owner.answerRequest({ ...request, body: { channel: 'C0GENERAL' } });
    expect(owner.logged.at(-1)).toContain('can’t be read');
    expect((await slack.command('watches').answer()).text).toContain('A card');
  });

  it('a request about a channel of another workspace is not run', async () => {
    await slack.command('watches').answer();
    owner.invocations.length = 0;
    const [request] = handedOn;
    if (request === undefined) throw new Error('nothing was handed on');
    await owner.answerRequest({ ...request, workspace: 'T0OTHER' });
    expect(owner.logged.at(-1)).toContain('nothing was done');
    expect(owner.invocations).toEqual([]);
  });

  it('the name of who asked, for the messages of its owner', async () => {
    await slack.command('watches', { user: 'U0CLEO' }).answer();
    const channel = { platform: 'slack', workspace: slack.team, id: 'C0NAMES' };
    const title = [{ kind: 'person' as const, id: 'U0CLEO' }];
    await owner.platform.port.post(channel, { tone: 'good', title, body: [], buttons: [] }, 'nonce');
    expect((await slack.message('C0NAMES', 'cleo')).texts).toHaveLength(1);
  });
});

describe('a team whose owner changes', () => {
  it('has its people named as the owner before it knew them', async () => {
    const slack = await SlackDouble.start();
    const store = await openStore('memory:');
    const records = store.collection('slack-people', peopleSchema);
    const people: PeopleStore = { load: () => records.get('0'), save: (all) => records.set('0', all) };
    const [next, first] = [createSlackBot(slack, { people }), createSlackBot(slack, { people })];
    await next.start();
    await first.start();
    await slack.command('watches', { user: 'U0CLEO' }).answer();
    await first.platform.stop();
    const channel = { platform: 'slack', workspace: slack.team, id: 'C0NAMES' };
    const title = [{ kind: 'person' as const, id: 'U0CLEO' }];
    await next.platform.adopt?.(slack.team);
    await next.platform.adopt?.('T0OTHER');
    await next.platform.port.post(channel, { tone: 'good', title, body: [], buttons: [] }, 'nonce');
    expect((await slack.message('C0NAMES', /./)).texts[0]).toContain('cleo');
    await next.platform.stop();
    await slack.close();
    expect(slack.violations).toEqual([]);
  });
});

describe('a payload that Slack sends again', () => {
  it('has the same id, and another one has another', async () => {
    const slack = await SlackDouble.start();
    const bot = createSlackBot(slack);
    const ids: string[] = [];
    bot.onRequest = async ({ id }) => {
      ids.push(id);
      bot.events.notify();
    };
    await bot.start();
    const payload = (trigger_id: string) => ({
      command: '/threads',
      text: 'watches',
      team_id: slack.team,
      channel_id: 'C0GENERAL',
      user_id: 'U0ANNA',
      response_url: `${slack.url}/respond/1`,
      trigger_id,
    });
    for (const trigger of ['1.2.a', '1.2.a', '1.2.b'])
      await slack.sendEnvelope({ type: 'slash_commands', payload: payload(trigger) });
    await bot.events.until(() => ids[2]);
    const [first, again, other] = ids;
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    await bot.platform.stop();
    await slack.close();
  });
});

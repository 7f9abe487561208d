import { describe, expect, it } from 'vitest';
import { DeliveryError } from '../../../../src/notifications/chatPort.ts';
import { CARD } from '../../testBot.ts';
import { A, B, type Replica, STRANGER, TeamsWorld } from '../double/teamsWorld.ts';

const channelOf = (workspace: string, id = 'C0GENERAL') => ({ platform: 'slack', workspace, id }) as const;

/** A world in which both teams have installed the app. */
async function beginWithBoth(
  test: Parameters<typeof TeamsWorld.begin>[0],
  isHttp = false,
): Promise<{ world: TeamsWorld; replica: Replica; tokens: Record<string, string> }> {
  const world = await TeamsWorld.begin(test);
  const replica = await world.start({ isHttp });
  for (const team of [A, B]) await world.install(replica, { team });
  const [a = '', b = ''] = world.slack.grants.issued;
  return { world, replica, tokens: { [A]: a, [B]: b } };
}

const tokensOf = ({ slack }: TeamsWorld, method: string): string[] =>
  slack.callsOf(method).map(({ token }) => token);

describe.each([
  ['Socket Mode', false],
  ['signed HTTP', true],
])('two teams, over %s', (_, isHttp) => {
  it('are each called with their own token, whatever is called and in whatever order', async (test) => {
    const { world, replica, tokens } = await beginWithBoth(test, isHttp);
    const { port } = replica.bot.platform;
    for (const team of [A, B, B, A]) {
      const { id } = await port.post(channelOf(team), CARD, 'n');
      await port.edit(channelOf(team), id, CARD);
      await port.checkChannel?.(channelOf(team), 'U0ANNA');
      await port.tellPerson?.(channelOf(team), 'U0BEN', CARD);
      const opened = world.slack.command('watch', { team });
      await opened.view();
    }
    const expected = [A, B, B, A].map((team) => tokens[team]);
    for (const method of ['chat.update', 'chat.postEphemeral', 'views.open'])
      expect([method, ...tokensOf(world, method)]).toEqual([method, ...expected]);
    expect(tokensOf(world, 'chat.postMessage')).toEqual(expected.flatMap((token) => [token, token]));
  });

  it('are answered each in its own name', async (test) => {
    const { world, replica } = await beginWithBoth(test, isHttp);
    for (const team of [A, B]) await world.slack.command('quota', { team }).answer();
    expect(replica.bot.invocations.map(({ channel }) => channel.workspace)).toEqual([A, B]);
  });

  it('a team that removes the app is left at once, its token deleted; the other one goes on', async (test) => {
    const { world, replica, tokens } = await beginWithBoth(test, isHttp);
    world.slack.grants.remove(A);
    await world.slack.tellEvent(A, { type: 'app_uninstalled' });
    await replica.bot.events.until(() => replica.bot.left[0]);
    expect(replica.bot.left).toMatchObject([{ workspace: A }]);
    expect(replica.bot.left[0]?.reason).toMatch(
      /^Threadwatch was removed from the workspace; install it again at http/,
    );
    expect(await world.records.get(A)).toEqual({
      version: 1,
      kind: 'removed',
      team: A,
      removedAt: expect.any(Number),
    });
    const { port } = replica.bot.platform;
    await expect(port.post(channelOf(A), CARD, 'n')).rejects.toMatchObject({
      kind: 'lasting',
      code: 'app_removed',
    });
    await port.post(channelOf(B), CARD, 'n');
    expect(tokensOf(world, 'chat.postMessage')).toEqual([tokens[B]]);
    expect(replica.bot.logged.join('')).toContain('a Slack workspace removed the app; its token is deleted');

    expect((await world.install(replica, { team: A })).status).toBe(200);
    await port.post(channelOf(A), CARD, 'n');
    expect(world.slack.messages.map(({ team }) => team)).toEqual([B, A]);
  });
});

describe('a person of one team can reach no other:', () => {
  it('whoever presses a button in a channel of another team is refused', async (test) => {
    const { world, replica } = await beginWithBoth(test);
    const press = world.slack.pressValue('anything', { team: A, homeTeam: B });
    expect((await press.answer()).text).toContain('Only people of the workspace');
    expect(replica.bot.invocations).toEqual([]);
  });

  it('a form that was opened in one team can’t be sent from another', async (test) => {
    const { world, replica } = await beginWithBoth(test);
    const form = await world.slack.command('watch', { team: A }).view();
    for (const who of [{ team: B }, { team: A, homeTeam: B }, { team: STRANGER }]) {
      const sent = world.slack.submit(form, { container: '17900000000000001' }, who);
      expect(await sent.response()).toMatchObject({ response_action: 'update' });
    }
    expect(replica.bot.invocations).toEqual([]);
    await world.slack.submit(form, { container: '17900000000000001' }, { team: A }).acknowledged;
    await replica.bot.events.until(() => replica.bot.invocations[0]);
    expect(replica.bot.invocations[0]?.channel.workspace).toBe(A);
  });

  it('a team that is not in SLACK_TEAM_IDS is refused, whatever it sends', async (test) => {
    const { world, replica } = await beginWithBoth(test);
    const sent = [
      world.slack.command('quota', { team: STRANGER }),
      world.slack.pressValue('anything', { team: STRANGER }),
      world.slack.chooseOn({ text: '17900000000000001' }, 'threadwatch-watch', { team: STRANGER }),
    ];
    for (const each of sent) expect((await each.answer()).text).toContain('serves another workspace');
    await world.slack.tellEvent(STRANGER, { type: 'app_uninstalled' });
    expect(replica.bot.invocations).toEqual([]);
    expect(replica.bot.left).toEqual([]);
  });

  it('a channel that two teams share is two channels: what one can’t take, the other does', async (test) => {
    const { world, replica, tokens } = await beginWithBoth(test);
    const { port } = replica.bot.platform;
    world.slack.refuse(({ token }) => (token === tokens[A] ? 'is_archived' : undefined));
    await expect(port.post(channelOf(A, 'C0SHARED'), CARD, 'n')).rejects.toMatchObject({ kind: 'lasting' });
    await port.post(channelOf(B, 'C0SHARED'), CARD, 'n');
    expect(world.slack.messages).toMatchObject([{ team: B, channel: 'C0SHARED' }]);
  });

  it('names and links are those of the own team', async (test) => {
    const { world, replica } = await beginWithBoth(test);
    const { port } = replica.bot.platform;
    for (const team of [A, B]) {
      const url = `https://${team.toLowerCase()}.slack.com/archives/C0GENERAL/p11`;
      expect(port.linkTo?.(channelOf(team), '1.1')).toBe(url);
      expect(port.describeChannel?.(channelOf(team)).name).toBe(`the Slack workspace The team ${team}`);
    }
    await world.slack.command('quota', { team: A, user: 'U0ANNA' }).answer();
    await replica.bot.platform.stop();
    expect([...world.people.keys()]).toEqual([A]);
  });
});

describe('a team that has not installed the app', () => {
  it('is told where to, and what waits for it stays', async (test) => {
    const world = await TeamsWorld.begin(test);
    const { bot, browser } = await world.start();
    const { text } = await world.slack.command('quota', { team: A }).answer();
    expect(text).toMatch(/not installed in this workspace.*\/slack\/install/s);
    await expect(bot.platform.port.post(channelOf(A), CARD, 'n')).rejects.toMatchObject({
      kind: 'passing',
      code: 'not_installed',
    });
    expect(bot.logged.join('')).toContain('not every Slack workspace has installed the app: open http');
    await browser.install(() => world.slack.grants.agree({ team: A }));
    await world.slack.command('quota', { team: A }).answer();
    expect(bot.invocations).toHaveLength(1);
  });

  it('that removed it while the bot was down is left at the next start', async (test) => {
    const { world, replica } = await beginWithBoth(test);
    await replica.bot.platform.stop();
    world.slack.grants.remove(B);
    const { bot } = await world.start();
    await bot.events.until(() => bot.left[0]);
    expect(bot.left.map(({ workspace }) => workspace)).toEqual([B]);
    expect((await world.records.get(B))?.kind).toBe('removed');
  });

  it('is left again at the next start, where a crash came in between', async (test) => {
    const world = await TeamsWorld.begin(test);
    await world.records.set(A, { version: 1, kind: 'removed', team: A, removedAt: 1 });
    const { bot } = await world.start();
    await bot.events.until(() => bot.left[0]);
    expect(bot.left.map(({ workspace }) => workspace)).toEqual([A]);
  });
});

describe('a removal that is none', () => {
  it('of a team that has installed the app again since is passed over, however late Slack says so', async (test) => {
    const { world, replica } = await beginWithBoth(test);
    world.slack.grants.remove(A);
    await world.install(replica, { team: A });
    await world.slack.tellEvent(A, { type: 'app_uninstalled' });
    await world.slack.tellEvent(A, { type: 'tokens_revoked', tokens: { bot: ['U0BOT'] } });
    await replica.bot.platform.port.post(channelOf(A), CARD, 'n');
    await replica.bot.platform.stop();
    expect(replica.bot.left).toEqual([]);
    expect((await world.records.get(A))?.kind).toBe('installed');
  });

  it('where only people’s tokens were revoked', async (test) => {
    const { world, replica } = await beginWithBoth(test);
    world.slack.grants.remove(A);
    await world.slack.tellEvent(A, { type: 'tokens_revoked', tokens: { oauth: ['U0ANNA'], bot: [] } });
    await replica.bot.platform.stop();
    expect(replica.bot.left).toEqual([]);
  });
});

describe('a token that Slack refuses', () => {
  it('since the app was removed ends what the team had, though no event said so', async (test) => {
    const { world, replica } = await beginWithBoth(test);
    world.slack.grants.remove(A);
    const failure = await replica.bot.platform.port.post(channelOf(A), CARD, 'n').catch((error) => error);
    expect(failure).toBeInstanceOf(DeliveryError);
    expect(failure.kind).toBe('lasting');
    await replica.bot.events.until(() => replica.bot.left[0]);
    expect((await world.records.get(A))?.kind).toBe('removed');
  });

  it('for another reason is a fault of that team, whose subscriptions stay until it installs the app again', async (test) => {
    const { world, replica, tokens } = await beginWithBoth(test);
    const { faults, platform, left } = replica.bot;
    world.slack.refuse(({ token }) => (token === tokens[A] ? 'invalid_auth' : undefined));
    for (let times = 0; times < 3; times += 1)
      await expect(platform.port.post(channelOf(A), CARD, 'n')).rejects.toMatchObject({ kind: 'passing' });
    await platform.port.post(channelOf(B), CARD, 'n');
    expect(faults.all).toEqual([
      expect.stringMatching(new RegExp(`workspace ${A} \\(invalid_auth\\).*slack/install`)),
    ]);
    expect(faults.inWorkspace(B)).toEqual([]);
    expect(replica.bot.finals).toEqual([]);
    expect(left).toEqual([]);
    const refusals = replica.bot.logged.filter((line) =>
      line.includes('Slack refuses the token of the workspace'),
    );
    expect(refusals).toHaveLength(1);
    await world.install(replica, { team: A });
    await platform.port.post(channelOf(A), CARD, 'n');
    expect(faults.all).toEqual([]);
  });

  it('in one channel alone ends that channel', async (test) => {
    const { world, replica } = await beginWithBoth(test);
    world.slack.fail('chat.postMessage C0GENERAL', 'access_denied');
    await expect(replica.bot.platform.port.post(channelOf(A), CARD, 'n')).rejects.toMatchObject({
      kind: 'lasting',
    });
    await replica.bot.platform.port.post(channelOf(A, 'C0OTHER'), CARD, 'n');
    expect(replica.bot.faults.all).toEqual([]);
  });

  it('and does not answer for is no reason to end anything', async (test) => {
    const { world, replica } = await beginWithBoth(test);
    world.slack.fail('chat.postMessage C0GENERAL', 'invalid_auth');
    world.slack.fail('auth.test', 'drop');
    await expect(replica.bot.platform.port.post(channelOf(A), CARD, 'n')).rejects.toMatchObject({
      kind: 'passing',
    });
    expect(replica.bot.left).toEqual([]);
  });
});

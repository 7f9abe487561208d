import { afterEach, describe, expect, it, vi } from 'vitest';
import { CARD } from '../../testBot.ts';
import { Browser } from '../double/browser.ts';
import { CLIENT_ID, CLIENT_SECRET } from '../double/slackGrants.ts';
import { A, B, STRANGER, TeamsWorld } from '../double/teamsWorld.ts';

const channelOf = (workspace: string) => ({ platform: 'slack', workspace, id: 'C0GENERAL' }) as const;

afterEach(() => void vi.useRealTimers());

describe('a workspace that installs the app', () => {
  it('sees a button that asks for two scopes, and then what to type', async (test) => {
    const world = await TeamsWorld.begin(test);
    const replica = await world.start();
    const { browser, bot } = replica;
    const url = await browser.begin();
    expect(url.origin + url.pathname).toBe(`${world.slack.url}/oauth/v2/authorize`);
    expect(url.searchParams.get('client_id')).toBe(CLIENT_ID);
    expect(url.searchParams.get('scope')).toBe('commands,chat:write');
    expect(url.searchParams.get('redirect_uri')).toMatch(/\/slack\/oauth_redirect$/);
    const page = await world.install(replica, { team: A });
    expect(page.status).toBe(200);
    expect(page.text).toContain(`works in the workspace <strong>The team ${A}</strong>`);
    expect(page.text).toContain('/invite @threadwatch');
    expect(page.text).toContain('/threads watch');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    await bot.platform.port.post(channelOf(A), CARD, 'n');
    expect(world.slack.messages).toMatchObject([{ team: A, channel: 'C0GENERAL' }]);
  });

  it('leaves its token nowhere but encrypted, and neither code nor secret in the log', async (test) => {
    const world = await TeamsWorld.begin(test);
    const replica = await world.start();
    world.slack.grants.rotates = true;
    let code = '';
    await replica.browser.install(() => {
      code = world.slack.grants.agree({ team: A });
      return code;
    });
    const stored = JSON.stringify(await world.records.get(A));
    const secrets = [...world.slack.grants.issued, ...replica.secrets, CLIENT_SECRET, code];
    expect(replica.secrets).toEqual(expect.arrayContaining([...world.slack.grants.issued]));
    for (const secret of secrets) {
      expect(stored).not.toContain(secret);
      expect(replica.bot.logged.join('')).not.toContain(secret);
    }
  });

  it('may install it again: its new token is used from then on', async (test) => {
    const world = await TeamsWorld.begin(test);
    const replica = await world.start();
    for (const _ of [1, 2]) {
      await world.install(replica, { team: A });
      await replica.bot.platform.port.post(channelOf(A), CARD, 'n');
    }
    const { issued } = world.slack.grants;
    expect(issued).toHaveLength(2);
    expect(world.slack.callsOf('chat.postMessage').map(({ token }) => token)).toEqual(issued);
  });

  it('works after a crash between storing its token and answering its browser', async (test) => {
    const world = await TeamsWorld.begin(test);
    const replica = await world.start();
    const stored = Promise.withResolvers<void>();
    const set = world.records.set.bind(world.records);
    world.records.set = async (...record) => {
      await set(...record);
      stored.resolve();
      return new Promise(() => undefined);
    };
    void world.install(replica, { team: A }).catch(() => undefined);
    await stored.promise;
    world.records.set = set;
    const next = await world.start();
    await next.bot.platform.port.post(channelOf(A), CARD, 'n');
    expect(world.slack.messages).toMatchObject([{ team: A }]);
  });
});

describe('nothing is stored, and the page says what to do,', () => {
  const states: Readonly<Record<string, (world: TeamsWorld, browser: Browser) => Promise<string>>> = {
    'where the state is made up': async (_, browser) => {
      await browser.begin();
      return 'made-up';
    },
    'where the state was signed with another secret': async (world, browser) => {
      await browser.begin();
      const { browser: other } = await world.start({ clientSecret: 'another-secret' });
      return (await other.begin()).searchParams.get('state') ?? '';
    },
    'where another browser began': async (world, browser) => {
      await browser.begin();
      const site = new URL((await browser.begin()).searchParams.get('redirect_uri') ?? world.slack.url)
        .origin;
      return (await new Browser(site).begin()).searchParams.get('state') ?? '';
    },
    'where the browser did not begin at all': async () => 'no-cookie',
    'where the browser took more than ten minutes': async (_, browser) => {
      const state = (await browser.begin()).searchParams.get('state') ?? '';
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 11 * 60_000 });
      return state;
    },
    'where there is no state': async (_, browser) => {
      await browser.begin();
      return '';
    },
  };

  for (const [name, make] of Object.entries(states))
    it(name, async (test) => {
      const world = await TeamsWorld.begin(test);
      const { browser } = await world.start();
      const state = await make(world, browser);
      const page = await browser.comeBack({ code: world.slack.grants.agree({ team: A }), state });
      expect(page.status).toBe(400);
      expect(page.text).toContain('reached from our own, in the same browser');
      expect(page.text).toContain('Start again');
      expect(world.exchanges).toBe(0);
      expect(await world.records.get(A)).toBeUndefined();
    });

  it('where the workspace is not in SLACK_TEAM_IDS', async (test) => {
    const world = await TeamsWorld.begin(test);
    const replica = await world.start();
    const page = await world.install(replica, { team: STRANGER });
    expect(page.status).toBe(403);
    expect(page.text).toContain(`add <code>${STRANGER}</code> to <code>SLACK_TEAM_IDS</code>`);
    expect(await world.records.get(STRANGER)).toBeUndefined();
    expect(replica.bot.logged.join('')).toContain('it is not in SLACK_TEAM_IDS');
    await expect(replica.bot.platform.port.post(channelOf(STRANGER), CARD, 'n')).rejects.toMatchObject({
      kind: 'passing',
    });
    expect(world.slack.callsOf('chat.postMessage')).toEqual([]);
  });

  it('where a whole organisation installs it, even one of a workspace that may', async (test) => {
    const world = await TeamsWorld.begin(test);
    const page = await world.install(await world.start(), { team: A, isForOrganisation: true });
    expect(page.status).toBe(403);
    expect(page.text).toContain('one workspace after the other');
    expect(await world.records.get(A)).toBeUndefined();
  });

  it('where the person does not agree', async (test) => {
    const world = await TeamsWorld.begin(test);
    const { browser } = await world.start();
    const state = (await browser.begin()).searchParams.get('state') ?? '';
    const page = await browser.comeBack({ error: 'access_denied', state });
    expect(page.status).toBe(403);
    expect(page.text).toContain('you did not agree');
    expect(world.exchanges).toBe(0);
  });

  it('where a scope is missing, as when somebody changed the address of Slack’s page', async (test) => {
    const world = await TeamsWorld.begin(test);
    const page = await world.install(await world.start(), { team: A, scopes: ['commands'] });
    expect(page.status).toBe(403);
    expect(page.text).toContain('<code>chat:write</code>');
    expect(await world.records.get(A)).toBeUndefined();
  });

  it('where the code was used already', async (test) => {
    const world = await TeamsWorld.begin(test);
    const { browser } = await world.start();
    const page = await browser.install(() => 'code-of-yesterday');
    expect(page.status).toBe(400);
    expect(page.text).toContain('used already');
  });

  it('where SLACK_CLIENT_SECRET is wrong, which the log names', async (test) => {
    const world = await TeamsWorld.begin(test);
    const replica = await world.start({ clientSecret: 'a-wrong-secret' });
    const page = await world.install(replica, { team: A });
    expect(page.status).toBe(502);
    expect(page.text).not.toMatch(/SECRET/i);
    expect(replica.bot.logged.join('')).toContain('SLACK_CLIENT_SECRET: Slack does not accept it');
  });

  for (const fault of ['drop', 'internal_error', { status: 503 }] as const)
    it(`where Slack does not answer as it should (${JSON.stringify(fault)}); the next try works`, async (test) => {
      const world = await TeamsWorld.begin(test);
      const replica = await world.start();
      world.slack.fail('oauth.v2.access', fault);
      const page = await world.install(replica, { team: A });
      expect(page.status).toBe(502);
      expect(page.text).toContain('Slack did not give us a token');
      expect((await world.install(replica, { team: A })).status).toBe(200);
    });

  it('where the store fails; the next try works', async (test) => {
    const world = await TeamsWorld.begin(test);
    const replica = await world.start();
    world.records.before = (call) => {
      if (call === 'set') throw new Error('the disk is full');
    };
    const page = await world.install(replica, { team: A });
    expect(page.status).toBe(503);
    expect(page.text).toContain('could not store it');
    expect(replica.bot.logged.join('')).toContain('an installation of the Slack app could not be stored');
    world.records.before = () => undefined;
    expect((await world.install(replica, { team: B })).status).toBe(200);
    expect((await world.install(replica, { team: A })).status).toBe(200);
  });
});

it('the pages are read alone, and no other address is theirs', async (test) => {
  const world = await TeamsWorld.begin(test);
  const { browser } = await world.start();
  expect((await browser.open('/slack/install', { method: 'POST' })).status).toBe(405);
  expect((await browser.open('/slack/oauth_redirect', { method: 'DELETE' })).status).toBe(405);
  for (const path of ['/slack/install/', '/slack', '/slack/events', '/'])
    expect([path, (await browser.open(path)).status]).toEqual([path, 404]);
});

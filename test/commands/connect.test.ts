import { createHash, randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { ChannelRef } from '../../src/channelRef.ts';
import { type CallbackAnswer, callbackPage } from '../../src/connect/callbackPage.ts';
import { oauthStateSchema } from '../../src/connect/oauthStates.ts';
import { agree, linkIn } from '../connect/agree.ts';
import { CrashableProcess, crashAtEachAwait } from '../support/crashableProcess.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { APP, channelRef, Story } from '../support/story.ts';

const BRAND = { token: 'token-of-brand', id: '17841400000000001', username: 'brand', grant_life: '2h' };
const SHOP = { token: 'token-of-shop', id: '17841400000000002', username: 'shop.eu' };
const CLUB = { token: 'token-of-club', id: '17841400000000003', username: 'club' };
const HOME = channelRef('c1');
const ELSEWHERE: ChannelRef = { ...HOME, workspace: 'w2' };
const KEY = randomBytes(32).toString('base64');

let story: Story;

/** Only brand and club are configured; shop can be connected. */
async function begin(
  options: { readonly canConnect?: boolean; readonly configured?: readonly string[] } = {},
): Promise<Story> {
  const begun = await Story.begin({
    scenario: scenarioOf({ [VIDEO]: [status('0s', 'IN_PROGRESS')] }, { accounts: [BRAND, CLUB, SHOP] }),
    workspaces: { brand: ['w1'], club: ['w2'], 'shop.eu': [] },
    configured: options.configured ?? ['brand', 'club'],
    tokenKeys: [KEY],
    canConnect: options.canConnect ?? true,
  });
  onTestFinished(() => begun.end());
  return begun;
}

beforeEach(async () => {
  story = await begin();
});

/** Opens the link and chooses an account on the consent page. @returns the query of the callback */
async function consent(link: URL, account: string, allow = '1'): Promise<Readonly<Record<string, string>>> {
  const { target, query } = await agree(link, account, allow);
  expect(target).toBe(APP.redirectUri);
  return query;
}

async function connect(line: string, user: string, channel = HOME): Promise<CallbackAnswer> {
  return story.bot.answerCallback(await consent(linkIn(await story.type(line, channel)), user));
}

/** The names of a workspace's accounts; of connected ones without the ending. */
const names = (workspace = 'w1'): string[] =>
  story.accounts.boundTo(workspace).map(({ name }) => name.replace(/-[0-9a-f]{4}$/, '-…'));

describe('connect', () => {
  it('leads to the consent page, and binds the account that agreed to this workspace only', async () => {
    const answer = await story.type('connect');
    expect(Object.fromEntries(linkIn(answer).searchParams)).toEqual({
      client_id: '1234',
      redirect_uri: APP.redirectUri,
      response_type: 'code',
      scope:
        'threads_basic,threads_content_publish,threads_manage_replies,threads_delete,threads_location_tagging',
      state: expect.stringMatching(/^[\w-]{43}$/),
    });
    const page = await story.bot.answerCallback(await consent(linkIn(answer), 'shop.eu'));
    expect(page.http).toBe(200);
    expect(page.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    expect(page.body).toContain(
      '<strong>@shop.eu</strong>. In chat, this account is called <strong>shop_eu-',
    );
    expect(names()).toEqual(['brand', 'shop_eu-…']);
    expect(names('w2')).toEqual(['club']);
    expect(await story.type('quota account:shop_eu')).toMatch(/Quotas of shop_eu-[0-9a-f]{4} /);
    expect(await story.type('quota account:shop_eu', ELSEWHERE)).toContain(
      'There is no account shop_eu here',
    );
  });

  it('takes no code that a stranger made up for a secret: what Threads answers reads as before', async () => {
    const ended = await Story.begin({
      scenario: scenarioOf({ [VIDEO]: [status('0s', 'EXPIRED')] }, { accounts: [BRAND] }),
      tokenKeys: [KEY],
      canConnect: true,
    });
    onTestFinished(() => ended.end());
    const before = await ended.type(`status ${VIDEO}`);
    expect(before).toContain('expired: not published');
    for (const code of ['EXPIRED', 'status', VIDEO, 'expired: not published']) {
      const state = linkIn(await ended.type('connect')).searchParams.get('state') ?? '';
      expect((await ended.bot.answerCallback({ state, code })).body).toContain('Not connected');
      expect((await ended.bot.answerCallback({ state: 'made-up', code })).body).toContain('Not connected');
    }
    expect(await ended.type(`status ${VIDEO}`)).toBe(before);
    expect(ended.secrets.hide('EXPIRED status expired: not published')).toBe(
      'EXPIRED status expired: not published',
    );
  });

  it('survives a restart between link and consent, and one after it', async () => {
    const link = linkIn(await story.type('connect'));
    await story.restart();
    expect((await story.bot.answerCallback(await consent(link, 'shop.eu'))).http).toBe(200);
    await story.restart();
    expect(names()).toEqual(['brand', 'shop_eu-…']);
    expect(await story.type('quota account:shop_eu')).toMatch(/Quotas of shop_eu-[0-9a-f]{4} /);
  });

  it('reconnects an account that is connected already, and adds no second one', async () => {
    await connect('connect', 'shop.eu');
    expect((await connect('connect', 'shop.eu')).body).toContain('Reconnected');
    expect((await connect('connect', 'brand')).body).toContain('Reconnected');
    expect(names()).toEqual(['brand', 'shop_eu-…']);
  });

  it('gives an account the same name whether or not another workspace has it too', async () => {
    const nameGiven = async (channel: ChannelRef): Promise<string> =>
      /called <strong>(.*?)</.exec((await connect('connect', 'club', channel)).body)?.[1] ?? '';
    const beside = await nameGiven(HOME);
    expect(beside).toMatch(/^club-[0-9a-f]{4}$/);
    expect(names('w2')).toEqual(['club']);
    expect(story.accounts.get('club')?.token).toBe(CLUB.token);
    const third = await nameGiven({ ...HOME, workspace: 'w3' });

    story = await begin({ configured: ['brand'] });
    expect(await nameGiven({ ...HOME, workspace: 'w3' })).toBe(third);
    expect(await nameGiven(HOME)).toBe(beside);
    expect(third).not.toBe(beside);
  });

  it('finds an account by its name without the ending, where no other account’s name begins so', async () => {
    await connect('connect', 'shop.eu');
    const [, { name = '' } = {}] = story.accounts.boundTo('w1');
    for (const typed of ['shop_eu', 'SHOP_EU', name, name.toUpperCase()])
      expect(await story.type(`quota account:${typed}`)).toContain(`Quotas of ${name}`);
    for (const typed of ['shop', 'shop_eu-', name.slice(0, -1)])
      expect(await story.type(`quota account:${typed}`)).toContain(`There is no account ${typed} here`);
  });

  it('is for managers', async () => {
    expect(await story.type('connect', HOME, { id: 'bob', isManager: false })).toContain('for managers');
  });

  it('names what the operator must set where it is not set up', async () => {
    story = await begin({ canConnect: false });
    const answer = await story.type('connect');
    expect(answer).toContain('THREADS_APP_ID is not set');
    expect(answer).toContain('THREADS_ACCOUNTS');
    expect((await story.bot.answerCallback({ state: 'x', code: 'y' })).http).toBe(400);
  });
});

describe('the page', () => {
  const requestedIn = {
    app: 'Slack',
    name: 'the Slack workspace <b>',
    channel: 'launch "x"',
    url: 'https://x.test/?a="',
  };

  it('names workspace and channel, where the platform can name them, and leads back there', () => {
    expect(callbackPage({ kind: 'denied' }, undefined, 'threads').body).not.toContain('<a ');
    const { body } = callbackPage({ kind: 'denied' }, requestedIn, 'posts');
    expect(body).toContain('<dd>the Slack workspace &lt;b&gt;</dd>');
    expect(body).toContain('<dd>#launch &quot;x&quot;</dd>');
    expect(body).toContain('href="https://x.test/?a=&quot;">Go back to Slack</a>');
    expect(body).toContain('<code>/posts connect</code>');
  });

  it('loads nothing but its own style, and runs nothing', () => {
    const { body, headers } = callbackPage({ kind: 'denied' }, requestedIn, 'threads');
    const [, style = ''] = /<style>([\s\S]+?)<\/style>/.exec(body) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'`,
    );
    expect(body).not.toMatch(/<script|<img|<link|url\(|@import|style="/);
  });

  it('says which of the things happened that make a link useless', async () => {
    const back = await consent(linkIn(await story.type('connect')), 'shop.eu', '0');
    await story.bot.answerCallback(back);
    const used = await story.bot.answerCallback(back);
    expect([used.http, used.body.includes('used already')]).toEqual([400, true]);
    const link = linkIn(await story.type('connect'));
    await story.pass('11m');
    const late = await story.bot.answerCallback(await consent(link, 'shop.eu'));
    expect([late.http, late.body.includes('older than 10 minutes')]).toEqual([400, true]);
    const forged = await story.bot.answerCallback({ state: 'made-up', code: 'x' });
    expect([forged.http, forged.body.includes('not made by Threadwatch')]).toEqual([400, true]);
  });
});

describe('the channel', () => {
  const told = (channel = 'c1'): string[] =>
    story.chat.messages.filter((each) => each.channel === channel).map(({ first }) => first);

  it('hears who connected an account, and who renewed its access', async () => {
    await connect('connect', 'shop.eu');
    await story.bot.deliver();
    expect(told()).toEqual([expect.stringMatching(/^🔗 ann connected @shop\.eu \(shop_eu-[0-9a-f]{4}\)/)]);
    await connect('connect', 'shop.eu');
    await story.bot.deliver();
    expect(told()[1]).toMatch(/^🔗 ann renewed the access to @shop\.eu/);
    await story.restart();
    await story.pass('5m');
    expect(told()).toHaveLength(2);
  });

  it('hears nothing where nothing was connected', async () => {
    await story.bot.answerCallback(await consent(linkIn(await story.type('connect')), 'shop.eu', '0'));
    await story.pass('5m');
    expect(told()).toEqual([]);
  });

  it('hears who disconnected one, where it was typed and where something of it was told', async () => {
    await connect('connect', 'shop.eu');
    await story.type(`watch ${VIDEO} account:shop_eu`, channelRef('c2'));
    await story.type('alerts on account:shop_eu', channelRef('c3'));
    await story.type('disconnect account:shop_eu', HOME, { id: 'bob', isManager: true });
    for (const channel of ['c1', 'c2', 'c3'])
      expect(told(channel).filter((each) => each.startsWith('🔌 bob disconnected shop_eu-'))).toHaveLength(1);
    expect(told('c4')).toEqual([]);
  });
});

it('whichever await of a callback a crash comes at, a connected account is told of, and no other', async () => {
  const outcomes = new Set<string>();
  const deaths = await crashAtEachAwait(
    async (crashAfter) => {
      let process = new CrashableProcess();
      const life = await Story.begin({
        scenario: scenarioOf({ [VIDEO]: [status('0s', 'IN_PROGRESS')] }, { accounts: [BRAND, SHOP] }),
        workspaces: { brand: ['w1'], 'shop.eu': [] },
        configured: ['brand'],
        tokenKeys: [KEY],
        canConnect: true,
        live: () => {
          process = new CrashableProcess();
          return process;
        },
      });
      const back = await consent(linkIn(await life.type('connect')), 'shop.eu');
      process.crashAfter(crashAfter);
      await life.bot.answerCallback(back);
      await life.bot.deliver().catch(() => undefined);
      const crashed = process.hasCrashed;
      if (crashed) await life.restart();
      await life.pass('1m');
      const connected = life.accounts.boundTo('w1').length > 1;
      const told = life.chat.messages.filter(({ first }) => first.startsWith('🔗')).length;
      await life.end();
      return { crashed, connected, told };
    },
    ({ connected, told }) => {
      outcomes.add(`${connected}`);
      if (connected) expect(told).toBeGreaterThanOrEqual(1);
      else expect(told).toBe(0);
    },
  );
  expect(deaths).toBeGreaterThan(4);
  expect([...outcomes].sort()).toEqual(['false', 'true']);
});

describe('reconnecting an account', () => {
  it('gives it a new permission, by the button of the alert', async () => {
    await story.type('alerts on');
    await story.pass('3h');
    const alert = story.alerts().find(({ first }) => first.includes("Can't check brand"));
    expect(alert?.first).toContain('[Reconnect] /threads connect account:brand');
    expect(await story.type('quota')).toContain('brand');
    const card = await story.bot.dispatch({
      command: 'connect',
      args: { account: 'brand' },
      channel: HOME,
      person: { id: 'ann', isManager: true },
    });
    const page = await story.bot.answerCallback(await consent(linkIn(story.render(card)), 'brand'));
    expect(page.body).toContain('Reconnected');
    await story.pass('1m');
    expect(story.alerts().at(-1)?.first).toContain('Threads answers for brand again');
    expect(await story.type('quota')).toContain('Quotas of brand');
    await story.restart();
    expect(await story.type('quota')).toContain('Quotas of brand');
  });

  it('refuses another Threads user, and keeps the old token', async () => {
    await story.pass('1h');
    const before = story.accounts.get('brand')?.token;
    const page = await connect('connect account:brand', 'shop.eu');
    expect(page.http).toBe(409);
    expect(page.body).toContain('logged in to Threads as <strong>@shop.eu</strong>');
    expect(story.accounts.get('brand')?.token).toBe(before);
    expect(names()).toEqual(['brand']);
  });
});

describe('a callback changes nothing', () => {
  it('where its state was used before', async () => {
    const back = await consent(linkIn(await story.type('connect')), 'shop.eu');
    await story.bot.answerCallback(back);
    const calls = story.sandbox.calls.length;
    expect((await story.bot.answerCallback(back)).http).toBe(400);
    expect(story.sandbox.calls.length).toBe(calls);
  });

  it('where its state is ten minutes old, also after a restart', async () => {
    const link = linkIn(await story.type('connect'));
    const another = linkIn(await story.type('connect'));
    await story.pass('10m');
    expect((await story.bot.answerCallback(await consent(link, 'shop.eu'))).http).toBe(400);
    await story.restart();
    expect((await story.bot.answerCallback(await consent(another, 'shop.eu'))).http).toBe(400);
    expect(names()).toEqual(['brand']);
  });

  it.each([
    {},
    { code: 'x' },
    { state: '', code: 'x' },
    { state: '../../x', code: 'x' },
    { state: '\ud800' },
  ])('with %j', async (callback) => {
    expect((await story.bot.answerCallback(callback)).http).toBe(400);
    expect(names()).toEqual(['brand']);
  });

  it('where the person denied; the link can’t be used again', async () => {
    const link = linkIn(await story.type('connect'));
    const denied = await story.bot.answerCallback(await consent(link, 'shop.eu', '0'));
    expect([denied.http, names()]).toEqual([403, ['brand']]);
    expect((await story.bot.answerCallback(await consent(link, 'shop.eu'))).http).toBe(400);
  });

  it('where Threads refuses the code; the page repeats nothing of it', async () => {
    const { state = '' } = await consent(linkIn(await story.type('connect')), 'shop.eu');
    const page = await story.bot.answerCallback({ state, code: 'forged<b>code' });
    expect(page.http).toBe(502);
    expect(page.body).not.toContain('forged');
    expect(names()).toEqual(['brand']);
  });

  it('in a workspace other than that of the link', async () => {
    const link = linkIn(await story.type('connect', ELSEWHERE, { id: 'mallory', isManager: true }));
    await story.bot.answerCallback(await consent(link, 'shop.eu'));
    expect(names()).toEqual(['brand']);
    expect(names('w2')).toEqual(['club', 'shop_eu-…']);
    const own = linkIn(await story.type('connect account:shop_eu', ELSEWHERE));
    await story.type('disconnect account:shop_eu', ELSEWHERE);
    await connect('connect', 'shop.eu');
    expect((await story.bot.answerCallback(await consent(own, 'shop.eu'))).http).toBe(409);
    expect(names()).toEqual(['brand', 'shop_eu-…']);
  });
});

it('the store holds no state as the link has it, and forgets those that expired', async () => {
  const state = linkIn(await story.type('connect')).searchParams.get('state') ?? '';
  const records = story.store.collection('oauth-states', oauthStateSchema);
  const stored: string[] = [];
  for await (const [key, record] of records.entries(() => undefined))
    stored.push(key, JSON.stringify(record));
  expect(stored.join()).toContain('"person":"ann"');
  expect(stored.join()).not.toContain(state);
  await story.pass('11m');
  await story.type('connect');
  let count = 0;
  for await (const _ of records.entries(() => undefined)) count += 1;
  expect(count).toBe(1);
});

it('no answer, page, log line or call holds a secret, a code or a token', async () => {
  const written: string[] = [];
  const link = await story.type('connect');
  const back = await consent(linkIn(link), 'shop.eu');
  const page = await story.bot.answerCallback(back);
  const token = story.accounts.boundTo('w1').at(-1)?.token ?? '';
  expect(token).toMatch(/^token-of-shop~\d+$/);
  const again = await consent(linkIn(await story.type('connect account:shop_eu')), 'shop.eu');
  const failed = await story.bot.answerCallback({ ...again, code: 'planted-forged-code' });
  expect(failed.http).toBe(502);
  written.push(link, page.body, JSON.stringify(page.headers), failed.body, story.log);
  for (const line of ['accounts', 'doctor', 'quota account:shop_eu', 'disconnect shop_eu'])
    written.push(await story.type(line));
  written.push(JSON.stringify(story.sandbox.calls));
  expect(written.join('\n')).not.toMatch(/token-of-|planted|sandbox-code/);
  expect(story.log).toContain('an account was connected from chat');
});

describe('disconnect', () => {
  it('deletes the token, the watches and the alerts, and lists them', async () => {
    await connect('connect', 'shop.eu');
    await story.type(`watch ${VIDEO} account:shop_eu`);
    await story.type('alerts on account:shop_eu', channelRef('c2'));
    const answer = await story.type('disconnect account:shop_eu');
    expect(answer).toContain('its token is deleted');
    expect(answer).toContain('1 watch, the quota alerts of 1 channel');
    expect(names()).toEqual(['brand']);
    expect(await story.type('watches')).toContain('watches nothing');
    const calls = story.sandbox.calls.length;
    await story.pass('1h');
    expect(story.sandbox.calls.slice(calls).filter(({ account }) => account === 'shop.eu')).toEqual([]);
    await story.restart();
    expect(names()).toEqual(['brand']);
    expect(story.live(VIDEO)?.now).toContain('ann');
  });

  it('keeps a configured account, and says who can remove it', async () => {
    expect(await story.type('disconnect account:brand')).toContain('take it out of THREADS_ACCOUNTS');
    expect(names()).toEqual(['brand']);
  });

  it('is for managers', async () => {
    await connect('connect', 'shop.eu');
    const answer = await story.type('disconnect account:shop_eu', HOME, { id: 'bob', isManager: false });
    expect(answer).toContain('for managers');
    expect(names()).toEqual(['brand', 'shop_eu-…']);
  });
});

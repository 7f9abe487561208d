import { describe, expect, it, onTestFinished } from 'vitest';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story, type StoryOptions } from '../support/story.ts';

const PHOTO = '17900000000000002';
const BRAND = { token: 'token-of-brand', id: '17841400000000001', username: 'brand' };
const SHOP = { token: 'token-of-shop', id: '17841400000000002', username: 'shop' };
const CLUB = { token: 'token-of-club', id: '17841400000000003', username: 'club' };

const CONTAINERS = {
  [VIDEO]: [status('0s', 'IN_PROGRESS'), status('150s', 'ERROR', 'UNKNOWN')],
  [PHOTO]: [status('0s', 'FINISHED')],
};

/** A fault that makes every status call of an account answer "not found", until `to`. */
const hiddenFrom = (account: string, to?: string, error = { code: 24, error_subcode: 4279009 }) => ({
  account,
  only: 'status',
  http: 400,
  error,
  ...(to !== undefined && { to }),
});

async function begin(faults: readonly object[], options: Partial<StoryOptions> = {}): Promise<Story> {
  const scenario = scenarioOf(CONTAINERS, { accounts: [BRAND, SHOP, CLUB], faults });
  const story = await Story.begin({
    scenario,
    workspaces: { brand: ['w1'], shop: ['w1'], club: ['w2'] },
    ...options,
  });
  onTestFinished(() => story.end());
  return story;
}

/** The accounts that made the status calls of a container, in order. */
function callersFor(story: Story, container = VIDEO): (string | undefined)[] {
  return story.sandbox.calls.filter((call) => call.container === container).map(({ account }) => account);
}

describe('a container that the first account of the workspace does not find', () => {
  it('has its status shown by the account that owns it, for one more call', async () => {
    const story = await begin([hiddenFrom('brand')]);
    const answer = await story.type(`status ${PHOTO}`);
    expect(answer).toContain(`Container ${PHOTO} is ready to publish`);
    expect(answer).toContain("It belongs to shop; brand can't find it.");
    expect(callersFor(story, PHOTO)).toEqual(['brand', 'shop']);
  });

  it('stays snoozed when it turns out to be of another account, and can be resumed', async () => {
    const story = await begin([hiddenFrom('brand'), hiddenFrom('shop', '30s')]);
    await story.type(`watch ${VIDEO}`);
    expect(await story.type(`snooze 6h ${VIDEO}`)).toContain('of brand');
    await story.pass('1h');
    expect(story.alerts().filter(({ first }) => first.startsWith('❌'))).toEqual([]);
    const resumed = await story.type(`snooze off account:shop container:${VIDEO}`);
    expect(resumed).toContain('▶️');
    await story.pass('1m');
    expect(story.alerts().filter(({ first }) => first.startsWith('❌'))).toHaveLength(1);
  });

  it('is watched for the account that owns it; the answer and the live message say so', async () => {
    const story = await begin([hiddenFrom('brand')]);
    const answer = await story.type(`watch ${VIDEO}`);
    expect(answer).toContain('Account shop');
    expect(answer).toContain("brand can't see it, shop can: it is watched for shop");
    expect(story.live(VIDEO)?.first).toContain('\n  shop · asked by ann');
    await story.pass('10m');
    const [failure, ...others] = story.alertsOn(VIDEO);
    expect(others).toEqual([]);
    expect(failure?.first).toMatch(/^❌ Container 17900000000000001 failed[\s\S]*shop · asked by ann/);
    expect(callersFor(story)).toEqual(['brand', 'shop', 'shop', 'shop', 'shop']);
  });

  it('is listed under its own account in a live message with others', async () => {
    const story = await begin([]);
    const text = await create(story, SHOP);
    const answer = await story.type(`watch ${VIDEO} ${text}`);
    expect(answer).toContain('Accounts brand, shop');
    const live = story.live(VIDEO)?.now;
    expect(live).toContain('brand and shop · asked by ann');
    expect(live).toContain(`${text} of shop`);
    expect(live).toContain(`${VIDEO} of brand`);
    expect(await story.type('unwatch all')).toContain('Stopped watching 2 posts');
    expect(story.live(VIDEO)?.now).not.toContain('still processing');
  });

  it('and was too new for every account is found before any alert', async () => {
    const story = await begin([hiddenFrom('brand'), hiddenFrom('shop', '30s')]);
    expect(await story.type(`watch ${VIDEO}`)).toContain(
      "can't be found yet, which is common in its first seconds",
    );
    await story.pass('10m');
    expect(story.alertsOn(VIDEO).map(({ first }) => [...first][0])).toEqual(['❌']);
    expect(story.live(VIDEO)?.now).toContain('shop · asked by ann');
  });

  it.each([
    ['24/4279009', { code: 24, error_subcode: 4279009 }],
    ['100/33', { code: 100, error_subcode: 33 }],
  ])(
    'and no other account finds either (%s) is checked again, and alerts once for the first account',
    async (_, error) => {
      const story = await begin([
        hiddenFrom('brand', undefined, error),
        hiddenFrom('shop', undefined, error),
      ]);
      await story.type(`watch ${VIDEO}`);
      await story.pass('1h');
      expect(story.alertsOn(VIDEO).map(({ first }) => first.split('\n')[0])).toEqual([
        "❔ Container 17900000000000001 can't be found by brand",
      ]);
      expect(callersFor(story).filter((name) => name === 'brand').length).toBeLessThanOrEqual(7);
    },
  );

  it('is never looked for with an account of another workspace', async () => {
    const story = await begin([hiddenFrom('brand'), hiddenFrom('shop')]);
    await story.type(`status ${VIDEO}`);
    await story.type(`watch ${VIDEO}`);
    await story.pass('1h');
    expect(callersFor(story)).not.toContain('club');
  });

  it('is looked for only with accounts that all its channels may use', async () => {
    const story = await begin([hiddenFrom('brand')], {
      workspaces: { brand: ['w1', 'w2'], shop: ['w1'], club: ['w2'] },
    });
    await story.type(`watch ${VIDEO}`, { ...channelRef('c2'), workspace: 'w2' });
    expect(callersFor(story)).toEqual(['brand', 'club']);
    await story.type(`watch ${PHOTO}`);
    expect(callersFor(story, PHOTO)).toEqual(['brand', 'shop']);
  });

  it('and that the channel already watches is not watched twice', async () => {
    const story = await begin([hiddenFrom('brand')]);
    await story.type(`watch ${PHOTO}`);
    expect(await story.type(`watch ${PHOTO}`)).toContain('this channel watched it already');
    expect(await story.type('watches')).toContain('This channel watches one post');
    expect(await story.type(`status ${PHOTO}`)).toContain('  shop · ');
    expect(callersFor(story, PHOTO)).toEqual(['brand', 'shop']);
  });

  it('joins the watch of the account that owns it, with the channels of both', async () => {
    const story = await begin([hiddenFrom('brand')]);
    await story.type(`watch ${VIDEO} account:shop`, channelRef('c1'));
    await story.type(`watch ${VIDEO}`, channelRef('c2'));
    await story.pass('10m');
    for (const name of ['c1', 'c2'])
      expect(story.alertsOn(VIDEO, name).map(({ first }) => [...first][0])).toEqual(['❌']);
  });
});

/** Creates a text container with an account; Threads shows it to no other account. */
async function create(story: Story, { token }: typeof SHOP): Promise<string> {
  const response = await fetch(`${story.sandbox.url}/v1.0/me/threads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: new URLSearchParams({ media_type: 'TEXT', text: 'Hello' }),
  });
  const { id } = (await response.json()) as { id: string };
  return id;
}

import { describe, expect, it, onTestFinished } from 'vitest';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story, type StoryOptions } from '../support/story.ts';

const PHOTO = '17900000000000002';
const BRAND = { token: 'token-of-brand', id: '17841400000000001', username: 'brand' };
const SHOP = { token: 'token-of-shop', id: '17841400000000002', username: 'shop' };
const CLUB = { token: 'token-of-club', id: '17841400000000003', username: 'club' };

const LIVES = {
  [VIDEO]: [status('0s', 'IN_PROGRESS'), status('150s', 'ERROR', 'UNKNOWN')],
  [PHOTO]: [status('0s', 'FINISHED')],
};

/** An account to which Threads shows none of the containers, for so long. */
const hiddenFrom = (account: string, to?: string, error = { code: 24, error_subcode: 4279009 }) => ({
  account,
  only: 'status',
  http: 400,
  error,
  ...(to !== undefined && { to }),
});

async function begin(faults: readonly object[], options: Partial<StoryOptions> = {}): Promise<Story> {
  const scenario = scenarioOf(LIVES, { accounts: [BRAND, SHOP, CLUB], faults });
  const story = await Story.begin({
    scenario,
    workspaces: { brand: ['w1'], shop: ['w1'], club: ['w2'] },
    ...options,
  });
  onTestFinished(() => story.end());
  return story;
}

/** Who asked Threads for a container, in order. */
function askers(story: Story, container = VIDEO): (string | undefined)[] {
  return story.sandbox.calls.filter((call) => call.container === container).map(({ account }) => account);
}

describe('a container that the first account of the workspace can not see', () => {
  it('has its status told from the account that sees it, which costs one call', async () => {
    const story = await begin([hiddenFrom('brand')]);
    const answer = await story.type(`status ${PHOTO}`);
    expect(answer).toContain(`Container ${PHOTO} of shop: ready to publish`);
    expect(answer).toContain("brand can't see it; shop can.");
    expect(askers(story, PHOTO)).toEqual(['brand', 'shop']);
  });

  it('is watched for the account that sees it; the answer and the live message say so', async () => {
    const story = await begin([hiddenFrom('brand')]);
    const answer = await story.type(`watch ${VIDEO}`);
    expect(answer).toContain('This channel watches a container of shop');
    expect(answer).toContain("brand can't see it, shop can: it is watched for shop");
    expect(story.live(VIDEO)?.first).toContain('Watching a container of shop');
    await story.pass('10m');
    const [failure, ...others] = story.alertsOn(VIDEO);
    expect(others).toEqual([]);
    expect(failure?.first).toMatch(/^❌ Container 17900000000000001 failed[\s\S]*Account shop/);
    expect(askers(story)).toEqual(['brand', 'shop', 'shop', 'shop', 'shop']);
  });

  it('among others splits the list by account, in one live message', async () => {
    const story = await begin([]);
    const text = await create(story, SHOP);
    const answer = await story.type(`watch ${VIDEO} ${text}`);
    expect(answer).toContain('This channel watches 2 containers of brand and shop');
    const live = story.live(VIDEO)?.now;
    expect(live).toContain('Watching 2 containers of brand and shop');
    expect(live).toContain(`${text} of shop`);
    expect(live).toContain(`${VIDEO} of brand`);
    expect(await story.type('unwatch all')).toContain('No longer watching 2 containers');
    expect(story.live(VIDEO)?.now).not.toContain('still processing');
  });

  it('but had been too young for every account is found before anything is told', async () => {
    const story = await begin([hiddenFrom('brand'), hiddenFrom('shop', '30s')]);
    expect(await story.type(`watch ${VIDEO}`)).toContain(
      "can't be seen yet, which is common in its first seconds",
    );
    await story.pass('10m');
    expect(story.alertsOn(VIDEO).map(({ first }) => first[0])).toEqual(['❌']);
    expect(story.live(VIDEO)?.now).toContain('of shop');
  });

  it.each([
    ['24/4279009', { code: 24, error_subcode: 4279009 }],
    ['100/33', { code: 100, error_subcode: 33 }],
  ])('nor any other (%s) follows the careful path under the first', async (_, error) => {
    const story = await begin([hiddenFrom('brand', undefined, error), hiddenFrom('shop', undefined, error)]);
    await story.type(`watch ${VIDEO}`);
    await story.pass('1h');
    expect(story.alertsOn(VIDEO).map(({ first }) => first.split('\n')[0])).toEqual([
      "❔ Container 17900000000000001 can't be seen: Threads does not find it for brand",
    ]);
    expect(askers(story).filter((name) => name === 'brand').length).toBeLessThanOrEqual(7);
  });

  it('is never asked for with an account of another workspace', async () => {
    const story = await begin([hiddenFrom('brand'), hiddenFrom('shop')]);
    await story.type(`status ${VIDEO}`);
    await story.type(`watch ${VIDEO}`);
    await story.pass('1h');
    expect(askers(story)).not.toContain('club');
  });

  it('is asked for with no account that only some of its channels may use', async () => {
    const story = await begin([hiddenFrom('brand')], {
      workspaces: { brand: ['w1', 'w2'], shop: ['w1'], club: ['w2'] },
    });
    await story.type(`watch ${VIDEO}`, { ...channelRef('c2'), workspace: 'w2' });
    expect(askers(story)).toEqual(['brand', 'club']);
    await story.type(`watch ${PHOTO}`);
    expect(askers(story, PHOTO)).toEqual(['brand', 'shop']);
  });

  it('and that the channel watches already is not watched twice', async () => {
    const story = await begin([hiddenFrom('brand')]);
    await story.type(`watch ${PHOTO}`);
    expect(await story.type(`watch ${PHOTO}`)).toContain('this channel watched it already');
    expect(await story.type('watches')).toContain('This channel watches one container');
    expect(await story.type(`status ${PHOTO}`)).toContain('of shop');
    expect(askers(story, PHOTO)).toEqual(['brand', 'shop']);
  });

  it('joins the channels that watch it for the other account', async () => {
    const story = await begin([hiddenFrom('brand')]);
    await story.type(`watch ${VIDEO} account:shop`, channelRef('c1'));
    await story.type(`watch ${VIDEO}`, channelRef('c2'));
    await story.pass('10m');
    for (const name of ['c1', 'c2'])
      expect(story.alertsOn(VIDEO, name).map(({ first }) => first[0])).toEqual(['❌']);
  });
});

/** A text container that an account makes, which Threads shows to no other. */
async function create(story: Story, { token }: typeof SHOP): Promise<string> {
  const response = await fetch(`${story.sandbox.url}/v1.0/me/threads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: new URLSearchParams({ media_type: 'TEXT', text: 'Hello' }),
  });
  const { id } = (await response.json()) as { id: string };
  return id;
}

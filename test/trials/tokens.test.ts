import { expect, it, onTestFinished } from 'vitest';
import { HOUR } from '../../src/duration.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { Story, type StoryOptions } from '../support/story.ts';

const SHOP = { token: 'token-of-shop', id: '17841400000000021', username: 'shop' };

async function begin(
  parts: { readonly account?: object; readonly faults?: readonly object[]; readonly containers?: object },
  options: Partial<StoryOptions> = {},
): Promise<Story> {
  const { account, faults = [], containers } = parts;
  const scenario = scenarioOf(
    { [VIDEO]: [status('0s', 'IN_PROGRESS'), status('10m', 'FINISHED')], ...containers },
    { accounts: [{ ...SHOP, ...account }], faults },
  );
  const story = await Story.begin({ scenario, quotaCron: '0 */6 * * *', ...options });
  onTestFinished(() => story.end());
  return story;
}

/** The alerts about the account and its token, as they first came. */
const keys = (story: Story): string[] =>
  story.alerts().flatMap(({ first }) => (first.startsWith('🔑') ? [first] : []));

/** What Threads answers most apps that ask about a token. */
const FOR_TESTERS = {
  only: 'debug',
  error: {
    code: 190,
    http: 400,
    type: 'OAuthException',
    message: 'The access token does not belong to a Threads tester of this app',
  },
};

it('a token that Threads tells nothing of works, and no line says otherwise', async () => {
  const story = await begin({ account: { token_life: '60d' }, faults: [FOR_TESTERS] });
  await story.type('alerts on');
  const report = await story.type('doctor');
  expect(report).toContain('✅ shop: is @shop (17841400000000021), and its token works');
  expect(report).toContain('✅ shop: Threads does not say when its token ends');
  expect(report).not.toMatch(/refuses|Reconnect|tester/);
  expect(await story.type('accounts')).toContain(
    'shop: @shop; its token works; Threads does not say when it ends',
  );
  await story.pass('4d');
  expect(await story.type('doctor')).toContain('✅ shop: its token ends in 57 d; refreshed 3 d ago');
  expect(await story.type('accounts')).toMatch(/shop: @shop; token ends .*in 57 d\).*; refreshed .*3 d ago/);
  expect(keys(story)).toEqual([]);
});

it.each([
  ['Threads tells when it ends', [], '✅ shop: its token ends in 58 d 23 h; refreshed'],
  [
    'Threads tells nothing of it',
    [FOR_TESTERS],
    '✅ shop: Threads does not say when its token ends; refreshed',
  ],
])(
  'a refresh without the life of the token brings a token that is used, where %s',
  async (_, faults, found) => {
    const body = JSON.stringify({ access_token: `${SHOP.token}~1`, token_type: 'bearer' });
    const story = await begin({
      account: { token_life: '60d', token_age: '51d' },
      faults: [...faults, { only: 'refresh', to: '10d', http: 200, body }],
    });
    await story.type('alerts on');
    await story.pass('1d1h');
    expect(story.accounts.get('shop')?.token).toBe(`${SHOP.token}~1`);
    expect(await story.type('doctor')).toContain(found);
    const refreshes = (): number =>
      story.sandbox.calls.filter(({ path }) => path.includes('refresh_access_token')).length;
    expect(refreshes()).toBe(1);
    await story.pass('20d');
    expect(refreshes()).toBe(1);
    expect(keys(story)).toEqual([]);
    expect(story.warnings).toEqual([]);
  },
);

it('a refused refresh is told once and at once where nothing is known of the end, and corrected when it works', async () => {
  const refusal = {
    only: 'refresh',
    to: '9d',
    error: { code: 190, http: 400, message: 'Profile is private' },
  };
  const story = await begin({ faults: [FOR_TESTERS, refusal] });
  await story.type('alerts on');
  await story.pass('1d30m');
  const [alert = ''] = keys(story);
  expect(alert).toMatch(
    /^🔑 The access token of shop can't be refreshed\n.*\n.*\n.*and says “Profile is private”/,
  );
  expect(alert).not.toMatch(/refuses the account's access token/);
  const report = await story.type('doctor');
  expect(report).toMatch(/⚠️ shop: its token could not be refreshed .* ago: Threads refused that and says/);
  expect(report).toContain('✅ shop: is @shop (17841400000000021), and its token works');
  await story.pass('7d');
  expect(keys(story)).toHaveLength(1);
  await story.pass('1d');
  expect(story.alerts().map(({ now }) => now)).toEqual([
    expect.stringMatching(/\n {2}✅ Renewed .*: the new token works/),
  ]);
});

it('a refused refresh is told 7, 3 and 1 days before the latest end, where that alone is known', async () => {
  const body = JSON.stringify({ access_token: `${SHOP.token}~1`, token_type: 'bearer' });
  const story = await begin({
    faults: [
      FOR_TESTERS,
      { only: 'refresh', to: '2d', http: 200, body },
      { only: 'refresh', from: '2d', error: { code: 10, http: 400 } },
    ],
  });
  await story.type('alerts on');
  await story.pass('62d');
  const days = story.alerts().map(({ at }) => Math.round((at - 24 * HOUR) / (24 * HOUR)));
  expect(days).toEqual([53, 57, 59]);
  expect(keys(story)[0]).toMatch(/^🔑 The access token of shop ends at the latest .*in 7 d/);
});

it('a short-lived token is told of before its death, where its end is known', async () => {
  const story = await begin({ account: { token_life: '1h' } });
  await story.type(`watch ${VIDEO}`);
  await story.pass('20m');
  const [alert = ''] = keys(story);
  expect(alert).toMatch(/^🔑 The access token of shop ends .*in 5\d min/);
  expect(alert).toContain('th_exchange_token');
  await story.pass('2h');
  expect(keys(story)).toHaveLength(2);
});

it('a token of unknown end that dies within a day was most likely a short-lived one: it is to be exchanged', async () => {
  const story = await begin({ account: { token_life: '1h' }, faults: [FOR_TESTERS] });
  await story.type(`watch ${VIDEO}`);
  await story.pass('80m');
  const told = `${keys(story).join('\n')}\n${await story.type('doctor')}`;
  expect(keys(story)).toHaveLength(1);
  expect(told.match(/Most likely it was a short-lived token, which lives for an hour/g)).toHaveLength(2);
  expect(
    told.match(
      /exchange the short-lived token for a long-lived one.*GET \/access_token\?grant_type=th_exchange_token/g,
    ),
  ).toHaveLength(2);
  expect(told).not.toMatch(/create a new/i);
});

it('where people can connect the account in chat, that is the way to a long-lived token', async () => {
  const story = await begin({ account: { token_life: '1h' }, faults: [FOR_TESTERS] }, { canConnect: true });
  await story.type(`watch ${VIDEO}`);
  await story.pass('80m');
  expect(keys(story)).toEqual([
    expect.stringMatching(
      /short-lived token.*Type \/threads connect account:shop .*: that gives a long-lived one/,
    ),
  ]);
  expect(keys(story)[0]).toContain('[Reconnect] /threads connect account:shop');
});

it.each([
  ['chat', true, /Type \/threads connect account:shop/],
  [
    'the configuration',
    false,
    /has to replace the access token in (THREADS_ACCESS_TOKEN or THREADS_ACCOUNTS|its configuration)/,
  ],
])(
  'a dead token that is answered as an unknown object is to be replaced, in %s, and its watches stay',
  async (_, canConnect, remedy) => {
    const dead = { code: 24, error_subcode: 4279009, http: 400 };
    const only = ['status', 'me', 'quotas', 'debug'];
    const story = await begin({ faults: [{ from: '2m', to: '5h', only, error: dead }] }, { canConnect });
    await story.type(`watch ${VIDEO}`);
    await story.pass('40m');
    const replies = [
      ...keys(story),
      await story.type(`status ${VIDEO}`),
      await story.type('quota'),
      await story.type('doctor'),
      await story.type(`watch ${VIDEO}`),
    ];
    expect(replies).toHaveLength(5);
    for (const reply of replies) {
      expect(reply).toMatch(remedy);
      expect(reply).not.toMatch(/Wait a minute|check the id|short-lived/);
    }
    expect(keys(story)[0]?.includes('[Reconnect]')).toBe(canConnect);
    expect(await story.type('accounts')).toContain(
      "can't be checked: Threads refuses the account's access token",
    );
    expect(await story.type('watches')).toContain(VIDEO);
    await story.pass('6h');
    expect(story.live(VIDEO)?.now).toContain('ready to publish');
  },
);

it('one id that is answered as by a dead token is its own trouble: the token is not to be replaced', async () => {
  const bad = '17900000000000077';
  const story = await begin({ containers: { [bad]: [{ at: '0s', error: { code: 190, http: 400 } }] } });
  await story.type(`watch ${VIDEO}`);
  const reply = await story.type(`status ${bad}`);
  expect(reply).toContain('Only this container has the problem: the account shop itself works');
  expect(reply).not.toMatch(/THREADS_ACCESS_TOKEN|connect/);
  expect(keys(story)).toEqual([]);
});

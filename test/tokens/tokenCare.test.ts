import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/duration.ts';
import { Mortal } from '../support/mortal.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story, type StoryOptions } from '../support/story.ts';

const KEY = randomBytes(32).toString('base64');
const SIXTY = { token_life: '60d' };

async function begin(
  account: Readonly<Record<string, unknown>>,
  faults: readonly object[] = [],
  options: Partial<StoryOptions> = {},
): Promise<Story> {
  const story = await Story.begin({
    scenario: scenarioOf(
      { [VIDEO]: [status('0s', 'FINISHED')] },
      {
        accounts: [{ token: 'sandbox-token', id: '17841400000000001', username: 'brand', ...account }],
        faults,
      },
    ),
    tokenKeys: [KEY],
    quotaCron: '0 */6 * * *',
    ...options,
  });
  onTestFinished(() => story.end());
  await story.type('alerts on');
  return story;
}

/** When Threads was asked for something, in hours after the start. */
function askedAt(story: Story, path: string): number[] {
  const calls = story.sandbox.calls.filter((call) => call.path.includes(path));
  const [first] = story.sandbox.calls;
  return calls.map(({ at }) => (Date.parse(at) - Date.parse(first?.at ?? '')) / HOUR);
}

const firstLines = (story: Story): string[] => story.alerts().map(({ first }) => first.split('\n')[0] ?? '');
const refused = (from: string, to?: string) => ({
  only: 'refresh',
  from,
  http: 500,
  body: '',
  ...(to !== undefined && { to }),
});

describe('a token', () => {
  it('is refreshed once it has ten days left, within half a day, and not again before the next time', async () => {
    const story = await begin(SIXTY);
    await story.pass('58d');
    const [at, ...others] = askedAt(story, 'refresh_access_token');
    expect(others).toEqual([]);
    expect((at ?? 0) / 24).toBeGreaterThanOrEqual(50);
    expect((at ?? 0) / 24).toBeLessThanOrEqual(50.6);
    expect(firstLines(story)).toEqual([]);
  });

  it('that has less is refreshed at once, if it is a day old, and else then', async () => {
    const old = await begin({ ...SIXTY, token_age: '58d' });
    await old.pass('1h');
    expect(askedAt(old, 'refresh_access_token')[0]).toBeLessThan(0.5);
    const young = await begin({ token_life: '5d' });
    await young.pass('2d');
    expect(askedAt(young, 'refresh_access_token')[0]).toBeCloseTo(24, 0);
  });

  it('whose end Threads does not tell is refreshed after a day, which tells it', async () => {
    const story = await begin(SIXTY, [{ only: 'debug', error: { code: 100 } }]);
    await story.pass('40d');
    expect(askedAt(story, 'refresh_access_token').map((hours) => Math.round(hours / 24))).toEqual([1]);
    await story.pass('20d');
    expect(askedAt(story, 'refresh_access_token').map((hours) => Math.round(hours / 24))).toEqual([1, 51]);
  });

  it('that Threads will not refresh is told of at 7, 3 and 1 days, and when it is refused', async () => {
    const story = await begin(SIXTY, [refused('0s')]);
    await story.pass('61d');
    expect(story.alerts().map(({ at }) => Math.floor((at + MINUTE) / DAY))).toEqual([53, 57, 59, 60]);
    expect(story.alerts()[0]?.first).toMatch(
      /^🔑 The access token of brand ends in 7 d.*\n.*It could not be refreshed: Threads is failing or unreachable\./,
    );
    expect(firstLines(story).at(-1)).toBe(
      "🔑 Nothing of brand can be seen: the account's access token has expired",
    );
    expect(askedAt(story, 'refresh_access_token').length).toBeGreaterThan(100);
  });

  it('that is refreshed at last heals what was told: by an edit, which notifies nobody', async () => {
    const story = await begin(SIXTY, [refused('0s', '55d')]);
    await story.pass('58d');
    const [warning, ...others] = story.alerts();
    expect(others).toEqual([]);
    expect(warning?.now).toMatch(/^✅ brand has a new access token, and it works/);
  });

  it('that is revoked is told of at once', async () => {
    const story = await begin(SIXTY, [{ from: '1d', error: { code: 190, error_subcode: 458 }, http: 500 }]);
    await story.pass('1d6h');
    await story.pass('1m');
    expect(firstLines(story)).toEqual([
      "🔑 Nothing of brand can be seen: the account has revoked Threadwatch's access",
    ]);
  });
});

describe('a person who connects an account anew', () => {
  const anew = {
    name: 'brand',
    token: 'token-anew',
    workspace: 'w1',
    userId: '17841400000000001',
    username: 'brand',
  };

  it('mends a refused token within seconds, not within the hour, and what was told of it', async () => {
    const own = { token: 'sandbox-token', id: anew.userId, username: 'brand', ...SIXTY, grant_life: '8d' };
    const story = await begin({}, [], {
      scenario: scenarioOf(
        { [VIDEO]: [status('0s', 'FINISHED')] },
        { accounts: [own, { token: anew.token, id: anew.userId, username: 'brand' }] },
      ),
    });
    await story.pass('9d');
    expect(firstLines(story)).toHaveLength(4);
    expect(firstLines(story).at(-1)).toMatch(/^🔑 Nothing of brand can be seen/);
    await story.bot.tokenStore.keepConnected(anew, { grantEndsAt: story.clock.now() + 90 * DAY });
    await story.pass('10s');
    expect(firstLines(story).at(-1)).toMatch(/^✅ Threads answers for brand again/);
    await story.pass('20m');
    const warnings = story.alerts().filter(({ first }) => first.startsWith('🔑 The permission'));
    expect(warnings.map(({ now }) => now.slice(0, 32))).toEqual([
      '✅ brand has a new access token, ',
      '✅ brand has a new access token, ',
      '✅ brand has a new access token, ',
    ]);
    await story.restart();
    expect(story.accounts.get('brand')?.token).toBe(anew.token);
    expect(story.accounts.get('brand')?.workspaces).toEqual(['w1']);
  });
});

describe('a warning', () => {
  it('is told once to each channel that relies on the account, and to one that comes to do so later', async () => {
    const story = await begin({ ...SIXTY, grant_life: '30d' });
    await story.type('alerts on', channelRef('c2'));
    await story.pass('24d');
    await story.restart();
    await story.pass('1h');
    await story.type(`watch ${VIDEO}`, channelRef('c3'));
    await story.pass('1h');
    for (const name of ['c1', 'c2', 'c3']) {
      expect(story.alerts(name).map(({ first }) => first.slice(0, 38))).toEqual([
        '🔑 The permission that brand gave ends',
      ]);
    }
  });

  it('stands in the log alone while no channel relies on the account', async () => {
    const story = await begin({ ...SIXTY, grant_life: '30d' });
    await story.type('alerts off');
    await story.pass('29d');
    expect(firstLines(story)).toEqual([]);
    await new Promise(setImmediate);
    expect(story.log).toContain('the permission that it gave ends soon; reconnect the account');
    expect(story.log.match(/ends soon/g)).toHaveLength(3);
  });
});

/** Eight days after which a permission ends; the process dies at one await and is started again. */
async function endAPermission(dieAfter: number): Promise<{ days: number[]; died: boolean }> {
  let process = new Mortal();
  const story = await begin({ ...SIXTY, grant_life: '8d' }, [], { live: () => (process = new Mortal()) });
  process.dieAfter(dieAfter);
  let died = false;
  for (let hours = 0; hours < 8 * 24 + 2; hours += 1) {
    await story.pass('1h').catch(() => undefined);
    if (!process.isDead) continue;
    died = true;
    await story.restart();
  }
  await story.end();
  return { days: story.alerts().map(({ at }) => Math.floor((at + MINUTE) / DAY)), died };
}

it('a warning is told whichever await the process dies at, with at most one duplicate', {
  timeout: 60_000,
}, async () => {
  const { days: expected } = await endAPermission(Number.POSITIVE_INFINITY);
  expect(expected).toEqual([1, 5, 7, 8]);
  let deaths = 0;
  for (; ; deaths += 1) {
    const { days, died } = await endAPermission(deaths);
    if (!died) break;
    expect([...new Set(days)], `dying at await ${deaths}`).toEqual(expected);
    expect(days.length - expected.length, `dying at await ${deaths}`).toBeLessThanOrEqual(1);
  }
  expect(deaths).toBeGreaterThan(10);
});

describe('a refresh', () => {
  it('is made once, however many rounds come at the same moment', async () => {
    const story = await begin({ ...SIXTY, token_age: '58d' });
    const job = story.bot.jobs.find(({ name }) => name === 'tokens');
    const { signal } = new AbortController();
    await Promise.all([job?.run(signal), job?.run(signal), job?.run(signal)]);
    expect(askedAt(story, 'refresh_access_token')).toHaveLength(1);
  });

  it('outlives a restart with TOKEN_KEY; without, the next start begins with the configured one', async () => {
    for (const [tokenKeys, used] of [
      [[KEY], /sandbox-token~1/],
      [[], /sandbox-token$/],
    ] as const) {
      const story = await begin({ ...SIXTY, token_age: '55d' }, [], { tokenKeys });
      await story.pass('1d');
      await story.restart();
      const token = story.accounts.get('brand')?.token;
      expect(token).toMatch(used);
    }
  });

  it('loses no token, whichever await the process dies at', async () => {
    for (let awaits = 0; awaits < 16; awaits += 1) {
      let process = new Mortal();
      const story = await begin({ ...SIXTY, token_age: '45d' }, [], { live: () => (process = new Mortal()) });
      process.dieAfter(awaits);
      for (let day = 0; day < 10 && !process.isDead; day += 1) await story.pass('1d').catch(() => undefined);
      await story.restart();
      await story.pass('12d');
      expect(firstLines(story), `dying at await ${awaits}`).toEqual([]);
    }
  });
});

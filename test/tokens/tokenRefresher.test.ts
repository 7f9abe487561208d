import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/duration.ts';
import { CrashableProcess, crashAtEachAwait } from '../support/crashableProcess.ts';
import { isThorough } from '../support/isThorough.ts';
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

/** When a path was called, in hours after the start. */
function callTimes(story: Story, path: string): number[] {
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
  it('is refreshed within half a day after it has ten days left, and then only once', async () => {
    const story = await begin(SIXTY);
    await story.pass('58d');
    const [at, ...others] = callTimes(story, 'refresh_access_token');
    expect(others).toEqual([]);
    expect((at ?? 0) / 24).toBeGreaterThanOrEqual(50);
    expect((at ?? 0) / 24).toBeLessThanOrEqual(50.6);
    expect(firstLines(story)).toEqual([]);
  });

  it('with less than ten days left is refreshed as soon as it is a day old', async () => {
    const old = await begin({ ...SIXTY, token_age: '58d' });
    await old.pass('1h');
    expect(callTimes(old, 'refresh_access_token')[0]).toBeLessThan(0.5);
    const young = await begin({ token_life: '5d' });
    await young.pass('2d');
    expect(callTimes(young, 'refresh_access_token')[0]).toBeCloseTo(24, 0);
  });

  it('with an unknown expiry is refreshed after a day, and the answer contains the expiry', async () => {
    const story = await begin(SIXTY, [{ only: 'debug', error: { code: 100 } }]);
    await story.pass('40d');
    expect(callTimes(story, 'refresh_access_token').map((hours) => Math.round(hours / 24))).toEqual([1]);
    await story.pass('20d');
    expect(callTimes(story, 'refresh_access_token').map((hours) => Math.round(hours / 24))).toEqual([1, 51]);
  });

  it('that a refresh returns without its lifetime is used, and taken to live for 60 days', async () => {
    const body = JSON.stringify({ access_token: 'sandbox-token~7', token_type: 'bearer' });
    const story = await begin({ ...SIXTY, token_age: '52d' }, [
      { only: 'refresh', http: 200, body },
      { only: 'debug', error: { code: 10 } },
    ]);
    await story.pass('49d');
    expect(callTimes(story, 'refresh_access_token')).toHaveLength(1);
    await story.pass('4d');
    expect(callTimes(story, 'refresh_access_token')).toHaveLength(2);
    expect(firstLines(story)).toEqual([]);
  });

  it('that Threads does not refresh causes warnings at 7, 3 and 1 days, and an alert when it is refused', async () => {
    const story = await begin(SIXTY, [refused('0s')]);
    await story.pass('61d');
    expect(story.alerts().map(({ at }) => Math.floor((at + MINUTE) / DAY))).toEqual([53, 57, 59, 60]);
    expect(story.alerts()[0]?.first).toMatch(
      /^🔑 The access token of brand ends .*\(in 7 d.*\n.*\n.*It couldn't be refreshed: Threads is failing or unreachable\./,
    );
    expect(firstLines(story).at(-1)).toBe("🔑 Can't check brand: the account's access token has expired");
    expect(callTimes(story, 'refresh_access_token').length).toBeGreaterThan(100);
  });

  it('that is refreshed in the end corrects the earlier warning by an edit, which notifies nobody', async () => {
    const story = await begin(SIXTY, [refused('0s', '55d')]);
    await story.pass('58d');
    const [warning, ...others] = story.alerts();
    expect(others).toEqual([]);
    expect(warning?.now).toMatch(/\n {2}✅ Renewed .*: the new token works/);
  });

  it('that is revoked causes an alert at once', async () => {
    const story = await begin(SIXTY, [{ from: '1d', error: { code: 190, error_subcode: 458 }, http: 500 }]);
    await story.pass('1d6h');
    await story.pass('1m');
    expect(firstLines(story)).toEqual(["🔑 Can't check brand: the account has revoked Threadwatch's access"]);
  });
});

describe('a person who reconnects an account', () => {
  const reconnected = {
    name: 'brand',
    token: 'token-reconnected',
    workspace: 'w1',
    userId: '17841400000000001',
    username: 'brand',
  };

  it('ends the outage of a refused token within seconds, and corrects the warnings', async () => {
    const own = {
      token: 'sandbox-token',
      id: reconnected.userId,
      username: 'brand',
      ...SIXTY,
      grant_life: '8d',
    };
    const story = await begin({}, [], {
      scenario: scenarioOf(
        { [VIDEO]: [status('0s', 'FINISHED')] },
        { accounts: [own, { token: reconnected.token, id: reconnected.userId, username: 'brand' }] },
      ),
    });
    await story.pass('9d');
    expect(firstLines(story)).toHaveLength(4);
    expect(firstLines(story).at(-1)).toMatch(/^🔑 Can't check brand/);
    await story.bot.tokenStore.saveConnected(reconnected, { grantEndsAt: story.clock.now() + 90 * DAY });
    await story.pass('10s');
    expect(firstLines(story).at(-1)).toMatch(/^✅ Threads answers for brand again/);
    await story.pass('20m');
    const warnings = story.alerts().filter(({ first }) => first.startsWith('🔑 The permission'));
    expect(warnings).toHaveLength(3);
    for (const { now } of warnings) expect(now).toMatch(/\n {2}✅ Renewed .*: the new token works/);
    await story.restart();
    expect(story.accounts.get('brand')?.token).toBe(reconnected.token);
    expect(story.accounts.get('brand')?.workspaces).toEqual(['w1']);
  });
});

describe('a warning', () => {
  it('is sent once to each channel that subscribes to the account, also to one that subscribes later', async () => {
    const story = await begin({ ...SIXTY, grant_life: '30d' });
    await story.type('alerts on', channelRef('c2'));
    await story.pass('24d');
    await story.restart();
    await story.pass('1h');
    await story.type(`watch ${VIDEO}`, channelRef('c3'));
    await story.pass('10m');
    for (const name of ['c1', 'c2', 'c3']) {
      const warnings = story.alerts(name).filter(({ first }) => first.startsWith('🔑'));
      expect(warnings.map(({ first }) => first.slice(0, 38))).toEqual([
        '🔑 The permission that brand gave ends',
      ]);
    }
  });

  it('is only logged where no channel has subscribed to the account in the last 30 days', async () => {
    const story = await begin({ ...SIXTY, grant_life: '45d' });
    await story.type('alerts off');
    await story.pass('44d');
    expect(firstLines(story)).toEqual([]);
    await new Promise(setImmediate);
    expect(story.log).toContain('the permission that it gave ends soon; the account needs a new token');
    expect(story.log.match(/ends soon/g)).toHaveLength(3);
  });
});

/** Plays eight days until a permission ends. The process crashes at one await and is started again. */
async function playPermissionEnd(crashAfter: number): Promise<{ days: number[]; crashed: boolean }> {
  let process = new CrashableProcess();
  const story = await begin({ ...SIXTY, grant_life: '8d' }, [], {
    live: () => (process = new CrashableProcess()),
  });
  process.crashAfter(crashAfter);
  let crashed = false;
  for (let hours = 0; hours < 8 * 24 + 2; hours += 1) {
    await story.pass('1h').catch(() => undefined);
    if (!process.hasCrashed) continue;
    crashed = true;
    await story.restart();
  }
  await story.end();
  return { days: story.alerts().map(({ at }) => Math.floor((at + MINUTE) / DAY)), crashed };
}

it('a warning is sent with at most one duplicate, whichever await the process crashes at', async () => {
  const { days: expected } = await playPermissionEnd(Number.POSITIVE_INFINITY);
  expect(expected).toEqual([1, 5, 7, 8]);
  const crashes = await crashAtEachAwait(
    playPermissionEnd,
    ({ days }, awaits) => {
      expect([...new Set(days)], `crash at await ${awaits}`).toEqual(expected);
      expect(days.length - expected.length, `crash at await ${awaits}`).toBeLessThanOrEqual(1);
    },
    2,
    { first: 0, every: isThorough ? 1 : 7 },
  );
  expect(crashes).toBeGreaterThan(10);
});

describe('a refresh', () => {
  it('is made once, even if several rounds run at the same time', async () => {
    const story = await begin({ ...SIXTY, token_age: '58d' });
    const job = story.bot.jobs.find(({ name }) => name === 'tokens');
    const { signal } = new AbortController();
    await Promise.all([job?.run(signal), job?.run(signal), job?.run(signal)]);
    expect(callTimes(story, 'refresh_access_token')).toHaveLength(1);
  });

  it('survives a restart with TOKEN_KEY; without it, the next start uses the configured token', async () => {
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

  it('loses no token, whichever await the process crashes at', async () => {
    const crash = async (awaits: number): Promise<void> => {
      let process = new CrashableProcess();
      const story = await begin({ ...SIXTY, token_age: '45d' }, [], {
        live: () => (process = new CrashableProcess()),
      });
      process.crashAfter(awaits);
      for (let day = 0; day < 10 && !process.hasCrashed; day += 1)
        await story.pass('1d').catch(() => undefined);
      await story.restart();
      await story.pass('12d');
      expect(firstLines(story), `crash at await ${awaits}`).toEqual([]);
    };
    await Promise.all(Array.from({ length: 16 }, (_, awaits) => crash(awaits)));
  });
});

import { describe, expect, it, onTestFinished } from 'vitest';
import { Accounts } from '../../src/accounts/accounts.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

const OTHER = '17900000000000002';
const THIRD = '17900000000000003';
const FAILING = { [VIDEO]: [status('0s', 'IN_PROGRESS'), status('150s', 'ERROR', 'UNKNOWN')] };

async function begin(
  containers: Parameters<typeof scenarioOf>[0],
  faults: readonly object[],
): Promise<Story> {
  const story = await Story.begin({ scenario: scenarioOf(containers, { faults }) });
  onTestFinished(() => story.end());
  return story;
}

const outage = (from: string, to: string, rest: object = {}) => ({ from, to, http: 500, body: '', ...rest });

describe('an outage of Threads', () => {
  it('shorter than ten minutes sends no notification, and the checks that fell due are made up for', async () => {
    const story = await begin(FAILING, [outage('90s', '8m')]);
    await story.type(`watch ${VIDEO}`);
    await story.pass('25h');
    const [failure, ...others] = story.alerts();
    expect(others).toEqual([]);
    expect(failure?.first).toMatch(/^❌ Container 17900000000000001 failed/);
    expect(failure?.at).toBeLessThanOrEqual(10 * 60_000);
    expect(story.checksAt(VIDEO)).toBeLessThanOrEqual(7);
  });

  it('that lasts notifies each channel once, and once more when it is over, and names no container', async () => {
    const story = await begin({ ...FAILING, [OTHER]: [status('0s', 'FINISHED')] }, [outage('90s', '3h')]);
    await story.type(`watch ${VIDEO}`, channelRef('c1'));
    await story.type(`watch ${OTHER}`, channelRef('c2'));
    await story.pass('4h');
    const [began, ended, failure, ...others] = story.alerts('c1');
    expect(others).toEqual([]);
    expect(began?.first).toMatch(/^🌩️ Can't check brand: Threads hasn't answered since/);
    expect(began?.at).toBeLessThanOrEqual(14 * 60_000);
    expect(ended?.first ?? '').toMatch(/^✅ Threads answers for brand again/);
    expect(began?.first).not.toMatch(/1790/);
    expect(failure?.first).toMatch(/^❌/);
    expect(story.alerts('c2').map(({ first }) => [...first][0])).toEqual(['🌩', '✅', '🟢']);
    expect(began?.now).toMatch(/\n {2}✅ Over since .*; it lasted \d+ h/);
  });

  it('is probed every minute at first, and every 15 minutes at the latest', async () => {
    const story = await begin(FAILING, [outage('90s', '6h')]);
    await story.type(`watch ${VIDEO}`);
    await story.pass('5h');
    const probes = story.sandbox.calls
      .filter((call) => call.path.startsWith('/v1.0/me'))
      .map((call) => Date.parse(call.at));
    const gaps = probes
      .slice(1)
      .map((at, index) => at - (probes[index] ?? 0))
      .filter((gap) => gap > 0);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(60_000);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(15 * 60_000 + 5_000);
    expect(story.checksAt(VIDEO)).toBe(3);
  });

  it('does not cost the 23 h check: the account is probed first', async () => {
    const story = await begin({ [VIDEO]: [status('0s', 'FINISHED'), status('24h', 'EXPIRED')] }, [
      outage('22h50m', '23h20m'),
    ]);
    await story.type(`watch ${VIDEO}`);
    await story.pass('25h');
    expect(story.alertsOn(VIDEO).map(({ first }) => [...first][0])).toEqual(['🟢', '⏰', '⌛']);
    expect(story.checksAt(VIDEO)).toBe(8);
  });

  it('of every status call is one of the account, though `/me` answers; it ends with the next answered status', async () => {
    const ids = [VIDEO, OTHER, THIRD];
    const story = await begin(Object.fromEntries(ids.map((id) => [id, FAILING[VIDEO] ?? []])), [
      outage('90s', '2h', { only: 'status' }),
    ]);
    await story.type(`watch ${ids.join(' ')}`);
    await story.pass('3h');
    expect(story.alerts().map(({ first }) => first.split(' ')[0])).toEqual(['🌩️', '✅', '❌']);
  });

  it('of the status calls for one container alone is reported for that container, and its watch goes on', async () => {
    const story = await begin(FAILING, [outage('90s', '2h', { only: 'status' })]);
    await story.type(`watch ${VIDEO}`);
    await story.pass('3h');
    expect(story.alerts().map(({ first }) => first.split(' ')[0])).toEqual(['⚠️', '❌']);
    expect(story.checksAt(VIDEO)).toBeLessThanOrEqual(8);
  });
});

describe('a token that is refused', () => {
  const refused = (from: string, to: string) => ({
    from,
    to,
    error: { code: 190, error_subcode: 463 },
    http: 500,
  });

  it('is one alert per channel for any number of containers, and is probed once an hour', async () => {
    const containers = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [
        String(17900000000000001n + BigInt(index)),
        [status('0s', 'FINISHED')],
      ]),
    );
    const story = await begin(containers, [refused('30s', '5h30m')]);
    await story.type(`watch ${Object.keys(containers).join(' ')}`);
    const before = story.sandbox.calls.length;
    await story.pass('5h');
    const [alert, ...others] = story.alerts();
    expect(others).toEqual([]);
    expect(alert?.first).toMatch(/^🔑 Can't check brand: the account's access token has expired\n/);
    expect(alert?.first).toContain('put the long-lived one into THREADS_ACCESS_TOKEN');
    expect(story.sandbox.calls.length - before).toBeLessThanOrEqual(20);
    await story.pass('2h');
    const icons = story.alerts().map(({ first }) => [...first][0]);
    expect(icons).toEqual(['🔑', '✅', '🟢']);
  });

  it('is found out when a container is not found', async () => {
    const story = await begin(
      { [VIDEO]: [{ at: '0s', error: { http: 400, code: 24, error_subcode: 4279009 } }] },
      [{ ...refused('0s', '25h'), only: 'me' }],
    );
    await story.type(`watch ${VIDEO}`);
    await story.pass('30m');
    expect(story.alerts().map(({ first }) => first.split(' ')[0])).toEqual(['🔑']);
  });
});

describe('an account that a person asks about before its next probe is due', () => {
  const CONTAINERS = {
    [VIDEO]: [status('0s', 'IN_PROGRESS'), status('5m', 'ERROR', 'UNKNOWN')],
    [OTHER]: [status('0s', 'IN_PROGRESS'), status('5m', 'ERROR', 'UNKNOWN')],
  };
  const checkpoint = { from: '50s', to: '3m', http: 500, error: { code: 190, error_subcode: 459 } };

  /** The outage starts at the 1 min check and delays both containers; the next scheduled probe is at 1 h 1 min. */
  async function beginRefused(fault: object = checkpoint): Promise<Story> {
    const story = await begin(CONTAINERS, [fault]);
    await story.type(`watch ${VIDEO}`);
    await story.type(`watch ${OTHER}`);
    await story.pass('5m');
    expect(story.alerts().map(({ first }) => first.split(' ')[0])).toEqual(['🔑']);
    return story;
  }

  it.each(['quota', 'doctor', 'accounts', 'status 17900000000000009'])(
    'recovers because `%s` was answered',
    async (line) => {
      const story = await begin({ ...CONTAINERS, '17900000000000009': [status('0s', 'FINISHED')] }, [
        checkpoint,
      ]);
      await story.type(`watch ${VIDEO} ${OTHER}`);
      await story.pass('5m');
      await story.type(line);
      await story.pass('10s');
      const [began, failures, ...others] = story.alerts();
      expect(others).toEqual([]);
      expect(began?.now).toMatch(/^🔑 .*\n {2}✅ Over since /);
      expect(failures?.first).toMatch(/^❌ 2 posts of brand failed/);
    },
  );

  it('is probed when a person asks for the status of a watched container, and they get it', async () => {
    const story = await beginRefused();
    expect(await story.type(`status ${VIDEO}`)).toMatch(/^❌ Container 17900000000000001 failed/);
    await story.pass('10s');
    const [began, failures, ...others] = story.alerts();
    expect(others).toEqual([]);
    expect(began?.now).toMatch(/^🔑 .*\n {2}✅ Over since /);
    expect(failures?.now).toMatch(/^❌ 2 posts of brand failed/);
  });

  it('is probed when a person watches one more container', async () => {
    const story = await beginRefused();
    expect(await story.type('watch 17900000000000008')).not.toContain('No check is possible now');
    await story.pass('10s');
    expect(story.alertsOn(OTHER)).toHaveLength(1);
  });

  it('but is still refused says so and when the next probe is, and alerts nobody again', async () => {
    const story = await beginRefused({ ...checkpoint, to: '2h' });
    const answer = await story.type(`status ${VIDEO}`);
    expect(answer).toMatch(/^⚠️ Can't check 17900000000000001 of brand: Threads wants the account to log in/);
    expect(answer).toContain('Log in to Threads as brand');
    expect(answer).toContain('next try 2026-01-01 01:05 UTC (in 1 h)');
    expect(answer).toContain(`[Check again] /threads status ${VIDEO} account:brand`);
    expect(story.alerts()).toHaveLength(1);
    await story.pass('2h');
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
  });

  it('and whose containers alone are refused has no outage: each is reported by itself', async () => {
    const story = await begin(CONTAINERS, [{ ...checkpoint, to: '2h', only: 'status' }]);
    await story.type(`watch ${VIDEO}`);
    await story.type(`watch ${OTHER}`);
    await story.pass('30m');
    expect(story.alerts().map(({ first }) => first.split(' ')[0])).toEqual(['⚠️']);
    expect(await story.type('watches')).not.toContain('no check possible at present');
  });

  it('is probed once when many people ask at the same time', async () => {
    const story = await beginRefused({ ...checkpoint, to: '2h' });
    const calls = story.sandbox.calls.length;
    await Promise.all(Array.from({ length: 20 }, () => story.type(`status ${VIDEO}`)));
    expect(story.sandbox.calls.length - calls).toBe(1);
  });
});

describe('a rate limit of Threads', () => {
  const limited = {
    from: '90s',
    to: '2h',
    http: 400,
    error: { code: 613, error_subcode: 4279002 },
    headers: { 'retry-after': '5400' },
  };

  it('is notified with its end, and no call is made before that', async () => {
    const story = await begin(FAILING, [limited]);
    await story.type(`watch ${VIDEO}`);
    await story.pass('2m');
    const calls = story.sandbox.calls.length;
    expect(story.alerts()[0]?.first).toMatch(
      /^🚦 Can't check brand: Threads limits its calls until .*\(in 1 h 30 min\)/,
    );
    await story.pass('89m');
    expect(story.sandbox.calls.length).toBe(calls);
    await story.pass('3h');
    expect(story.alerts().at(-1)?.first).toMatch(/^❌/);
  });

  it('allows no call for a person either; the answer says when the next try is', async () => {
    const story = await begin(FAILING, [limited]);
    await story.type(`watch ${VIDEO}`);
    await story.pass('3m');
    const calls = story.sandbox.calls.length;
    for (const line of [`status ${VIDEO}`, `status ${OTHER}`, 'quota'])
      expect(await story.type(line)).toMatch(/next try .*\(in 1 h 29 min\)/i);
    await story.type(`watch ${OTHER}`);
    expect(story.sandbox.calls.length).toBe(calls);
  });

  it('holds after a restart', async () => {
    const story = await begin(FAILING, [limited]);
    await story.type(`watch ${VIDEO}`);
    await story.pass('3m');
    const calls = story.sandbox.calls.length;
    await story.restart();
    await story.pass('80m');
    expect(story.sandbox.calls.length).toBe(calls);
    expect(await story.type(`status ${VIDEO}`)).toContain(
      'Threads limits how often this account may be called',
    );
  });
});

it('a watch of an account with an outage is kept, and the answer says why there is no status', async () => {
  const story = await begin(FAILING, [outage('0s', '5m')]);
  expect(await story.type(`watch ${VIDEO}`)).toContain(
    'No check is possible now: Threads is failing or unreachable',
  );
  await story.pass('10m');
  expect(story.alerts().map(({ first }) => [...first][0])).toEqual(['❌']);
});

it('an account that was taken out of the configuration is reported like one whose token is refused', async () => {
  const story = await begin(FAILING, []);
  await story.type(`watch ${VIDEO}`);
  await story.restart(new Accounts([]));
  await story.pass('2m');
  expect(story.alerts().map(({ first }) => first.split('\n')[0])).toEqual([
    "🔑 Can't check brand: Threads refuses the account's access token",
  ]);
});

import { describe, expect, it, onTestFinished } from 'vitest';
import { createMetrics, type Metrics } from '../../src/app/metrics.ts';
import { DeliveryError } from '../../src/notifications/chatPort.ts';
import { error, type Step, scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, START, Story, type StoryOptions } from '../support/story.ts';

const OTHER = '17900000000000002';
const SECRET = 'sandbox-token';

/** The names that operators' dashboards and alert rules are built on. */
const NAMES = [
  'account_health',
  'api_errors_total',
  'build_info',
  'call_budget_ratio',
  'check_lag_seconds',
  'checks_total',
  'deliveries_refused_total',
  'events_total',
  'hook_calls_total',
  'lease_held',
  'notification_dwell_seconds',
  'notifications_oldest_seconds',
  'notifications_pending',
  'notifications_total',
  'quota_limit',
  'quota_used',
  'readings_total',
  'ready',
  'token_expiry_timestamp_seconds',
  'token_last_refresh_timestamp_seconds',
  'watches',
];

interface MeasuredStory {
  readonly story: Story;
  readonly metrics: Metrics;
  /** The value of one series, written as Prometheus writes it, without the prefix; `undefined` where there is none. */
  read(series: string): Promise<number | undefined>;
}

/** The series of all counters of ours, without their values. */
async function countersOf({ registry }: Metrics): Promise<string[]> {
  const lines = (await registry.metrics()).split('\n');
  return lines.flatMap((line) => /^threadwatch_\w+_total(?:\{.*\})?(?= )/.exec(line)?.[0] ?? []).sort();
}

async function beginMeasured(
  containers: Readonly<Record<string, readonly Step[]>>,
  rest: Readonly<Record<string, unknown>> = {},
  options: Partial<StoryOptions> = {},
): Promise<MeasuredStory> {
  const metrics = createMetrics({
    version: '1.2.3',
    platforms: ['terminal'],
    isReady: () => true,
    holdsStore: async () => true,
    readState: () => story.bot.readState(),
  });
  const story: Story = await Story.begin({
    scenario: scenarioOf(containers, rest),
    reach: () => ({ onCall: (call) => metrics.countCall(call) }),
    observer: metrics.observer,
    ...options,
  });
  const atStart = await countersOf(metrics);
  onTestFinished(async () => {
    await story.end();
    // A series that appears later shows no first increase.
    expect(await countersOf(metrics)).toEqual(atStart);
  });
  const read = async (series: string): Promise<number | undefined> => {
    const lines = (await metrics.registry.metrics()).split('\n');
    const line = lines.find((each) => each.startsWith(`threadwatch_${series} `));
    return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
  };
  return { story, metrics, read };
}

it('the metrics have these names and no others of ours, and each says what it is', async () => {
  const { registry } = createMetrics({
    version: '1.2.3',
    platforms: ['discord'],
    isReady: () => false,
    holdsStore: async () => false,
    readState: () => undefined,
  });
  const all = await registry.getMetricsAsJSON();
  const ours = all.filter(({ name }) => !/^(process|nodejs)_/.test(name));
  expect(ours.map(({ name }) => name).sort()).toEqual(NAMES.map((name) => `threadwatch_${name}`));
  expect(ours.filter(({ help }) => help.length < 20)).toEqual([]);
  const text = await registry.metrics();
  expect(text).toContain('threadwatch_build_info{version="1.2.3"} 1');
  expect(text).toContain('threadwatch_ready 0');
  expect(text).toContain('threadwatch_lease_held 0');
  expect(text).toContain('threadwatch_checks_total{outcome="published"} 0');
});

describe('watches and checks', () => {
  it('are counted by state and outcome, also after a restart', async () => {
    const { story, read } = await beginMeasured({
      [VIDEO]: [status('0s', 'IN_PROGRESS'), status('90s', 'FINISHED'), status('150s', 'PUBLISHED')],
      [OTHER]: [status('0s', 'BEWITCHED')],
    });
    await story.type(`watch ${VIDEO}`);
    await story.type(`watch ${OTHER}`);
    await story.type(`watch ${VIDEO}`, channelRef('c2'));
    expect(await read('watches{state="in_progress"}')).toBe(1);
    expect(await read('watches{state="other"}')).toBe(1);
    await story.pass('121s');
    expect(await read('watches{state="in_progress"}')).toBe(0);
    expect(await read('watches{state="finished"}')).toBe(1);
    await story.restart();
    expect(await read('watches{state="finished"}')).toBe(1);
    await story.pass('2m');
    expect(await read('watches{state="finished"}')).toBe(0);
    expect(await read('checks_total{outcome="published"}')).toBe(1);
    expect(await read('checks_total{outcome="in_progress"}')).toBe(2);
    expect(await read('checks_total{outcome="other"}')).toBe(story.checksAt(OTHER));
    await story.type('unwatch all');
    expect(await read('watches{state="other"}')).toBe(0);
  });

  it('a check that is made late shows by how much', async () => {
    const { story, read } = await beginMeasured({ [VIDEO]: [status('0s', 'IN_PROGRESS')] });
    await story.type(`watch ${VIDEO}`);
    const before = (await read('check_lag_seconds_sum')) ?? 0;
    await story.sleep('10m');
    expect(await read('check_lag_seconds_sum')).toBe(before + 540);
    expect(await read('check_lag_seconds_bucket{le="300"}')).toBe(1);
    expect(await read('check_lag_seconds_count')).toBe(2);
  });

  it('an error is counted by a code that Threads documents, and any other as one', async () => {
    const { story, read, metrics } = await beginMeasured({
      [VIDEO]: [error('0s', 24, 4279009)],
      [OTHER]: [error('0s', 987_654)],
    });
    await story.type(`status ${VIDEO}`);
    await story.type(`status ${OTHER}`);
    expect(await read('api_errors_total{code="24"}')).toBeGreaterThan(0);
    expect(await read('api_errors_total{code="other"}')).toBeGreaterThan(0);
    expect(await metrics.registry.metrics()).not.toContain('987654');
  });
});

describe('an account', () => {
  it('is healthy or not, with its quotas, its token and its budget', async () => {
    const { story, read, metrics } = await beginMeasured(
      {},
      {
        quotas: { posts: [{ at: '0s', usage: 25, total: 250 }] },
        faults: [{ from: '2h', to: '3h', http: 401, error: { code: 190 } }],
      },
    );
    await story.type('quota');
    await story.type('alerts on');
    await story.pass('1h');
    expect(await read('account_health{account="brand"}')).toBe(1);
    expect(await read('readings_total{outcome="answered"}')).toBeGreaterThan(0);
    expect(await read('quota_used{account="brand",quota="posts"}')).toBe(25);
    expect(await read('quota_limit{account="brand",quota="posts"}')).toBe(250);
    expect(await read('token_expiry_timestamp_seconds{account="brand"}')).toBeGreaterThan(START / 1_000);
    expect(await metrics.registry.metrics()).not.toContain(SECRET);
    await story.pass('70m');
    expect(await read('account_health{account="brand"}')).toBe(0);
    expect(await read('readings_total{outcome="failed"}')).toBeGreaterThan(0);
    expect(await read('api_errors_total{code="190"}')).toBeGreaterThan(0);
    await story.pass('3h');
    expect(await read('account_health{account="brand"}')).toBe(1);
  });

  it('that is not there any more is in no gauge', async () => {
    let isThere = true;
    const account = {
      name: 'shop',
      isHealthy: true,
      budgetUsed: 0.8,
      tokenEndsAt: 5_000,
      tokenRefreshedAt: 1_000,
      quotas: [{ pair: 'replies', used: 3, total: 1_000 }],
    } as const;
    const { registry } = createMetrics({
      version: '1.2.3',
      platforms: ['discord'],
      isReady: () => true,
      holdsStore: async () => true,
      readState: () => ({ accounts: isThere ? [account] : [], waiting: { count: 0, oldestMs: 0 } }),
    });
    const shown = await registry.metrics();
    for (const line of [
      'account_health{account="shop"} 1',
      'call_budget_ratio{account="shop"} 0.8',
      'token_expiry_timestamp_seconds{account="shop"} 5',
      'token_last_refresh_timestamp_seconds{account="shop"} 1',
      'quota_used{account="shop",quota="replies"} 3',
      'quota_limit{account="shop",quota="replies"} 1000',
    ])
      expect(shown).toContain(`threadwatch_${line}\n`);
    isThere = false;
    expect(await registry.metrics()).not.toContain('shop');
  });
});

describe('notifications', () => {
  const FAILS = { [VIDEO]: [status('0s', 'IN_PROGRESS'), status('100s', 'ERROR', 'UNKNOWN')] };

  it('are counted when they are sent, and wait while the platform takes nothing', async () => {
    const { story, read } = await beginMeasured(FAILS);
    await story.type(`watch ${VIDEO}`);
    expect(await read('notifications_total{kind="live",outcome="sent"}')).toBe(1);
    story.chat.fault = new DeliveryError('passing', '503', 'busy');
    await story.pass('12m');
    expect(await read('notifications_pending')).toBe(2);
    const oldest = (await read('notifications_oldest_seconds')) ?? 0;
    expect(oldest).toBeGreaterThan(590);
    expect(oldest).toBeLessThan(610);
    expect(await read('deliveries_refused_total{platform="terminal",reason="passing"}')).toBeGreaterThan(1);
    story.chat.fault = undefined;
    await story.pass('10m');
    expect(await read('notifications_pending')).toBe(0);
    expect(await read('notifications_oldest_seconds')).toBe(0);
    expect(await read('notifications_total{kind="container",outcome="sent"}')).toBe(1);
    expect(await read('notification_dwell_seconds_bucket{le="300"}')).toBe(1);
    expect(await read('notification_dwell_seconds_count')).toBe(2);
  });

  it('that a snooze holds back are not late, and what is not true after it is unwanted', async () => {
    const { story, read } = await beginMeasured({
      [VIDEO]: [status('0s', 'FINISHED'), status('3h', 'PUBLISHED')],
      [OTHER]: FAILS[VIDEO] ?? [],
    });
    await story.type('snooze 23h30m');
    await story.type(`watch ${VIDEO}`);
    await story.type(`watch ${OTHER}`);
    await story.pass('1h');
    for (const id of [VIDEO, OTHER]) expect(story.alertsOn(id)).toEqual([]);
    expect(await read('notifications_pending')).toBe(0);
    await story.pass('24h');
    expect(await read('notifications_total{kind="container",outcome="sent"}')).toBe(1);
    expect(await read('notifications_total{kind="container",outcome="unwanted"}')).toBe(1);
    expect(await read('notification_dwell_seconds_sum')).toBeLessThan(10);
  });

  it('are lost with their channel, and set aside where the platform refuses them in every form', async () => {
    const { story, read } = await beginMeasured({ ...FAILS, [OTHER]: FAILS[VIDEO] ?? [] });
    await story.type(`watch ${VIDEO}`);
    await story.type(`watch ${OTHER}`, channelRef('c2'));
    story.chat.failed.add('c2');
    story.chat.refuses = ({ words }) =>
      words.includes('failed:') ? new DeliveryError('refused', '240000', 'a harmful link') : undefined;
    await story.pass('1h');
    expect(await read('notifications_total{kind="container",outcome="lost"}')).toBe(1);
    expect(await read('notifications_total{kind="container",outcome="set_aside"}')).toBe(1);
    expect(await read('deliveries_refused_total{platform="terminal",reason="lasting"}')).toBeGreaterThan(0);
    expect(await read('deliveries_refused_total{platform="terminal",reason="refused"}')).toBeGreaterThan(2);
  });
});

import { describe, expect, it, onTestFinished } from 'vitest';
import { decideQuotaAlerts } from '../../src/alerts/decideQuotaAlerts.ts';
import type { QuotaSubscription } from '../../src/alerts/quotaSubscription.ts';
import { StoreError } from '../../src/store/store.ts';
import type { QuotaReading } from '../../src/threads/quotas.ts';
import { flushTurns } from '../support/flushTurns.ts';
import { interceptStore } from '../support/interceptStore.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, type ProcessWrapper, Story } from '../support/story.ts';

async function begin(quotas: object, rest: object = {}, live?: () => ProcessWrapper): Promise<Story> {
  const story = await Story.begin({ scenario: scenarioOf({}, { quotas, ...rest }), ...(live && { live }) });
  onTestFinished(() => story.end());
  return story;
}

const posts = (...steps: [at: string, usage: number, total?: number][]) => ({
  posts: steps.map(([at, usage, total]) => ({ at, usage, ...(total !== undefined && { total }) })),
});

const titles = (story: Story): string[] => story.alerts().map(({ first }) => first.split('\n')[0] ?? '');

/** How many turns of the event loop a store takes that is slow: more than all else that a process does before it ends. */
const SLOW = 50;

/** A quota frees up after two hours. The program is told to end at a write of what follows, and is started again. */
async function stopAtWrite(write: number): Promise<{ story: Story; wasStopped: boolean }> {
  let writesLeft = Number.POSITIVE_INFINITY;
  let isClosed = false;
  const story = await begin(posts(['0s', 250, 250], ['2h', 100]), {}, () => ({
    chat: (chat) => chat,
    store: (store) =>
      interceptStore(store, async (kind, call) => {
        if (kind === 'write') writesLeft -= 1;
        if (kind === 'write' && writesLeft === -1) {
          story.stopJobs();
          await flushTurns(SLOW);
        }
        if (isClosed) throw new StoreError('store_failed', 'the store is closed');
        return call();
      }),
  }));
  await story.type('alerts on');
  await story.pass('119m');
  writesLeft = write;
  await story.pass('6m').catch(() => undefined);
  const wasStopped = story.isStopping;
  if (wasStopped) {
    await story.bot.drain();
    isClosed = true;
    await flushTurns(SLOW);
    isClosed = false;
    await story.restart();
  }
  await story.pass('1h');
  return { story, wasStopped };
}

describe('a quota that fills up', () => {
  it('alerts at 80, 95 and 100 %, once each, and the alerts show when there is room again', async () => {
    const story = await begin(posts(['0s', 100, 250], ['1h', 200], ['2h', 238], ['3h', 250], ['4h', 100]));
    await story.type('alerts on');
    await story.pass('10h');
    expect(titles(story)).toEqual([
      '📈 brand is past 80 % of its posts: 200 / 250 posts (80 %)',
      '📈 brand is past 95 % of its posts: 238 / 250 posts (95 %)',
      '🛑 brand has used up its posts: 250 / 250 posts (100 %)',
      '✅ brand has room for posts again: 100 / 250 posts (40 %)',
    ]);
    expect(story.alerts().at(-1)?.first).toContain('It was used up for 1 h.');
    for (const { now, edits } of story.alerts().slice(0, 3)) {
      expect(now).toMatch(/\n {2}✅ Room again since .*: 100 \/ 250 posts \(40 %\)/);
      expect(edits).toBe(1);
    }
  });

  it('and has room again is told so once, at whichever write the program is told to end', async () => {
    for (let write = 0; ; write += 1) {
      const { story, wasStopped } = await stopAtWrite(write);
      if (!wasStopped) return expect(write).toBeGreaterThan(2);
      expect(titles(story), `told to end at write ${write}`).toEqual([
        '🛑 brand has used up its posts: 250 / 250 posts (100 %)',
        '✅ brand has room for posts again: 100 / 250 posts (40 %)',
      ]);
    }
  });

  it('and is used up for less than an hour shows by edits alone that there is room again', async () => {
    const story = await begin(posts(['0s', 250, 250], ['50m', 100]));
    await story.type('alerts on');
    await story.pass('10h');
    expect(titles(story)).toEqual(['🛑 brand has used up its posts: 250 / 250 posts (100 %)']);
    expect(story.alerts()[0]?.now).toMatch(/\n {2}✅ Room again since/);
  });

  it('and crosses several thresholds at once alerts once, for the highest', async () => {
    const story = await begin(posts(['0s', 100, 250], ['1h', 250]));
    await story.type('alerts on');
    await story.pass('3h');
    expect(titles(story)).toEqual(['🛑 brand has used up its posts: 250 / 250 posts (100 %)']);
    expect(story.alerts()[0]?.first).toContain('Crossed 80 %, 95 % and 100 % at once.');
  });

  it('and goes up and down around a threshold alerts again only after it fell five points below', async () => {
    const story = await begin(posts(['0s', 200, 250], ['1h', 190], ['2h', 201], ['3h', 187], ['4h', 202]));
    await story.type('alerts on');
    await story.pass('5h');
    expect(titles(story)).toEqual([
      '📈 brand is past 80 % of its posts: 200 / 250 posts (80 %)',
      '📈 brand is past 80 % of its posts: 202 / 250 posts (81 %)',
    ]);
  });

  it('and whose total grows has room again, and is compared with the new total', async () => {
    const story = await begin(posts(['0s', 240, 250], ['1h', 240, 500], ['2h', 480, 500]));
    await story.type('alerts on');
    await story.pass('3h');
    expect(titles(story)).toEqual([
      '📈 brand is past 95 % of its posts: 240 / 250 posts (96 %)',
      '📈 brand is past 95 % of its posts: 480 / 500 posts (96 %)',
    ]);
    expect(story.alerts()[0]?.now).toMatch(/✅ Room again since .*: 240 \/ 500 posts \(48 %\)/);
  });

  it('alerts each channel at its own thresholds', async () => {
    const story = await begin(posts(['0s', 130, 250]));
    await story.type('alerts on thresholds:50', channelRef('c1'));
    await story.type('alerts on', channelRef('c2'));
    await story.pass('1h');
    expect(story.alerts('c1')).toHaveLength(1);
    expect(story.alerts('c2')).toEqual([]);
  });

  it('has a channel show who turned its alerts on, and who turned them off', async () => {
    const story = await begin(posts(['0s', 100, 250]));
    await story.type('alerts off');
    await story.type('alerts on thresholds:50');
    await story.type('alerts off');
    expect(story.chat.messages.map(({ first }) => first)).toEqual([
      '🔔 Quota alerts for brand are on in this channel, at 50 %\n  By ann',
      '🔕 Quota alerts for brand are off in this channel\n  By ann',
    ]);
  });

  it('is not read while no channel subscribes to it', async () => {
    const story = await begin(posts(['0s', 250, 250]));
    await story.type('alerts on');
    await story.type('alerts off');
    const readings = () => story.sandbox.calls.filter(({ path }) => path.includes('publishing_limit')).length;
    const before = readings();
    await story.pass('5h');
    expect(readings()).toBe(before);
  });
});

describe('a pair whose scope is missing', () => {
  it('is shown as unknown, with the name of the scope, and never as 0', async () => {
    const story = await begin({ ...posts(['0s', 212, 250]), deletes: 'no-scope' });
    const answer = await story.type('quota');
    expect(answer).toContain('deletes: unknown; most likely the scope threads_delete was not granted');
    expect(answer).toContain('212 / 250 posts (85 %)');
    expect(answer).not.toMatch(/0 \/ \S+ deletes/);
  });
});

describe('a token that may read none of the quotas', () => {
  const NONE = { posts: 'no-scope', replies: 'no-scope', deletes: 'no-scope', location_searches: 'no-scope' };
  const FAILING = {
    [VIDEO]: [
      status('0s', 'IN_PROGRESS'),
      status('30m', 'FINISHED'),
      status('23h30m', 'ERROR', 'FAILED_PROCESSING_AUDIO'),
    ],
  };
  /** Only quota calls fail, with code 10. */
  const DENIED = { faults: [{ from: '0s', only: 'quotas', http: 500, error: { code: 10 } }] };

  it.each<[title: string, rest: Record<string, unknown>]>([
    ['an empty answer', { quotas: NONE }],
    ['code 10', DENIED],
  ])('has four unknown quotas, of which %s is no outage', async (_title, rest) => {
    const story = await Story.begin({ scenario: scenarioOf(FAILING, rest) });
    onTestFinished(() => story.end());
    for (const line of ['quota', 'alerts on'])
      expect(
        (await story.type(line)).match(/unknown; most likely the scope threads_\w+ was not granted/g),
      ).toHaveLength(4);
    const report = await story.type('doctor');
    expect(report).toContain('0 of 4 quotas answer; most likely not granted: threads_content_publish');
    expect(report).not.toMatch(/failing or unreachable/);
  });

  it('costs few calls a day, and its containers are checked as usual', async () => {
    const story = await Story.begin({ scenario: scenarioOf(FAILING, { quotas: NONE }) });
    onTestFinished(() => story.end());
    await story.type(`watch ${VIDEO}`);
    await story.type('alerts on');
    for (let hour = 0; hour < 26; hour += 1) {
      await story.pass('1h');
      if (hour < 23) expect(await story.type('watches')).not.toContain('no check possible');
    }
    expect(titles(story).map((title) => title.split(' ')[0])).toEqual(['🐢', '⚠️', '⏰', '❌']);
    expect(story.sandbox.calls.length).toBeLessThan(150);
  });
});

it('quota calls that fail are no outage of the account, and calls of all kinds that fail are one', async () => {
  const story = await Story.begin({
    scenario: scenarioOf(
      { [VIDEO]: [status('0s', 'FINISHED')] },
      {
        quotas: posts(['0s', 100, 250]),
        faults: [
          { from: '10m', to: '30m', only: 'quotas', http: 503, body: '<html>' },
          { from: '30m', to: '1h', only: 'quotas', http: 500, body: '' },
          { from: '2h', to: '3h', http: 500, body: '' },
        ],
      },
    ),
  });
  onTestFinished(() => story.end());
  await story.type(`watch ${VIDEO}`);
  await story.type('alerts on');
  await story.pass('90m');
  expect(titles(story)).toEqual([`🟢 Container ${VIDEO} is ready, but not published`]);
  expect(story.sandbox.calls.length).toBeLessThan(60);
  await story.pass('2h');
  expect(titles(story).map((title) => title.split(' ')[0])).toEqual(['🟢', '🌩️', '✅']);
});

it('a quota that can not be read is answered with the reason, and does not alert', async () => {
  const story = await begin(posts(['0s', 250, 250]), {
    faults: [{ from: '0s', to: '2m', http: 503, body: '<html>' }],
  });
  expect(await story.type('alerts on')).toContain(
    "can't be read at present: Threads is failing or unreachable",
  );
  expect(story.alerts()).toEqual([]);
  await story.pass('10m');
  expect(titles(story)).toEqual(['🛑 brand has used up its posts: 250 / 250 posts (100 %)']);
});

describe('decideQuotaAlerts', () => {
  const subscription: QuotaSubscription = {
    version: 2,
    channel: channelRef('c1'),
    account: 'brand',
    by: 'ann',
    since: 0,
    thresholds: [80],
    fired: [],
    alerts: 0,
  };
  const unknown = { kind: 'unknown', missingScope: 'threads_delete' } as const;
  const reading = (used: number, total: number): QuotaReading => ({
    posts: { kind: 'known', used, total, windowSeconds: 86_400 },
    replies: unknown,
    deletes: unknown,
    location_searches: unknown,
  });

  it('changes nothing for an unknown pair, and for one without a total', () => {
    const fired = [{ pair: 'replies' as const, threshold: 80, notificationId: 'p' }];
    expect(decideQuotaAlerts({ ...subscription, fired }, reading(5, 0))).toEqual({ reached: [], freed: [] });
  });

  it.each([
    [199, 0],
    [200, 1],
    [300, 1],
  ])('at %d of 250 reaches %d thresholds', (used, count) => {
    expect(decideQuotaAlerts(subscription, reading(used, 250)).reached).toHaveLength(count);
  });
});

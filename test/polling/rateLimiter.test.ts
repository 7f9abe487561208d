import { describe, expect, it, onTestFinished } from 'vitest';
import { MINUTE, SECOND } from '../../src/duration.ts';
import { type Step, scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

const FAILING = { [VIDEO]: [status('0s', 'IN_PROGRESS'), status('150s', 'ERROR', 'UNKNOWN')] };
const NEVER_PUBLISHED = [status('0s', 'IN_PROGRESS'), status('10m', 'FINISHED'), status('24h', 'EXPIRED')];

/** A span in which Threads answers, and says how many per cent of its call budget the account has used. */
function used(
  percent: number,
  { from = '0s', to, minutes = 0 }: { from?: string; to?: string; minutes?: number } = {},
) {
  const usage = { call_count: percent, estimated_time_to_regain_access: minutes };
  const headers = { 'x-business-use-case-usage': JSON.stringify({ 1: [usage] }) };
  return { from, ...(to !== undefined && { to }), headers };
}

function idsOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(17900000000000100n + BigInt(index)));
}

async function begin(
  containers: Readonly<Record<string, readonly Step[]>>,
  faults: readonly object[],
): Promise<Story> {
  const story = await Story.begin({ scenario: scenarioOf(containers, { faults }) });
  onTestFinished(() => story.end());
  return story;
}

/** The calls from a time on: when each came, in ms after the start of the story, and for which container. */
function callsFrom(story: Story, from: number): { at: number; container: string | undefined }[] {
  return story.sandbox.calls
    .map(({ at, container }) => ({ at: Date.parse(at) - Date.UTC(2026, 0, 1), container }))
    .filter(({ at }) => at >= from);
}

function maxPerMinute(calls: readonly { at: number }[]): number {
  const counts = calls.map(({ at }) => calls.filter((call) => call.at >= at && call.at < at + MINUTE).length);
  return Math.max(...counts);
}

describe('an account that has used 80 % of its call budget', () => {
  const ids = idsOf(60);
  const fault = { from: '90s', to: '3h', http: 500, body: '' };

  async function beginOutage(): Promise<Story> {
    const story = await begin(Object.fromEntries(ids.map((id) => [id, NEVER_PUBLISHED])), [
      fault,
      used(80, { from: '3h' }),
    ]);
    for (const start of [40, 0, 20]) {
      await story.type(`watch ${ids.slice(start, start + 20).join(' ')}`);
      await story.pass('10s');
    }
    return story;
  }

  it('makes up for an outage in the order in which checks fell due, within its rate, and loses no check', async () => {
    const story = await beginOutage();
    await story.pass('4h');
    const checks = callsFrom(story, 180 * MINUTE).filter(({ container }) => container !== undefined);
    const batches = checks.map(({ container = '' }) => Math.floor(ids.indexOf(container) / 20));
    expect(batches).toEqual([2, 0, 1].flatMap((batch) => Array.from({ length: 20 }, () => batch)));
    expect(new Set(checks.map(({ container }) => container)).size).toBe(60);
    expect(maxPerMinute(callsFrom(story, 180 * MINUTE))).toBeLessThanOrEqual(33);
    const [first, last] = [checks[0]?.at ?? 0, checks.at(-1)?.at ?? 0];
    expect(last - first).toBeLessThanOrEqual(3 * MINUTE);

    await story.pass('21h');
    expect(maxPerMinute(callsFrom(story, 22 * 60 * MINUTE))).toBeLessThanOrEqual(33);
    expect(ids.filter((id) => story.checksAt(id) > 7)).toEqual([]);
    expect(await story.type('watches')).toContain('This channel watches nothing');
  });

  it('makes the queued checks also after a restart', async () => {
    const story = await beginOutage();
    await story.pass('3h');
    const until = story.clock.now();
    while (callsFrom(story, 180 * MINUTE).length < 20 && story.clock.now() < until + 20 * MINUTE)
      await story.pass('5s');
    await story.restart();
    await story.pass('30m');
    const checked = new Set(callsFrom(story, 180 * MINUTE).flatMap(({ container }) => container ?? []));
    expect(checked.size).toBe(60);
  });

  it('makes unrecoverable checks first', async () => {
    const early = idsOf(40);
    const story = await begin(
      {
        ...Object.fromEntries(early.map((id) => [id, NEVER_PUBLISHED])),
        [VIDEO]: [status('0s', 'FINISHED'), status('61s', 'EXPIRED')],
      },
      [used(80)],
    );
    await story.type(`watch ${early.slice(0, 20).join(' ')}`);
    await story.type(`watch ${early.slice(20).join(' ')}`);
    await story.type(`watch ${VIDEO} age:86339s`);
    await story.pass('75s');
    expect(story.alertsOn(VIDEO).at(-1)?.first).toMatch(/^⌛/);
    expect(story.alertsOn(VIDEO).at(-1)?.at).toBe(65 * SECOND);
    const checked = new Set(callsFrom(story, MINUTE).map(({ container }) => container));
    expect(checked.size).toBeLessThan(early.length);
  });

  it('still answers people at once', async () => {
    const story = await begin(FAILING, [used(99)]);
    for (const id of [VIDEO, VIDEO, VIDEO])
      expect(await story.type(`status ${id}`)).toContain('still processing');
  });
});

describe('an account that has used its whole call budget', () => {
  it('is not called until the time that Threads names, and its channels are notified once', async () => {
    const story = await begin(FAILING, [used(100, { from: '90s', to: '5m', minutes: 45 })]);
    await story.type(`watch ${VIDEO}`, channelRef('c1'));
    await story.type(`watch ${VIDEO}`, channelRef('c2'));
    await story.pass('46m');
    expect(callsFrom(story, 121 * SECOND)).toEqual([]);
    for (const each of ['c1', 'c2']) {
      const [limited, ...others] = story.alerts(each);
      expect(limited?.first).toMatch(/^🚦 Can't check brand: Threads limits its calls until .*\(in 44 min/);
      expect(others).toEqual([]);
    }
    await story.pass('2m');
    for (const each of ['c1', 'c2'])
      expect(story.alerts(each).map(({ first }) => first.split(' ')[0])).toEqual(['🚦', '✅', '❌']);
    expect(story.checksAt(VIDEO)).toBe(4);
  });

  it('is not called for an hour where Threads names no time, also after a restart', async () => {
    const story = await begin(FAILING, [used(100, { from: '90s', to: '30m' })]);
    await story.type(`watch ${VIDEO}`);
    await story.pass('4m');
    await story.restart();
    await story.pass('57m');
    expect(callsFrom(story, 121 * SECOND)).toEqual([]);
    await story.pass('2m');
    expect(story.alerts().at(-1)?.first).toMatch(/^❌/);
  });
});

it('an account that has used less than 75 % of its call budget has no rate limit', async () => {
  const ids = idsOf(40);
  const containers = Object.fromEntries(ids.map((id) => [id, NEVER_PUBLISHED]));
  const callLogs: unknown[] = [];
  for (const faults of [[], [used(74)]]) {
    const story = await begin(containers, faults);
    await story.type(`watch ${ids.slice(0, 20).join(' ')}`);
    await story.type(`watch ${ids.slice(20).join(' ')}`);
    await story.pass('25h');
    callLogs.push(
      callsFrom(story, 0)
        .map(({ at, container }) => `${at} ${container}`)
        .sort(),
    );
  }
  expect(callLogs[1]).toEqual(callLogs[0]);
});

import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { createRecords } from '../../../src/app/core/createRecords.ts';
import { createSteadyClock } from '../../../src/app/steadyClock.ts';
import { correctTimes, TIMED_COLLECTIONS } from '../../../src/app/time/correctTimes.ts';
import { createLifeSign, LifeSigns, type Machine } from '../../../src/app/time/lifeSign.ts';
import { isTimeField, shiftTimes } from '../../../src/app/time/shiftTimes.ts';
import { DAY, HOUR, MINUTE, parseDuration, SECOND } from '../../../src/duration.ts';
import { openStore } from '../../../src/store/openStore.ts';
import type { Collection, IndexedCollection, Store } from '../../../src/store/store.ts';
import { CrashableProcess, crashAtEachAwait } from '../../support/crashableProcess.ts';
import { scenarioOf, status } from '../../support/scenarios.ts';
import { channelRef, START, Story } from '../../support/story.ts';

const READY = '17900000000000001';
const FAILING = '17900000000000002';
const SNOOZED = '17900000000000003';

const ms = (duration: string): number => parseDuration(duration) ?? Number.NaN;

/** A machine whose wall clock can be set, which can be rebooted, and on which the bot runs. */
async function begin(failsAt: string, options: { faults?: readonly object[]; store?: Store } = {}) {
  const { faults = [], store = await openStore('memory:') } = options;
  let offset = 0;
  let bootId = 'first boot';
  const warned: string[] = [];
  const scenario = scenarioOf(
    {
      [READY]: [status('0s', 'FINISHED'), status('24h', 'EXPIRED')],
      [FAILING]: [status('0s', 'IN_PROGRESS'), status(failsAt, 'ERROR', 'UNKNOWN')],
      [SNOOZED]: [status('0s', 'IN_PROGRESS'), status('90s', 'ERROR', 'UNKNOWN')],
    },
    { faults },
  );
  const story = await Story.begin({
    scenario,
    store,
    botClock: (clock) =>
      createSteadyClock({
        wall: () => clock.now() + offset,
        monotonic: () => clock.now(),
        onStep: () => undefined,
      }),
  });
  onTestFinished(() => story.end());
  const machine = (): Machine => ({
    wall: () => story.clock.now() + offset,
    uptime: () => story.clock.now() - START,
    bootId,
  });
  const readBotTime = (): number => story.clock.now() + lead + offset;
  let lead = 0;
  return {
    story,
    warned,
    setBack(duration: string) {
      offset -= ms(duration);
    },
    /** While the bot runs, it goes on by its own time. */
    setBackWhileRunning(duration: string) {
      offset -= ms(duration);
      lead += ms(duration);
    },
    lifeSign: () => new LifeSigns(store).write(createLifeSign(machine(), readBotTime())),
    reboot() {
      bootId = 'second boot';
    },
    async restart() {
      lead = 0;
      await correctTimes(story.store, machine(), {
        warn: (_: unknown, words?: string) => void warned.push(words ?? ''),
      });
      await story.restart();
    },
    /** When each alert came, in true time since the start of the story, by its sign and container. */
    times: (): Map<string, number> =>
      new Map(story.alerts().map(({ first, at }) => [`${first.split(' ')[0]} ${/\d{17}/.exec(first)}`, at])),
  };
}

type Life = Awaited<ReturnType<typeof begin>>;

/** Watches, snoozes one container for two hours, lives until the restart, and then to the end. */
async function live(
  restartAt: string,
  step: (life: Life) => void | Promise<void>,
  faults: readonly object[] = [],
): Promise<Life> {
  const life = await begin(laterThan(restartAt), { faults });
  const { story } = life;
  await story.type(`watch ${READY} ${FAILING} ${SNOOZED}`);
  await story.bot.dispatch({
    command: 'snooze',
    args: { account: 'brand', container: SNOOZED, for: '2h' },
    channel: channelRef('c1'),
    person: { id: 'bob', isManager: true },
  });
  await story.bot.deliver();
  await story.pass(restartAt);
  await life.lifeSign();
  await step(life);
  await life.restart();
  await story.pass('26h');
  return life;
}

const usualLives = new Map<string, Promise<Life>>();

/** The same life on a clock that is right; each is lived once. */
function liveAsUsual(restartAt: string): Promise<Life> {
  const life = usualLives.get(restartAt) ?? live(restartAt, () => undefined);
  usualLives.set(restartAt, life);
  return life;
}

/** A moment soon after the restart. */
function laterThan(restartAt: string): string {
  return `${(ms(restartAt) + MINUTE) / 1_000}s`;
}

/** Every phase of a watch: between the early checks, before the alert about what is not published, and near the end. */
const PHASES = ['30s', '150s', '10m', '90m', '10h', '22h30m', '23h30m'];
const STEPS = ['10m', '1d', '40d'];

describe('a clock that is set back while the bot is away', () => {
  it.each(PHASES.flatMap((phase) => STEPS.map((step) => [phase, step] as const)))(
    'after %s, by %s, makes nothing late',
    async (phase, step) => {
      const usual = await liveAsUsual(phase);
      expect(usual.times().size).toBe(usual.story.alerts().length);
      const moved = await live(phase, (life) => life.setBack(step));
      expect([...moved.times().keys()].sort()).toEqual([...usual.times().keys()].sort());
      for (const [alert, at] of usual.times())
        expect(Math.abs((moved.times().get(alert) ?? Number.NaN) - at), alert).toBeLessThanOrEqual(MINUTE);
      expect(moved.warned).toEqual([expect.stringContaining('the clock of this machine was set back by')]);
      expect(usual.warned).toEqual([]);
    },
  );

  it.each(PHASES)('after %s, while it runs and before a restart, makes nothing late', async (phase) => {
    const usual = await liveAsUsual(phase);
    const moved = await live(phase, async (life) => {
      life.setBackWhileRunning('1d');
      await life.lifeSign();
    });
    for (const [alert, at] of usual.times())
      expect(Math.abs((moved.times().get(alert) ?? Number.NaN) - at), alert).toBeLessThanOrEqual(MINUTE);
  });

  it.each(PHASES)('after %s, and rebooted, makes nothing late, at one more check each', async (phase) => {
    const usual = await liveAsUsual(phase);
    const moved = await live(phase, (life) => {
      life.setBack('1d');
      life.reboot();
    });
    for (const [alert, at] of usual.times())
      expect((moved.times().get(alert) ?? Number.NaN) - at, alert).toBeLessThanOrEqual(MINUTE);
    expect(moved.warned).toEqual([expect.stringContaining('every container is checked now')]);
    // Its 8 scheduled checks, and the one that was made because nobody knew the time.
    expect(moved.story.checksAt(READY)).toBeLessThanOrEqual(9);
  });

  it('in an outage makes neither its alert nor its end late, and its messages are still edited', async () => {
    const faults = [{ from: '3m', to: '50m', http: 500, body: '' }];
    for (const phase of ['5m', '30m']) {
      const usual = await live(phase, () => undefined, faults);
      const moved = await live(phase, (life) => life.setBack('1d'), faults);
      const signs = (life: Life) => life.story.alerts().map(({ first }) => first.split(' ')[0]);
      expect(signs(moved)).toEqual(signs(usual));
      expect(signs(moved)).toContain('🌩️');
      const late = moved.story.alerts().map(({ at }, index) => at - (usual.story.alerts()[index]?.at ?? 0));
      expect(Math.max(...late)).toBeLessThanOrEqual(MINUTE);
      const outage = (life: Life) => life.story.alerts().find(({ first }) => first.startsWith('🌩️'))?.edits;
      expect(outage(moved)).toBe(outage(usual));
    }
  });

  it('changes nothing where the clock is right, or was set forward', async () => {
    const life = await begin('100s');
    await life.story.type(`watch ${FAILING}`);
    await life.lifeSign();
    life.setBack('-3h');
    await life.restart();
    expect(life.warned).toEqual([]);
  });
});

describe('a store that replicas share', () => {
  /** What a replica makes of a watch that another one, or it itself, wrote a second ago. */
  async function handOver(parts: {
    /** How far the bot's time of the one before was ahead. */
    readonly ahead: number;
    readonly from: Partial<Machine>;
    readonly to: Partial<Machine>;
    /** How far the new one's own time is ahead of its wall clock. */
    readonly lead?: number;
  }) {
    const { ahead, from, to, lead = 0 } = parts;
    const store = await openStore('memory:');
    const at = START + ahead;
    await store.collection('watches', z.unknown()).set('one', { at, nextCheckAt: at + HOUR });
    const before: Machine = { wall: () => at, uptime: () => 0, bootId: 'a', ...from };
    await new LifeSigns(store).write(createLifeSign(before, at));
    const after: Machine = { wall: () => START + SECOND, uptime: () => SECOND, bootId: 'a', ...to };
    const warned: string[] = [];
    const log = { warn: (_: unknown, words?: string) => void warned.push(words ?? '') };
    await correctTimes(store, after, log, { now: () => after.wall() + lead });
    const watch = await store
      .collection('watches', z.object({ at: z.number(), nextCheckAt: z.number() }))
      .get('one');
    return { by: at - (watch?.at ?? Number.NaN), isDue: watch?.nextCheckAt !== at + HOUR, warned };
  }

  it.each([8 * SECOND, MINUTE, DAY])(
    'keeps its times where the clock of the machine before was %i ms ahead',
    async (ahead) => {
      const other = { bootId: 'b', uptime: () => 40 * DAY };
      const kept = { by: 0, isDue: false, warned: [] };
      expect(await handOver({ ahead, from: {}, to: other })).toEqual(kept);
      // Not every system names its boots.
      const nameless = { bootId: undefined };
      expect(await handOver({ ahead, from: nameless, to: nameless })).toEqual(kept);
    },
  );

  it('has its times moved back where the clock of the same machine was set back', async () => {
    const moved = await handOver({ ahead: DAY, from: {}, to: {} });
    expect(moved).toMatchObject({ by: DAY, warned: [expect.stringContaining('set back by 24 h')] });
  });

  it('keeps its times where it comes back to a replica that goes on by its own time', async () => {
    const back = await handOver({ ahead: DAY, from: { wall: () => START }, to: {}, lead: DAY });
    expect(back).toEqual({ by: 0, isDue: false, warned: [] });
  });
});

it('a correction that is interrupted at any write is finished by the next start, and moves nothing twice', async () => {
  const keys = Array.from({ length: 1_200 }, (_, index) => `brand/${index}`);
  const deaths = await crashAtEachAwait(
    async (crashAfter) => {
      const store = await openStore('memory:');
      const record = { version: 2, at: START };
      await store.collection('snoozes', z.unknown()).setMany(keys.map((key) => [key, record]));
      await store.collection('outages', z.unknown()).set('brand', { version: 2, since: START });
      const machine: Machine = { wall: () => START, uptime: () => 0, bootId: 'boot' };
      await new LifeSigns(store).write({ ...createLifeSign(machine, START + DAY), wallTime: START + DAY });
      const process = new CrashableProcess();
      process.crashAfter(crashAfter);
      const later: Machine = { ...machine, wall: () => START + HOUR, uptime: () => HOUR };
      await correctTimes(process.store(store), machine, { warn: () => undefined }).catch(() => undefined);
      await correctTimes(store, later, { warn: () => undefined });
      const times = await store.collection('snoozes', z.object({ at: z.number() })).getMany(keys);
      const outage = await store.collection('outages', z.object({ since: z.number() })).get('brand');
      return { crashed: process.hasCrashed, moved: [...times.map((each) => each?.at), outage?.since] };
    },
    ({ moved }, crashAfter) => {
      const by = [...new Set(moved)].map((at) => START - (at ?? Number.NaN));
      expect(by, `killed at await ${crashAfter}`).toEqual([DAY]);
    },
  );
  expect(deaths).toBeGreaterThan(5);
});

describe('the times of a record', () => {
  it('are moved wherever they stand; those that Threads names, and what is no time, stay', () => {
    const record = {
      at: START,
      nested: { retryAt: START, list: [{ since: START }, { expiresAt: START }] },
      nextProbeAt: Number.MAX_SAFE_INTEGER,
      probedAt: 0,
      container: '17900000000000001',
      checks: 3,
      total: START,
    };
    expect(shiftTimes(record, DAY)).toEqual({
      ...record,
      at: START - DAY,
      nested: { retryAt: START - DAY, list: [{ since: START - DAY }, { expiresAt: START }] },
    });
  });

  it('are all known by their names: a new number in a record is either a time or counted here', async () => {
    const names = new Set<string>();
    const store: Store = {
      ...(await openStore('memory:')),
      collection(name, schema) {
        if ((TIMED_COLLECTIONS as readonly string[]).includes(name))
          collectNumbers(z.toJSONSchema(schema, { unrepresentable: 'any' }), '', names);
        return {} as Collection<z.infer<typeof schema>>;
      },
      indexed<T, E>(name: string, schema: z.ZodType<T>) {
        return this.collection(name, schema) as IndexedCollection<T, E>;
      },
    };
    createRecords(store, () => undefined, { clock: { now: () => 0 } });
    const counts = [...names].filter((name) => !isTimeField(name)).sort();
    expect(counts).toEqual(NO_TIMES);
  });
});

/** The numbers in our records that are no times of our own clock. */
const NO_TIMES: readonly string[] = [
  'after',
  'alerts',
  'checks',
  'code',
  'containers',
  'crossed',
  'days',
  'endsAt',
  'error_subcode',
  'expiresAt',
  'from',
  'grantEndsAt',
  'hooks',
  'incident',
  'lostMessages',
  'order',
  'share',
  'shifted',
  'status',
  'subcode',
  'threshold',
  'thresholds',
  'to',
  'total',
  'tries',
  'unlisted',
  'used',
  'version',
  'windowSeconds',
];

/** Adds the names of all numbers in a JSON schema. */
function collectNumbers(schema: unknown, name: string, into: Set<string>): void {
  if (typeof schema !== 'object' || schema === null) return;
  if ('type' in schema && (schema.type === 'number' || schema.type === 'integer')) into.add(name);
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties' && typeof value === 'object' && value !== null)
      for (const [property, each] of Object.entries(value)) collectNumbers(each, property, into);
    else collectNumbers(value, name, into);
  }
}

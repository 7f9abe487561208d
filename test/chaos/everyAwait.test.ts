import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DeliveryError } from '../../src/notifications/chatPort.ts';
import { CrashableProcess, crashAtEachAwait } from '../support/crashableProcess.ts';
import { isThorough } from '../support/isThorough.ts';
import { error, NOT_FOUND, type Step, scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';
import type { ChatCall } from '../support/storyChat.ts';
import { useRedis } from '../support/useRedis.ts';

/** The note of every watch. */
const NOTE = 'launch video';

/** A day in which something is told, and the signs by which its messages begin. */
interface Day {
  readonly life: readonly Step[];
  readonly told: readonly string[];
  readonly quotas?: object;
  readonly faults?: readonly object[];
  /** What is typed before the process may die, after `/threads`. */
  readonly settings?: string;
  /** Presses *Snooze* for the whole channel at once. */
  readonly isSnoozed?: boolean;
  /** Presses *Resume alerts* after the second step. */
  readonly isResumed?: boolean;
  /** The calls of the chat that it refuses for what they say. */
  readonly refuses?: (call: ChatCall) => boolean;
  /** The time between two looks at the process, where the usual steps take longer or shorter than the day needs. */
  readonly steps?: readonly string[];
}

/** The longest that a crashed process stays away: no outage begins and ends meanwhile. */
const EARLY_STEPS = Array.from({ length: 14 }, () => '5m');
/** Until the watch has ended by itself, and two hours more. */
const STEPS = [...EARLY_STEPS, '22h', '10m', '1h', '20m', '2h'];
/** For what is warned of until a day after that: a process that dies then is seen too. */
const LONG_STEPS = [...STEPS.slice(0, -1), '25h'];
/** For what is over in hours: no await comes later, only more readings. */
const SHORT_STEPS = [...EARLY_STEPS, '2h', '3h', '3h'];

const QUIET = [status('0s', 'PUBLISHED')];
const outage = (from: string, to: string, rest: object = {}) => ({ from, to, http: 500, body: '', ...rest });

/** Every kind of alert there is. */
const DAYS: Readonly<Record<string, Day>> = {
  'a failure': { life: [status('0s', 'IN_PROGRESS'), status('100s', 'ERROR', 'UNKNOWN')], told: ['❌'] },
  'a warning and an expiry': {
    life: [status('0s', 'FINISHED'), status('24h', 'EXPIRED')],
    told: ['🟢', '⏰', '⌛'],
    steps: LONG_STEPS,
  },
  'parking and a last check': { life: [status('0s', 'IN_PROGRESS')], told: ['🐢', '⌛'], steps: LONG_STEPS },
  'being published': { life: [status('0s', 'FINISHED'), status('90s', 'PUBLISHED')], told: [] },
  'never being seen': { life: [NOT_FOUND], told: ['❔'] },
  'a refusal': { life: [NOT_FOUND, error('50s', 100, undefined, 500)], told: ['🚫'] },
  'a container that is lost from sight': {
    life: [status('0s', 'IN_PROGRESS'), error('90s', 100, undefined, 500)],
    told: ['❔'],
  },
  'a container that alone gets an error': {
    life: [error('0s', 2), status('2h', 'PUBLISHED')],
    told: ['⚠️'],
    steps: SHORT_STEPS,
  },
  'quotas that fill up and free up': {
    life: QUIET,
    quotas: {
      posts: [
        { at: '0s', usage: 100, total: 250 },
        { at: '10m', usage: 250 },
        { at: '2h', usage: 50 },
      ],
    },
    told: ['🛑', '✅'],
    steps: SHORT_STEPS,
  },
  'an outage and its end': {
    life: [status('0s', 'FINISHED'), status('10m', 'PUBLISHED')],
    faults: [outage('90s', '40m')],
    told: ['🌩️', '✅'],
  },
  "quotas that can't be read": {
    life: QUIET,
    quotas: {},
    faults: [{ from: '90s', to: '3h', only: 'quotas', http: 500, body: '' }],
    told: ['⚠️', '✅'],
    steps: SHORT_STEPS,
  },
  'a token that is refused for an hour': {
    life: [status('0s', 'FINISHED'), status('10m', 'PUBLISHED')],
    faults: [outage('90s', '50m', { error: { code: 190, error_subcode: 463 }, body: undefined })],
    told: ['🔑', '✅'],
  },
  'a failure whose note the chat refuses': {
    life: [status('0s', 'IN_PROGRESS'), status('100s', 'ERROR', 'UNKNOWN')],
    refuses: ({ words }) => words.includes(NOTE),
    told: ['❌'],
  },
  'a failure that the chat refuses in every form': {
    life: [status('0s', 'IN_PROGRESS'), status('100s', 'ERROR', 'UNKNOWN')],
    refuses: ({ words }) => words.startsWith('❌'),
    told: ['⚠️'],
  },
  'a failure in a snoozed channel': {
    life: [status('0s', 'IN_PROGRESS'), status('100s', 'ERROR', 'UNKNOWN')],
    isSnoozed: true,
    told: ['😴', '❌'],
  },
  'a failure in a channel that is resumed': {
    life: [status('0s', 'IN_PROGRESS'), status('100s', 'ERROR', 'UNKNOWN')],
    isSnoozed: true,
    isResumed: true,
    told: ['😴', '❌'],
  },
  'a failure that nobody acknowledges': {
    life: [status('0s', 'IN_PROGRESS'), status('100s', 'ERROR', 'UNKNOWN')],
    settings: 'alerts mention:@team remind:30m',
    told: ['❌', '🔁'],
  },
  'a used-up quota that nobody acknowledges': {
    life: QUIET,
    quotas: {
      posts: [
        { at: '0s', usage: 100, total: 250 },
        { at: '10m', usage: 250 },
        { at: '2h', usage: 50 },
      ],
    },
    settings: 'alerts remind:30m',
    told: ['🛑', '🔁', '✅'],
  },
  'what waits for the end of quiet hours': {
    life: [status('0s', 'FINISHED'), status('24h', 'EXPIRED')],
    settings: 'alerts quiet:00:10-01:00',
    told: ['🟢', '⏰', '⌛'],
    steps: LONG_STEPS,
  },
};

/** Lives a day; the process dies at one await and is started again. */
async function live(
  day: Day,
  storeUrl: string,
  crashAfter: number,
): Promise<{ story: Story; crashed: boolean }> {
  let process = new CrashableProcess();
  const { life, quotas = {}, faults = [], refuses } = day;
  const story = await Story.begin({
    scenario: scenarioOf({ [VIDEO]: life }, { quotas, faults }),
    storeUrl,
    quotaCron: '*/30 * * * *',
    live: () => {
      process = new CrashableProcess();
      return process;
    },
  });
  try {
    story.chat.refuses = (call) =>
      refuses?.(call) ? new DeliveryError('refused', '240000', 'harmful words') : undefined;
    await story.type(`watch ${VIDEO}${refuses ? ` note:"${NOTE}"` : ''}`);
    if (day.quotas) await story.type('alerts on');
    if (day.settings) await story.type(day.settings);
    process.crashAfter(crashAfter);
    if (day.isSnoozed) await press(story, SNOOZE);
    let crashed = false;
    for (const [index, step] of (day.steps ?? STEPS).entries()) {
      await story.pass(step).catch(() => undefined);
      const isResume = day.isResumed === true && index === 1;
      if (isResume) await press(story, { duration: 'off' });
      if (!process.hasCrashed) continue;
      crashed = true;
      await story.restart();
      // Whoever pressed the button saw no answer, and presses it again.
      if (day.isSnoozed && index === 0) await press(story, SNOOZE);
      if (isResume) await press(story, { duration: 'off' });
    }
    return { story, crashed };
  } finally {
    await story.end();
  }
}

/** As the buttons of earlier versions carry it. */
const SNOOZE = { for: '1h' };

async function press(story: Story, args: Readonly<Record<string, string>>): Promise<void> {
  const person = { id: 'bob', isManager: false };
  await story.bot.dispatch({ command: 'snooze', args, channel: channelRef('c1'), person });
  await story.bot.deliver().catch(() => undefined);
}

function signs(story: Story): string[] {
  return story.alerts().map(({ first }) => first.split(' ')[0] ?? '');
}

/** Days have most awaits in common: of these, each day takes other ones. */
const EVERY = isThorough ? 1 : 4;

/**
 * Kills the process at the awaits of a day in turn.
 *
 * @param openUrl a store of its own for each life
 * @param awaits which awaits; else all
 * @returns how often it died
 */
async function dieEverywhere(
  day: Day,
  openUrl: () => Promise<string>,
  { sideBySide, ...awaits }: { sideBySide?: number; first?: number; every?: number } = {},
): Promise<number> {
  const { story: whole } = await live(day, await openUrl(), Number.POSITIVE_INFINITY);
  expect(signs(whole)).toEqual(day.told);
  return crashAtEachAwait(
    async (crashAfter) => live(day, await openUrl(), crashAfter),
    ({ story }, deaths) => {
      const told = signs(story);
      expect([...new Set(told)].sort(), `dying at await ${deaths}`).toEqual([...new Set(day.told)].sort());
      expect(told.length - day.told.length, `repeated, dying at await ${deaths}`).toBeLessThanOrEqual(1);
      expect(story.live(VIDEO)?.now, `dying at await ${deaths}`).toBe(whole.live(VIDEO)?.now);
    },
    sideBySide,
    { first: 0, every: 1, ...awaits },
  );
}

describe('whichever await the process dies at, it is told, and at most once more', () => {
  it.each(Object.entries(DAYS).map(([name, day], index) => ({ name, day, first: index % EVERY })))(
    '$name',
    async ({ day, first }) => {
      const deaths = await dieEverywhere(day, async () => 'memory:', { first, every: EVERY });
      expect(deaths).toBeGreaterThan(day.told.length);
    },
  );
});

/** Each of the two stores is one of these awaits ahead of the other. */
const EVERY_STORED = isThorough ? 1 : 2;

describe('a failure is told whichever await the process dies at', () => {
  const day: Day = { life: DAYS['a failure']?.life ?? [], told: ['❌'] };

  it('on SQLite', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'threadwatch-await-'));
    const open = async (): Promise<string> => `sqlite:${join(folder, `${randomUUID()}.db`)}`;
    expect(await dieEverywhere(day, open, { first: 0, every: EVERY_STORED })).toBeGreaterThan(5);
    rmSync(folder, { recursive: true, force: true });
  });

  describe('on Redis', () => {
    const redis = useRedis();

    it('too', async () => {
      const open = async (): Promise<string> => {
        await redis.other.flushDb();
        return redis.server.url;
      };
      // They have one database, one after the other.
      const every = { first: 1, every: EVERY_STORED };
      expect(await dieEverywhere(day, open, { sideBySide: 1, ...every })).toBeGreaterThan(5);
    });
  });
});

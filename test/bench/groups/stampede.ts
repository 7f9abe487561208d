import { MINUTE, SECOND } from '../../../src/duration.ts';
import { status } from '../../support/scenarios.ts';
import { channelRef, START, Story } from '../../support/story.ts';
import type { Figure, Group } from '../figure.ts';

const ACCOUNTS = ['brand', 'club', 'press', 'shop', 'studio'];
const PEOPLE = 200;
/** Of each account, in a channel of its own; all fail while the people ask. */
const CONTAINERS = 8;
/** Threads is slow: each call takes so long. */
const ANSWER_TIME = 1.5 * SECOND;

export const stampede: Group = {
  name: 'stampede',
  measures:
    'what 200 people who ask for quotas at once cost, how long they wait, and whether alerts wait for them',
  run: measureStampede,
};

async function measureStampede(): Promise<readonly Figure[]> {
  const without = await playStampede(0);
  const { calls, answers, alertedAfter } = await playStampede(PEOPLE);
  const asked = `${PEOPLE} people ask for the quotas of ${ACCOUNTS.length} accounts at once after a start; Threads answers after ${ANSWER_TIME / SECOND} s, one scope is missing`;
  return [
    { name: 'stampede.calls', value: calls, unit: 'calls', how: `${asked}: quota calls, and \`/me\`` },
    {
      name: 'stampede.answer.max',
      value: Math.max(...answers) / SECOND,
      unit: 's',
      how: 'from the question to the answer, of those who waited longest',
    },
    {
      name: 'stampede.alerts.delay',
      value: alertedAfter - without.alertedAfter,
      unit: 'ms',
      how: `how much later the alerts of ${ACCOUNTS.length * CONTAINERS} containers that fail meanwhile are posted than without the people`,
    },
  ];
}

interface Stampede {
  readonly calls: number;
  /** In ms, how long each person waited. */
  readonly answers: readonly number[];
  /** In ms, from the start of the round to the last alert. */
  readonly alertedAfter: number;
}

async function playStampede(people: number): Promise<Stampede> {
  const story = await Story.begin({
    scenario: createScenario(),
    watchChecks: [0, MINUTE],
    reach: () => ({ retryDelay: (ms) => ms, random: Math.random }),
  });
  try {
    await Promise.all(
      ACCOUNTS.map((name, index) =>
        story.type(`watch ${containersOf(index).join(' ')} account:${name}`, channelRef(name)),
      ),
    );
    story.clock.moveTo(START + MINUTE);
    const callsBefore = story.sandbox.calls.length;
    const asked = Array.from({ length: people }, (_, index) => ask(story, index));
    const alertedAfter = await measureTime(() => alertAll(story));
    const answers = await Promise.all(asked);
    const calls = story.sandbox.calls.slice(callsBefore).filter(({ container }) => container === undefined);
    return { calls: calls.length, answers, alertedAfter };
  } finally {
    await story.end();
  }
}

function createScenario(): Readonly<Record<string, unknown>> {
  const life = [status('0s', 'IN_PROGRESS'), status('30s', 'ERROR', 'UNKNOWN')];
  const containers = ACCOUNTS.flatMap((_, index) =>
    containersOf(index).map((container) => [container, life]),
  );
  return {
    accounts: ACCOUNTS.map((username, index) => ({
      token: `token-of-${username}`,
      id: `1784140000000000${index}`,
      username,
    })),
    containers: Object.fromEntries(containers),
    quotas: { deletes: 'no-scope' },
    faults: [{ from: '0s', delay: `${ANSWER_TIME / SECOND}s` }],
  };
}

function containersOf(account: number): string[] {
  return Array.from(
    { length: CONTAINERS },
    (_, index) => `179000000000${account}${String(index).padStart(4, '0')}`,
  );
}

async function ask(story: Story, index: number): Promise<number> {
  const account = ACCOUNTS[index % ACCOUNTS.length] ?? '';
  return measureTime(() =>
    story.type(`quota account:${account}`, channelRef('people'), { id: `person-${index}`, isManager: false }),
  );
}

/** Runs the round in which every container has failed, until its alerts are posted. */
async function alertAll(story: Story): Promise<void> {
  const round = story.bot.jobs.find(({ name }) => name === 'round');
  await round?.run(new AbortController().signal);
  await story.bot.deliver();
  await story.bot.drain();
  const unalerted = ACCOUNTS.filter((name) => story.alerts(name).length === 0);
  if (unalerted.length > 0) throw new Error(`no alert came for ${unalerted.join(', ')}`);
}

/** @returns ms */
async function measureTime(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

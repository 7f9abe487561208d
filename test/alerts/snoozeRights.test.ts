import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../src/duration.ts';
import { drawn } from '../support/isThorough.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';
import { isLiveMessage } from '../support/storyChat.ts';

const SNOOZED = channelRef('c1');
const AWAKE = channelRef('c2');
const boss = { id: 'boss', isManager: true };
const PEOPLE = ['bob', 'cleo', 'dan'].map((id) => ({ id, isManager: false }));
const [bob, cleo] = PEOPLE;

const idOf = (index: number): string => `179000000001${String(index).padStart(5, '0')}`;

async function begin(containers: Parameters<typeof scenarioOf>[0], rest = {}): Promise<Story> {
  const story = await Story.begin({ scenario: scenarioOf(containers, rest) });
  onTestFinished(() => story.end());
  return story;
}

async function press(story: Story, args: Record<string, string>, person = bob): Promise<string> {
  if (person === undefined) throw new Error('there is nobody');
  const card = await story.bot.dispatch({ command: 'snooze', args, channel: SNOOZED, person });
  await story.bot.deliver();
  return story.render(card);
}

describe('a person without rights', () => {
  it('can snooze a channel for an hour, and is told who can for longer, with the line to type', async () => {
    const story = await begin({ [VIDEO]: [status('0s', 'PUBLISHED')] });
    const refused = await story.type('snooze 2h', SNOOZED, bob);
    expect(refused).toContain('Only a manager can pause a whole channel for longer than an hour');
    expect(refused).toContain('“snooze 2h”');
    expect(refused).toContain('/threads snooze 1h');
    expect(story.alerts()).toEqual([]);
    expect(await story.type('snooze 1h', SNOOZED, bob)).toMatch(/Alerts paused here until .*01:00/);
    expect(story.alerts()[0]?.now).toContain('By bob');
  });

  it('can’t press an old button for a day any more', async () => {
    const story = await begin({ [VIDEO]: [status('0s', 'PUBLISHED')] });
    expect(await press(story, { for: '24h' })).toContain('Only a manager');
    expect(await press(story, { for: '1h' })).toContain('Alerts paused here');
  });

  it('is told from when on they can again, and a manager can at once', async () => {
    const story = await begin({ [VIDEO]: [status('0s', 'PUBLISHED')] });
    await story.type('snooze 1h', SNOOZED, bob);
    await story.pass('61m');
    await story.restart();
    for (const line of ['snooze 1h', 'snooze'])
      expect(await story.type(line, SNOOZED, cleo)).toMatch(
        /only a manager can pause them again before .*02:00/,
      );
    expect(await story.type('snooze 6h', SNOOZED, boss)).toContain('Alerts paused here until');
  });

  it('gets what is left of the hour, and hears that it is less', async () => {
    const story = await begin({ [VIDEO]: [status('0s', 'PUBLISHED')] });
    await story.type('snooze 10m', SNOOZED, bob);
    await story.pass('30m');
    const answer = await story.type('snooze 1h', SNOOZED, cleo);
    expect(answer).toMatch(/Alerts paused here until .*01:00/);
    expect(answer).toContain('for up to an hour in a row');
    await story.pass('10m');
    expect(await story.type('snooze 1h', SNOOZED, bob)).toMatch(/paused here already, until .*01:00/);
  });

  it('can end what any of them began', async () => {
    const story = await begin({ [VIDEO]: [status('0s', 'PUBLISHED')] });
    await story.type('snooze 1h', SNOOZED, bob);
    expect(await story.type('snooze off', SNOOZED, cleo)).toContain('Alerts resumed here');
    await story.pass('10s');
    expect(story.alerts()[0]?.now).toMatch(/By bob(.*\n)*.*Resumed by cleo/);
    expect(await story.type('snooze off', SNOOZED, cleo)).toContain("Alerts aren't paused here");
  });

  it('can’t end what a manager began for longer than an hour; any manager can', async () => {
    const story = await begin({ [VIDEO]: [status('0s', 'PUBLISHED')] });
    await story.type('snooze 6h', SNOOZED, boss);
    const refused = await story.type('snooze off', SNOOZED, bob);
    expect(refused).toMatch(/boss paused alerts here until .*06:00.* only a manager can end it/);
    for (const line of ['snooze 30m', 'snooze 1h', 'snooze'])
      expect(await story.type(line, SNOOZED, bob)).toMatch(/paused here already, until .*06:00/);
    expect(await story.type('watches', SNOOZED, bob)).toMatch(/Alerts paused here until .*06:00.*by boss/);
    expect(await story.type('snooze off', SNOOZED, { id: 'chief', isManager: true })).toContain(
      'resumed here',
    );
  });

  it('can end what a manager began for an hour', async () => {
    const story = await begin({ [VIDEO]: [status('0s', 'PUBLISHED')] });
    await story.type('snooze 1h', SNOOZED, boss);
    expect(await story.type('snooze off', SNOOZED, bob)).toContain('Alerts resumed here');
  });
});

interface Act {
  readonly after: number;
  readonly who: number;
  readonly what: 'snooze 1h' | 'snooze 20m' | 'snooze off' | 'restart' | 'old button';
}

const act: fc.Arbitrary<Act> = fc.record({
  after: fc.oneof(fc.constantFrom(0, 1, 57, 58, 60, 61), fc.integer({ min: 0, max: 75 })),
  who: fc.nat({ max: PEOPLE.length - 1 }),
  what: fc.oneof(
    { weight: 4, arbitrary: fc.constant('snooze 1h' as const) },
    { weight: 1, arbitrary: fc.constantFrom('snooze 20m', 'snooze off', 'restart', 'old button') },
  ),
});

it('however many people without rights press how often, no alert comes more than an hour late', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 30, size: 'max' }), async (acts) => {
      const lives = acts.map((_, index) => [
        idOf(index),
        [status('0s', 'IN_PROGRESS'), status('30s', 'ERROR', 'UNKNOWN')],
      ]);
      const story = await Story.begin({ scenario: scenarioOf(Object.fromEntries(lives)) });
      try {
        for (const [index, { after, who, what }] of acts.entries()) {
          if (after > 0) await story.pass(`${after}m`);
          for (const channel of [SNOOZED, AWAKE]) await story.type(`watch ${idOf(index)}`, channel);
          if (what === 'restart') await story.restart();
          else if (what === 'old button') await press(story, { for: '1h' }, PEOPLE[who]);
          else await story.type(what, SNOOZED, PEOPLE[who]);
          await story.pass('2m');
        }
        await story.pass('2h');
        for (const [index] of acts.entries()) {
          const [inAwake, inSnoozed] = ['c2', 'c1'].map((channel) =>
            story.chat.messages.filter(
              (told) =>
                told.channel === channel &&
                !isLiveMessage(told) &&
                told.now.startsWith('❌') &&
                told.now.includes(idOf(index)),
            ),
          );
          expect(inAwake?.length, idOf(index)).toBe(1);
          expect(inSnoozed?.length, idOf(index)).toBe(1);
          const late = (inSnoozed?.[0]?.at ?? Number.NaN) - (inAwake?.[0]?.at ?? Number.NaN);
          expect(late, idOf(index)).toBeLessThanOrEqual(HOUR + 10 * SECOND);
        }
      } finally {
        await story.end();
      }
    }),
    { numRuns: drawn(15), endOnFailure: true },
  );
});

type Step =
  | { readonly kind: 'snooze'; readonly line: string }
  | { readonly kind: 'off'; readonly line: string }
  | { readonly kind: 'restart' };

const CONTAINERS = 6;

const about = fc.oneof(
  fc.constant(''),
  fc.constant(' account:brand'),
  fc.nat({ max: CONTAINERS - 1 }).map((index) => ` container:${idOf(index)}`),
);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({ duration: fc.constantFrom('5m', '20m', '1h', '3h'), about })
      .map(({ duration, about: of }) => ({ kind: 'snooze' as const, line: `snooze ${duration}${of}` })),
  },
  { weight: 2, arbitrary: about.map((of) => ({ kind: 'off' as const, line: `snooze off${of}` })) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
);

const LIVES = [
  [status('0s', 'IN_PROGRESS'), status('90s', 'ERROR', 'UNKNOWN')],
  [status('0s', 'IN_PROGRESS'), status('10m', 'ERROR', 'UNKNOWN')],
  [status('0s', 'IN_PROGRESS')],
  [status('0s', 'FINISHED')],
  [status('0s', 'FINISHED'), status('1h', 'PUBLISHED')],
  [status('0s', 'IN_PROGRESS'), status('8m', 'FINISHED')],
] as const;

/** What messages tell of each container and quota. @param isOpen leaves out those to which something was added since */
function tellingsOf(story: Story, channel: string, isOpen: boolean): string[] {
  return story.chat.messages
    .filter(
      (told) =>
        told.channel === channel && /^[❌🐢🟢⌛📈🛑]/u.test(told.now) && (!isOpen || told.edits === 0),
    )
    .flatMap((told) => {
      const [sign = ''] = told.now;
      const ids = [...new Set(told.now.match(/\b179\d{14}\b/g))];
      return ids.length === 0 ? [told.first.split('\n')[0] ?? ''] : ids.map((id) => `${sign} ${id}`);
    })
    .sort();
}

it('whatever is snoozed and resumed in between, what is still true is told in the end, once', async () => {
  const timed = fc.record({ minutes: fc.integer({ min: 0, max: 12 }), step: anyStep });
  const usage = fc.array(fc.integer({ min: 100, max: 250 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(timed, { minLength: 3, maxLength: 20, size: 'max' }),
      fc.array(fc.constantFrom(...LIVES), { minLength: CONTAINERS, maxLength: CONTAINERS }),
      usage,
      async (steps, lives, levels) => {
        const posts = levels.map((used, index) => ({ at: `${index * 25}m`, usage: used, total: 250 }));
        const story = await Story.begin({
          scenario: scenarioOf(Object.fromEntries(lives.map((life, index) => [idOf(index), life])), {
            quotas: { posts },
          }),
          quotaCron: '*/10 * * * *',
        });
        try {
          for (const channel of [SNOOZED, AWAKE]) await story.type('alerts on', channel);
          for (const [index, { minutes, step: what }] of steps.entries()) {
            if (index < CONTAINERS)
              for (const channel of [SNOOZED, AWAKE]) await story.type(`watch ${idOf(index)}`, channel);
            if (what.kind === 'restart') await story.restart();
            else await story.type(what.line, SNOOZED, boss);
            if (minutes > 0) await story.pass(`${minutes}m`);
          }
          await story.pass(`${(4 * HOUR) / MINUTE}m`);
          const missed = tellingsOf(story, 'c2', true);
          for (const telling of tellingsOf(story, 'c1', false)) {
            const at = missed.indexOf(telling);
            if (at >= 0) missed.splice(at, 1);
          }
          expect(missed).toEqual([]);
          const failures = story.chat.messages
            .filter((told) => told.channel === 'c1' && !isLiveMessage(told) && told.now.startsWith('❌'))
            .flatMap((told) => [...new Set(told.now.match(/\b179\d{14}\b/g))]);
          expect(failures.length).toBe(new Set(failures).size);
        } finally {
          await story.end();
        }
      },
    ),
    { numRuns: drawn(15), endOnFailure: true },
  );
});

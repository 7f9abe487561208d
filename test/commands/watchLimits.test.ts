import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { findExceededLimit, WATCH_LIMITS } from '../../src/watches/watchLimits.ts';
import { scenarioOf } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

const BATCH = 10;

function idsFrom(first: number, count = BATCH): string {
  return Array.from({ length: count }, (_, index) =>
    String(17_900_000_000_000_000n + BigInt(first + index)),
  ).join(' ');
}

async function begin(): Promise<Story> {
  const story = await Story.begin({ scenario: scenarioOf({}) });
  onTestFinished(() => story.end());
  return story;
}

it('a person can’t begin more watches than the limit, and what runs already is never refused', async () => {
  const story = await begin();
  for (let first = 0; first < WATCH_LIMITS.person; first += BATCH)
    await story.type(`watch ${idsFrom(first)}`);
  const refused = await story.type(`watch ${idsFrom(9_000, 1)}`);
  expect(refused).toContain('300 watches run that you began in this workspace, and at most 300 can');
  expect(refused).toContain('/threads watches');
  expect(await story.type(`watch ${idsFrom(0)}`)).not.toContain('at most');

  const other = await story.type(`watch ${idsFrom(9_000, 1)}`, channelRef('c1'), {
    id: 'ben',
    isManager: false,
  });
  expect(other).not.toContain('at most');
  await story.type(`unwatch ${idsFrom(0, 1)}`);
  expect(await story.type(`watch ${idsFrom(9_100, 1)}`)).not.toContain('at most');
});

it('a limit holds to the last watch, and never for nothing new', () => {
  const count = fc.nat(WATCH_LIMITS.workspace + 10);
  fc.assert(
    fc.property(count, count, count, fc.nat(50), (channel, person, workspace, added) => {
      const exceeded = findExceededLimit({ channel, person, workspace }, added, false);
      const counts = { channel, person, workspace };
      if (added === 0) expect(exceeded).toBeUndefined();
      else if (exceeded) expect(counts[exceeded.scope] + added).toBeGreaterThan(exceeded.limit);
      else
        for (const [scope, limit] of Object.entries(WATCH_LIMITS))
          expect(counts[scope as keyof typeof counts] + added).toBeLessThanOrEqual(limit);
    }),
  );
});

import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../src/duration.ts';
import { CROSSINGS } from './crossings.ts';
import { playFakeTime } from './fakeTime.ts';
import { longestGap, playZone } from './playZone.ts';

describe('where a time zone changes its clocks', () => {
  // `npm run test:zones` plays the whole day.
  it.each(CROSSINGS)('rounds go on: $zone, $change', async ({ zone, at }) => {
    const { runs, warnings, to } = await playZone(zone, at - 6 * MINUTE, '12m');
    // A machine that is busy for seconds makes a round late, and none is left out.
    expect(runs.get('round')?.length).toBeGreaterThanOrEqual((12 * MINUTE) / (5 * SECOND));
    expect(longestGap(runs.get('round') ?? [], to)).toBeLessThan(MINUTE);
    expect(longestGap(runs.get('quotas') ?? [], to)).toBeLessThanOrEqual(6 * MINUTE);
    expect(warnings).toEqual([]);
  });

  // Time passes so fast here that a busy machine loses minutes of it.
  it('rounds go on where not the program but the machine has that time', async () => {
    const { zone, at } = CROSSINGS[2];
    const to = at + HOUR / 2;
    const runs = await playFakeTime({ zone, from: at - HOUR / 2, to, speed: 2_000 });
    expect(longestGap(runs.get('round') ?? [], to)).toBeLessThan(20 * MINUTE);
  });
});

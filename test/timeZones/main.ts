import { formatDuration, HOUR, MINUTE, SECOND } from '../../src/duration.ts';
import { CROSSINGS } from './crossings.ts';
import { longestGap, playZone } from './playZone.ts';

/** Rounds are due every 5 s, quotas every 5 min. Run it on an idle machine: a busy one makes some late by seconds. */
const MAX_GAP = { round: 10 * SECOND, quotas: 6 * MINUTE };
const ROUNDS = (24 * HOUR) / (5 * SECOND);

/** Plays a whole day around each change of the clocks with the real program, and reports the runs of its jobs. */
async function main(): Promise<void> {
  for (const { zone, change, at } of CROSSINGS) {
    const { runs, warnings, to } = await playZone(zone, at - 12 * HOUR, '24h');
    const rounds = runs.get('round') ?? [];
    const [gap, quotaGap] = [longestGap(rounds, to), longestGap(runs.get('quotas') ?? [], to)];
    const isOk =
      rounds.length >= ROUNDS && gap <= MAX_GAP.round && quotaGap <= MAX_GAP.quotas && warnings.length === 0;
    if (!isOk) process.exitCode = 1;
    process.stdout.write(
      `${isOk ? 'ok  ' : 'FAIL'} ${zone}, ${change}: ${rounds.length} rounds in 24 h, at most ${(gap / SECOND).toFixed(1)} s apart; quotas at most ${formatDuration(quotaGap)} apart\n`,
    );
    for (const warning of warnings) process.stdout.write(`       ${warning}\n`);
  }
}

await main();

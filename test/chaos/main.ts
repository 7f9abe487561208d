import { inspect } from 'node:util';
import { KINDS, runChaos } from './chaos.ts';
import { FOUND_WRONG } from './exitCodes.ts';
import { describeReplay, startWatchdog } from './watchdog.ts';

const HISTORIES = 10_000;

/** Far longer than any history takes, also on a busy machine; real ms. */
const LONGEST_HISTORY = 120_000;

/** A whole number from the environment. */
function read(name: string, otherwise: number, pattern = /^-?\d{1,10}$/): number {
  const { [name]: typed = '' } = process.env;
  if (typed === '') return otherwise;
  if (!pattern.test(typed)) throw new Error(`${name} takes a whole number, such as ${name}=200.`);
  return Number(typed);
}

/** Which histories are played. */
function readKind(): keyof typeof KINDS {
  const { CHAOS_KIND: typed = '' } = process.env;
  if (typed === '') return 'any';
  const kinds = Object.keys(KINDS);
  if (!isKind(typed)) throw new Error(`CHAOS_KIND takes one of these: ${kinds.join(', ')}.`);
  return typed;
}

function isKind(typed: string): typed is keyof typeof KINDS {
  return Object.hasOwn(KINDS, typed);
}

async function main(): Promise<void> {
  if (process.argv.length > 2) {
    process.stdout.write(
      'Usage: [CHAOS_KIND=cluster] [CHAOS_SKIP=100] CHAOS_HISTORIES=200 CHAOS_SEED=7 npm run test:chaos\n',
    );
    return;
  }
  const histories = read('CHAOS_HISTORIES', HISTORIES, /^[1-9]\d{0,9}$/);
  const seed = read('CHAOS_SEED', Date.now() & 0x7f_ff_ff_ff);
  const skip = read('CHAOS_SKIP', 0, /^\d{1,9}$/);
  const kind = readKind();
  const isShrunk = read('CHAOS_SHRINK', 1) !== 0;
  const run = { seed, kind: kind === 'any' ? '' : kind, skip };
  const watchdog = await startWatchdog(run, LONGEST_HISTORY);
  const result = await runChaos({
    histories,
    seed,
    skip,
    isShrunk,
    kind,
    onPlayed: (played) => {
      watchdog.feed();
      // Making a history smaller plays more of them.
      if (played % 500 === 0 && played <= histories)
        process.stderr.write(`${played} of ${histories} histories\n`);
    },
  });
  await watchdog.stop();
  if (result.failure !== undefined) {
    process.stdout.write(`${inspect(result.failure.history, { depth: null })}\n${result.failure.words}\n`);
    process.stdout.write(`To play it again: ${describeReplay({ ...run, skip: result.failure.skip })}\n`);
    process.exitCode = FOUND_WRONG;
  }
  for (const [name, times] of result.known) process.stdout.write(`known, in ${times} histories: ${name}\n`);
  if (result.skipped > 0)
    process.stdout.write(
      `${result.skipped} histories on Redis were left out: redis-server is not installed (apt-get install redis-server)\n`,
    );
  const { missed, late, duplicates, refusedWrites } = result;
  if (refusedWrites > 0)
    process.stdout.write(`${refusedWrites} writes of former owners were refused by Redis\n`);
  process.stdout.write(
    `${result.histories} histories, ${missed} missed, ${late} late, ${duplicates} duplicates, seed ${seed}\n`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
  process.exit(2);
});

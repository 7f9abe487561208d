import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { findInvalid } from './findInvalid.ts';
import { readMutants } from './readMutants.ts';
import { type Trial, tryHealthy, tryMutant } from './tryMutant.ts';

/** Enough for each mutant there is; the same ones for all. */
const HISTORIES = 600;
const SEED = 20_260_101;

/** Plants each bug in a copy of the project, one at a time, and prints which ones the chaos harness does not see. */
async function main(): Promise<void> {
  const [only] = process.argv.slice(2);
  const all = await readMutants();
  const mutants = new Map([...all].filter(([name]) => only === undefined || name.includes(only)));
  const options = { histories: HISTORIES, seed: SEED };
  const healthy = tryHealthy(options);
  const invalid = findInvalid(mutants);
  const limit = pLimit(Math.max(2, availableParallelism()));
  const survivors: string[] = [];
  const show = (name: string, stage: string, { verdict, words }: Trial): void => {
    if (verdict !== 'caught') survivors.push(name);
    process.stdout.write(`${verdict.padEnd(8)} ${name} (${stage}): ${words}\n`);
  };
  await Promise.all(
    [...mutants].map(([name, mutant]) =>
      limit(async () => {
        const error = invalid.get(name);
        const trial: Trial =
          error === undefined ? await tryMutant(name, mutant, options) : { verdict: 'invalid', words: error };
        show(name, mutant.stage, trial);
      }),
    ),
  );
  const { verdict, words } = await healthy;
  if (verdict !== 'survived') process.stdout.write(`The program goes wrong without a bug: ${words}\n`);
  if (survivors.length > 0 || verdict !== 'survived') process.exitCode = 1;
  process.stdout.write(`survivors: ${survivors.sort().join(', ') || 'none'}\n`);
  process.stdout.write(`${mutants.size} mutants, ${survivors.length} survivors\n`);
}

await main();

import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { findInvalid } from './findInvalid.ts';
import type { Mutant } from './mutant.ts';
import { readMutants } from './readMutants.ts';
import { type Trial, type TrialOptions, tryHealthy, tryMutant } from './tryMutant.ts';

/** Enough for nearly every mutant; the same ones for all. */
const FEW: TrialOptions = { histories: 600, seed: 20_260_101 };
/** For those that these do not show. */
const MANY: TrialOptions = { histories: 2_000, seed: 20_260_102 };

/** Plants each bug in a copy of the project, one at a time, and prints which ones the chaos harness does not see. */
async function main(): Promise<void> {
  const [only] = process.argv.slice(2);
  const all = await readMutants();
  const mutants = new Map([...all].filter(([name]) => only === undefined || name.includes(only)));
  const healthy = tryHealthy(FEW);
  let healthyInMany: Promise<Trial> | undefined;
  const invalid = findInvalid(mutants);
  const tryInMany = (name: string, mutant: Mutant): Promise<Trial> => {
    healthyInMany ??= tryHealthy(MANY);
    return tryMutant(name, mutant, MANY);
  };
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
        let trial: Trial =
          error === undefined ? await tryMutant(name, mutant, FEW) : { verdict: 'invalid', words: error };
        if (trial.verdict === 'survived') trial = await tryInMany(name, mutant);
        show(name, mutant.stage, trial);
      }),
    ),
  );
  const wrong = [await healthy, await healthyInMany].filter(
    (trial) => trial !== undefined && trial.verdict !== 'survived',
  );
  for (const trial of wrong) process.stdout.write(`The program goes wrong without a bug: ${trial?.words}\n`);
  if (survivors.length + wrong.length > 0) process.exitCode = 1;
  process.stdout.write(`survivors: ${survivors.sort().join(', ') || 'none'}\n`);
  process.stdout.write(`${mutants.size} mutants, ${survivors.length} survivors\n`);
}

await main();

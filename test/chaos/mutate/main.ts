import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { findInvalid } from './findInvalid.ts';
import type { Mutant } from './mutant.ts';
import { readMutants } from './readMutants.ts';
import { type Trial, type TrialOptions, tryHealthy, tryMutant } from './tryMutant.ts';

interface Stages {
  /** Enough for nearly every mutant; the same ones for all. */
  readonly few: TrialOptions;
  /** For those that these do not show. */
  readonly many: TrialOptions;
}

/** A history of a cluster takes several times as long, and nearly each of them has something of what its mutants need. */
const STAGES = {
  any: {
    few: { histories: 600, seed: 20_260_101, kind: 'any' },
    many: { histories: 2_000, seed: 20_260_102, kind: 'any' },
  },
  cluster: {
    few: { histories: 60, seed: 20_260_101, kind: 'cluster' },
    many: { histories: 300, seed: 20_260_102, kind: 'cluster' },
  },
} as const satisfies Readonly<Record<string, Stages>>;

/** Plants each bug in a copy of the project, one at a time, and prints which ones the chaos harness does not see. */
async function main(): Promise<void> {
  const [only] = process.argv.slice(2);
  const all = await readMutants();
  const mutants = new Map([...all].filter(([name]) => only === undefined || name.includes(only)));
  const healthy = new Map<TrialOptions, Promise<Trial>>();
  const tryIn = (name: string, mutant: Mutant, stage: keyof Stages): Promise<Trial> => {
    const options = STAGES[mutant.kind ?? 'any'][stage];
    if (!healthy.has(options)) healthy.set(options, tryHealthy(options));
    return tryMutant(name, mutant, options);
  };
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
        let trial: Trial =
          error === undefined ? await tryIn(name, mutant, 'few') : { verdict: 'invalid', words: error };
        if (trial.verdict === 'survived') trial = await tryIn(name, mutant, 'many');
        show(name, mutant.stage, trial);
      }),
    ),
  );
  const trials = await Promise.all(healthy.values());
  const wrong = trials.filter(({ verdict }) => verdict !== 'survived');
  for (const { words } of wrong) process.stdout.write(`The program goes wrong without a bug: ${words}\n`);
  if (survivors.length + wrong.length > 0) process.exitCode = 1;
  process.stdout.write(`survivors: ${survivors.sort().join(', ') || 'none'}\n`);
  process.stdout.write(`${mutants.size} mutants, ${survivors.length} survivors\n`);
}

await main();

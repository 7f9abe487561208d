import { setMaxListeners } from 'node:events';
import buildBot from '../../support/buildBot.ts';
import { namespacesAreAllowed } from './namespacedWay.ts';
import type { RunResult } from './playRun.ts';

const RUNS = 50;

const USAGE = 'Usage: CLUSTER_RUNS=5 CLUSTER_SEED=7 npm run test:cluster\n';

/** A whole number from the environment. */
function read(name: string, otherwise: number): number {
  const { [name]: typed = '' } = process.env;
  if (typed === '') return otherwise;
  if (!/^\d{1,9}$/.test(typed)) throw new Error(`${name} takes a whole number, such as ${name}=7.`);
  return Number(typed);
}

async function main(): Promise<void> {
  if (process.argv.length > 2) {
    process.stdout.write(USAGE);
    return;
  }
  const runs = read('CLUSTER_RUNS', RUNS);
  const first = read('CLUSTER_SEED', Date.now() % 1_000_000);
  setMaxListeners(0);
  // What a run has started ends with this process.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  if (!(await namespacesAreAllowed()))
    process.stdout.write(
      'This user may make no network namespaces (they need root and iproute2), so a replica is cut off by a proxy.\n',
    );
  const removeBuild = buildBot();
  // Only now: the program to start is the built one.
  const { playRun } = await import('./playRun.ts');
  const results: RunResult[] = [];
  try {
    for (let run = 1; run <= runs; run += 1) {
      const seed = first + run - 1;
      const result = await playRun(seed);
      results.push(result);
      process.stdout.write(`${describe(run, seed, result)}\n`);
    }
  } finally {
    removeBuild();
  }
  process.stdout.write(`${sum(results)}, seed ${first}\n`);
  if (results.some(({ logs }) => logs !== undefined)) process.exitCode = 1;
}

function describe(
  run: number,
  seed: number,
  { injected, outcome, seen, verdict, refused, writers, faults, logs }: RunResult,
): string {
  const failover = outcome.failovers.map((ms) => `, taken over after ${ms} ms`).join('');
  const counts = [
    `${verdict.alerts} alerts, ${verdict.missed.length} missed, ${verdict.late.length} late, ${verdict.duplicates} duplicates`,
    `${seen.answered} commands answered, ${seen.unanswered.length} not, ${seen.retried} typed again`,
    `${seen.hookCalls} calls of hooks, ${seen.hookRetries} made again`,
    `${writers} leases wrote, ${refused} writes refused`,
  ];
  const wrong = [
    ...verdict.missed.map((each) => `missed: ${each}`),
    ...verdict.late.map((each) => `late: ${each}`),
    ...seen.unanswered.map((each) => `not answered: ${each}`),
    ...faults,
    ...(logs === undefined ? [] : [`what the replicas logged: ${logs}`]),
  ];
  return [
    `run ${run} (seed ${seed}), ${injected}: ${outcome.words}${failover}; ${counts.join('; ')}`,
    ...wrong,
  ].join('\n  ');
}

function sum(results: readonly RunResult[]): string {
  const count = (read: (result: RunResult) => number): number =>
    results.reduce((total, result) => total + read(result), 0);
  const failovers = results.flatMap(({ outcome }) => outcome.failovers).sort((one, other) => one - other);
  const p99 = failovers[Math.ceil(failovers.length * 0.99) - 1];
  return [
    `${results.length} runs`,
    `${count(({ verdict }) => verdict.alerts)} alerts`,
    `${count(({ verdict }) => verdict.missed.length)} missed`,
    `${count(({ verdict }) => verdict.late.length)} late`,
    `${count(({ verdict }) => verdict.duplicates)} duplicates`,
    `${count(({ seen }) => seen.answered)} commands answered and ${count(({ seen }) => seen.unanswered.length)} not`,
    `${count(({ refused }) => refused)} writes refused`,
    `${count(({ faults }) => faults.length)} other faults`,
    `p99 of failover ${p99 === undefined ? 'unknown' : `${p99} ms`} over ${failovers.length} kills`,
  ].join(', ');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
  process.exit(2);
});

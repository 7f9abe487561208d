import { systemClock } from '../clock.ts';
import { createFastClock } from './fastClock.ts';
import { writeGreeting } from './greeting.ts';
import { parseOptions, UsageError, writeHelp } from './options.ts';
import { listReadyMadeScenarios, readScenario } from './readScenario.ts';
import { startSandbox } from './sandbox.ts';
import { ScenarioError } from './schema/scenario.ts';

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.kind === 'help') {
    process.stdout.write(writeHelp(await listReadyMadeScenarios()));
    return;
  }
  const scenario = await readScenario(options.scenario);
  const clock = createFastClock(systemClock, options.speed);
  const sandbox = await startSandbox({ scenario, clock, port: options.port });
  const end = () => void sandbox.close();
  // npm passes a signal on that the terminal already sent: the second must not kill what is closing.
  process.on('SIGINT', end).on('SIGTERM', end);
  process.stdout.write(writeGreeting(sandbox.url, options.scenario, options.speed, scenario));
}

/** One sentence for what the person can mend; a stack for what only we can. */
function explain(error: unknown): string {
  if (error instanceof UsageError || error instanceof ScenarioError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return 'Another program has this port; --port 0 takes one that is free.';
  if (code === 'EACCES') return 'This port needs more rights; take one above 1023, such as --port 8377.';
  return error.stack ?? error.message;
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
});

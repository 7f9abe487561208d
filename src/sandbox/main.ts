import { systemClock } from '../clock.ts';
import { UsageError } from '../readFlags.ts';
import { createFastClock } from './fastClock.ts';
import { writeGreeting } from './greeting.ts';
import { parseOptions, writeHelp } from './options.ts';
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
  const stop = () => void sandbox.close();
  // `on`, not `once`: npm forwards a signal that the terminal has already sent, and the second must not kill the process.
  process.on('SIGINT', stop).on('SIGTERM', stop);
  process.stdout.write(writeGreeting(sandbox.url, options.scenario, options.speed, scenario));
}

/** One sentence for an error that the person can fix, a stack trace for any other. */
function explain(error: unknown): string {
  if (error instanceof UsageError || error instanceof ScenarioError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return 'Another program uses this port. --port 0 chooses a free one.';
  if (code === 'EACCES') return 'This port needs more rights. Choose one above 1023, such as --port 8377.';
  return error.stack ?? error.message;
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
});

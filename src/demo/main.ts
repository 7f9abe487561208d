import { defaults } from '../app/variables.ts';
import { describeStore } from '../doctor/facts.ts';
import { createLog, type Log } from '../log.ts';
import { listReadyMadeScenarios, readScenario } from '../sandbox/readScenario.ts';
import { type Scenario, ScenarioError } from '../sandbox/schema/scenario.ts';
import { Secrets } from '../secrets.ts';
import { openStore } from '../store/openStore.ts';
import { type Store, StoreError } from '../store/store.ts';
import { createDemo } from './demo.ts';
import { createGuide } from './guide.ts';
import { type DemoFlags, parseFlags, UsageError, writeHelp } from './options.ts';
import { InteractiveTerminal } from './runInteractive.ts';
import { runPiped } from './runPiped.ts';
import { createTemporaryStore } from './temporaryStore.ts';
import { createCardWriter, createJsonWriter } from './writeShown.ts';

/** Piped output is the same every time, so its clock begins at a moment of its own. */
const PIPED_START = Date.UTC(2026, 0, 1);

async function main(): Promise<void> {
  const flags = parseFlags(process.argv.slice(2));
  if (flags.help) {
    process.stdout.write(writeHelp(await listReadyMadeScenarios()));
    return;
  }
  if (flags.store !== undefined) return run(flags, flags.store, describeStore(flags.store));
  const temporary = createTemporaryStore();
  try {
    await run(flags, temporary.url, 'a file that is gone after the demo');
  } finally {
    temporary.remove();
  }
}

async function run(flags: DemoFlags, storeUrl: string, storeName: string): Promise<void> {
  const scenario = await readScenario(flags.scenario);
  const secrets = new Secrets(scenario.accounts.map(({ token }) => token));
  const log = createLog({ level: 'warn', secrets, destination: process.stderr });
  const store = await openStore(storeUrl, { onError: (err) => log.error({ err }, 'the store failed') });
  try {
    await store.lease({ onWait: (message) => log.warn(message), onLost: fail });
    await play({ flags, scenario, secrets, log, store, storeName });
  } finally {
    await store.close();
  }
}

interface Stage {
  readonly flags: DemoFlags;
  readonly scenario: Scenario;
  readonly secrets: Secrets;
  readonly log: Log;
  readonly store: Store;
  readonly storeName: string;
}

async function play({ flags, scenario, secrets, log, store, storeName }: Stage): Promise<void> {
  const isInteractive = process.stdin.isTTY && !flags.json;
  const terminal = isInteractive ? new InteractiveTerminal(Object.keys(scenario.containers)) : undefined;
  const timeZone = isInteractive ? Intl.DateTimeFormat().resolvedOptions().timeZone : 'UTC';
  const reader = { commandName: defaults.commandName, timeZone };
  const writer = flags.json ? createJsonWriter(reader) : createCardWriter(reader);
  const write = (line: string): void => {
    if (terminal) terminal.write(line);
    else process.stdout.write(`${line}\n`);
  };
  const demo = await createDemo({
    scenario,
    store,
    storeName,
    startAt: isInteractive ? Date.now() : PIPED_START,
    show: (shown, now) => write(writer.shown(shown, now)),
    log,
    secrets,
  });
  try {
    if (terminal) await terminal.run(demo, flags.scenario === 'demo' ? createGuide() : undefined);
    else await runPiped(demo, process.stdin);
    process.stdout.write(`${writer.summary(demo.summary(), demo.now())}\n`);
  } finally {
    await demo.close();
  }
}

/** One sentence for what the person can mend; a stack for what only we can. */
function explain(error: unknown): string {
  if (error instanceof UsageError || error instanceof ScenarioError || error instanceof StoreError)
    return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

// Whoever reads our output may have seen enough, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

/** Another process has the store: whatever we still wrote would be written over its records. */
function fail(error: unknown): void {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
});

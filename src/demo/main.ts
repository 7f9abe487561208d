import { readCheckPolicy } from '../app/readCheckPolicy.ts';
import { defaults } from '../app/variables.ts';
import { describeStore } from '../doctor/facts.ts';
import { createLog, type Log } from '../log.ts';
import { UsageError } from '../readFlags.ts';
import { listReadyMadeScenarios, readScenario } from '../sandbox/readScenario.ts';
import { type Scenario, ScenarioError } from '../sandbox/schema/scenario.ts';
import { Secrets } from '../secrets.ts';
import { openStore } from '../store/openStore.ts';
import { type Store, StoreError } from '../store/store.ts';
import { createDemo } from './demo.ts';
import { createGuide } from './guide.ts';
import { type DemoFlags, parseFlags, writeHelp } from './options.ts';
import { readColumns } from './readColumns.ts';
import { InteractiveTerminal } from './runInteractive.ts';
import { runPiped } from './runPiped.ts';
import { createTemporaryStore } from './temporaryStore.ts';
import { createCardWriter, createJsonWriter } from './writeShown.ts';

/** A fixed start, so that the output of piped input is the same every time. */
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
    await store.lease({
      onWait: (message) => log.warn(message),
      onLost: failOnLostLease,
      onEmptied: ({ message }) => log.warn(message),
    });
    await play({ flags, scenario, secrets, log, store, storeName });
  } finally {
    await store.close();
  }
}

interface PlayOptions {
  readonly flags: DemoFlags;
  readonly scenario: Scenario;
  readonly secrets: Secrets;
  readonly log: Log;
  readonly store: Store;
  readonly storeName: string;
}

async function play({ flags, scenario, secrets, log, store, storeName }: PlayOptions): Promise<void> {
  const isInteractive = process.stdin.isTTY && !flags.json;
  const terminal = isInteractive ? new InteractiveTerminal(Object.keys(scenario.containers)) : undefined;
  const timeZone = isInteractive ? Intl.DateTimeFormat().resolvedOptions().timeZone : 'UTC';
  const rendering = { commandName: defaults.commandName, timeZone };
  const writer = flags.json ? createJsonWriter(rendering) : createCardWriter(rendering, readColumns);
  const write = (line: string): void => {
    if (terminal) terminal.write(line);
    else process.stdout.write(`${line}\n`);
  };
  const demo = await createDemo({
    scenario,
    store,
    storeName,
    // biome-ignore lint/style/noProcessEnv: the demo reads these two variables alone.
    policy: readCheckPolicy(process.env),
    startAt: isInteractive ? Date.now() : PIPED_START,
    show: (shown, now) => write(writer.shown(shown, now)),
    log,
    secrets,
  });
  try {
    if (terminal) await terminal.run(demo, flags.scenario === 'demo' ? createGuide(readColumns) : undefined);
    else await runPiped(demo, process.stdin);
    process.stdout.write(`${writer.summary(demo.summary(), demo.now())}\n`);
  } finally {
    await demo.close();
  }
}

/** One sentence for an error that the person can fix, a stack trace for any other. */
function explain(error: unknown): string {
  if (error instanceof UsageError || error instanceof ScenarioError || error instanceof StoreError)
    return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

// The reader of the output may close it early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

/** Ends at once: another process uses the store now, so this one must not write any more. */
function failOnLostLease(error: unknown): void {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
});

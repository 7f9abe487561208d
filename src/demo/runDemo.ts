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

export interface DemoRun {
  /** What stands after the name of the program. */
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** At a terminal, a person types; anything else is read line by line. */
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
  readonly errors: NodeJS.WritableStream;
  /** Called when another process uses the store, so this one must not write any more. */
  readonly onLost: () => void;
}

/**
 * Plays the demo until its input ends. Never rejects.
 *
 * @returns the exit code
 */
export async function runDemo(run: DemoRun): Promise<0 | 1> {
  try {
    await playInput(run);
    return 0;
  } catch (error) {
    run.errors.write(`${explain(error)}\n`);
    return 1;
  }
}

async function playInput(run: DemoRun): Promise<void> {
  const flags = parseFlags(run.args);
  if (flags.help) {
    run.output.write(writeHelp(await listReadyMadeScenarios()));
    return;
  }
  if (flags.store !== undefined) return openAndPlay(run, flags, flags.store, describeStore(flags.store));
  const temporary = createTemporaryStore();
  try {
    await openAndPlay(run, flags, temporary.url, 'a file that is gone after the demo');
  } finally {
    temporary.remove();
  }
}

async function openAndPlay(
  run: DemoRun,
  flags: DemoFlags,
  storeUrl: string,
  storeName: string,
): Promise<void> {
  const scenario = await readScenario(flags.scenario);
  const secrets = new Secrets(scenario.accounts.map(({ token }) => token));
  const log = createLog({ level: 'warn', secrets, destination: run.errors });
  const store = await openStore(storeUrl, { onError: (err) => log.error({ err }, 'the store failed') });
  try {
    await store.lease({
      onWait: (message) => log.warn(message),
      onLost(error) {
        run.errors.write(`${explain(error)}\n`);
        run.onLost();
      },
      onEmptied: ({ message }) => log.warn(message),
    });
    await play({ run, flags, scenario, secrets, log, store, storeName });
  } finally {
    await store.close();
  }
}

interface PlayOptions {
  readonly run: DemoRun;
  readonly flags: DemoFlags;
  readonly scenario: Scenario;
  readonly secrets: Secrets;
  readonly log: Log;
  readonly store: Store;
  readonly storeName: string;
}

async function play(options: PlayOptions): Promise<void> {
  const { run, flags, scenario, secrets, log, store, storeName } = options;
  const { input, output, environment } = run;
  const isInteractive = input.isTTY === true && !flags.json;
  const terminal = isInteractive ? new InteractiveTerminal(Object.keys(scenario.containers)) : undefined;
  const timeZone = isInteractive ? Intl.DateTimeFormat().resolvedOptions().timeZone : 'UTC';
  const rendering = { commandName: defaults.commandName, timeZone };
  const writer = flags.json ? createJsonWriter(rendering) : createCardWriter(rendering, readColumns);
  const write = (line: string): void => {
    if (terminal) terminal.write(line);
    else output.write(`${line}\n`);
  };
  const demo = await createDemo({
    scenario,
    store,
    storeName,
    policy: readCheckPolicy(environment),
    startAt: isInteractive ? Date.now() : PIPED_START,
    show: (shown, now) => write(writer.shown(shown, now)),
    showHookAnswer: (answer, now) => write(writer.hookAnswer(answer, now)),
    log,
    secrets,
  });
  try {
    if (terminal) await terminal.run(demo, flags.scenario === 'demo' ? createGuide(readColumns) : undefined);
    else await runPiped(demo, input);
    output.write(`${writer.summary(demo.summary(), demo.now())}\n`);
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

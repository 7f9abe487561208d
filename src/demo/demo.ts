import pLimit from 'p-limit';
import { Accounts } from '../accounts/accounts.ts';
import { createThreadwatch } from '../app/createThreadwatch.ts';
import { readConnectSetup } from '../app/readConnectSetup.ts';
import { defaults } from '../app/variables.ts';
import { ButtonNumbers } from '../chat/terminal/buttonNumbers.ts';
import { type Shown, TERMINAL, TerminalPort } from '../chat/terminal/terminalPort.ts';
import { MINUTE } from '../duration.ts';
import { Faults } from '../faults.ts';
import type { HookAnswer } from '../hooks/hookAnswer.ts';
import { createSteppedJobs } from '../jobs/steppedJobs.ts';
import type { Log } from '../log.ts';
import type { CheckPolicy } from '../polling/schedule.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import type { Scenario } from '../sandbox/schema/scenario.ts';
import type { Secrets } from '../secrets.ts';
import type { Store } from '../store/store.ts';
import { createThreadsApi } from '../threads/createThreadsApi.ts';
import { demoStateSchema, readDemoState, writeDemoState } from './demoState.ts';
import { runLine } from './runLine.ts';
import { SteppedClock } from './steppedClock.ts';

export interface DemoOptions {
  readonly scenario: Scenario;
  readonly store: Store;
  /** How `doctor` names the store. */
  readonly storeName: string;
  readonly policy: CheckPolicy;
  /** When the clock starts, in ms since the epoch, unless the store has a later time. */
  readonly startAt: number;
  readonly show: (shown: Shown, now: number) => void;
  /** Shows what a hook answered to the program that a line played. */
  readonly showHookAnswer: (answer: HookAnswer, now: number) => void;
  readonly log: Log;
  /** Every token that is obtained at run time is added to it. */
  readonly secrets: Secrets;
}

/** The number of checks per container, and of all calls to Threads. */
export interface DemoSummary {
  readonly checks: Readonly<Record<string, number>>;
  readonly calls: number;
}

/** Sandbox and bot in one process, on a stepped clock. */
export interface Demo {
  /**
   * Runs a line: a command, the number of a button, `wait`, or `POST /hook` and what a program sends. Resolves after its answer and its notifications were shown.
   *
   * @returns whether it succeeded: it was understood, and its answer is not a warning
   */
  type(line: string): Promise<boolean>;
  /** Advances the clock; ms. */
  pass(duration: number): Promise<void>;
  /** The command that the latest line ran, also by a button. */
  lastCommand(): string | undefined;
  now(): number;
  summary(): DemoSummary;
  close(): Promise<void>;
}

/** Starts the demo, or continues it from its store. */
export async function createDemo({
  scenario,
  store,
  storeName,
  policy,
  startAt,
  show,
  showHookAnswer,
  log,
  secrets,
}: DemoOptions): Promise<Demo> {
  const records = store.collection('demo', demoStateSchema);
  const saved = await readDemoState(records);
  const clock = new SteppedClock(saved?.now ?? startAt);
  const sandbox = await startSandbox({ scenario, clock, ...(saved && { snapshot: saved.sandbox }) });
  let lastNumber = saved?.lastNumber ?? 0;
  const buttonNumbers = new ButtonNumbers(saved?.buttons);
  const saveState = (): Promise<void> => {
    return writeDemoState(records, {
      version: 1,
      now: clock.now(),
      lastNumber,
      buttons: buttonNumbers.state,
      sandbox: sandbox.takeSnapshot(),
    });
  };

  const chat = new TerminalPort({
    nextNumber: () => ++lastNumber,
    buttonNumbers,
    async show(shown) {
      // Saved before it is shown, so that a number is never used again, even if the program is killed.
      await saveState();
      show(shown, clock.now());
    },
  });
  const { threads, bot } = await createBot({
    clock,
    sandbox,
    scenario,
    chat,
    store,
    storeName,
    policy,
    log,
    secrets,
  });
  const aborter = new AbortController();
  const jobs = createSteppedJobs(bot.jobs, aborter.signal);
  // One at a time: a line must not run in the middle of an advance of the clock, nor the reverse.
  const queue = pLimit(1);

  const pass = async (duration: number): Promise<void> => {
    const end = clock.now() + duration;
    while (clock.now() < end) {
      await jobs.advance(clock.now(), Math.min(end, clock.now() + MINUTE), (now) => clock.moveTo(now));
      await saveState();
    }
  };
  let lastCommand: string | undefined;
  const showAnswer = (answer: HookAnswer): void => showHookAnswer(answer, clock.now());
  const lineParts = { bot, chat, buttonNumbers, pass, sandbox, scenario, showAnswer };
  const type = async (line: string): Promise<boolean> => {
    try {
      const { isDone, command } = await runLine(line, lineParts);
      lastCommand = command;
      return isDone;
    } finally {
      await saveState();
    }
  };

  // First, send what an earlier run did not confirm.
  await bot.deliver();
  return {
    type: (line) => queue(type, line),
    pass: (duration) => queue(pass, duration),
    lastCommand: () => lastCommand,
    now: () => clock.now(),
    summary: () => summarize(sandbox.calls),
    async close() {
      aborter.abort();
      queue.clearQueue();
      await queue(async () => undefined);
      await threads.close();
      await sandbox.close();
    },
  };
}

interface BotParts
  extends Pick<DemoOptions, 'scenario' | 'store' | 'storeName' | 'policy' | 'log' | 'secrets'> {
  readonly clock: SteppedClock;
  readonly sandbox: Sandbox;
  readonly chat: TerminalPort;
}

/** Creates the bot on the sandbox, with the terminal as its chat. */
async function createBot({
  clock,
  sandbox,
  scenario,
  chat,
  store,
  storeName,
  policy,
  log,
  secrets,
}: BotParts) {
  const threads = createThreadsApi({
    apiUrl: sandbox.url,
    auth: 'header',
    clock,
    random: () => 0.5,
    retryDelay: () => 0,
    redact: (text) => secrets.hide(text),
  });
  const accounts = new Accounts(
    scenario.accounts.map(({ username, token }) => ({
      name: username,
      token,
      workspaces: [TERMINAL.workspace],
    })),
  );
  const bot = await createThreadwatch({
    accounts,
    threads,
    store,
    chats: new Map([[chat.platform, chat]]),
    clock,
    random: () => 0.5,
    log,
    policy,
    thresholds: defaults.quotaThresholds,
    quotaCron: defaults.quotaCron,
    tokenKeys: [],
    connect: readConnectSetup({}),
    hookAddress: { url: 'https://threadwatch.example.com', reach: 'demo' },
    // Without the sandbox's URL: its port changes, but the output must be the same every time.
    facts: { apiUrl: 'the sandbox', store: storeName, variables: [] },
    faults: new Faults(),
    secrets,
  });
  return { threads, bot };
}

function summarize(calls: readonly { method: string; path: string; container?: string }[]): DemoSummary {
  const checks: Record<string, number> = {};
  for (const { method, container, path } of calls)
    if (method === 'GET' && container !== undefined && path.includes('status'))
      checks[container] = (checks[container] ?? 0) + 1;
  return { checks, calls: calls.length };
}

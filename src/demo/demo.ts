import pLimit from 'p-limit';
import { typedCommands } from '../../commands/table.ts';
import { UserError } from '../../commands/userError.ts';
import { Accounts } from '../accounts/accounts.ts';
import { createThreadwatch } from '../app/createThreadwatch.ts';
import { readConnectSetup } from '../app/readConnectSetup.ts';
import { defaults } from '../app/variables.ts';
import { readLine } from '../chat/terminal/readLine.ts';
import { type Shown, TERMINAL, TERMINAL_PERSON, TerminalPort } from '../chat/terminal/terminalPort.ts';
import { MINUTE } from '../duration.ts';
import { createSteppedJobs } from '../jobs/steppedJobs.ts';
import type { Log } from '../log.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import type { Scenario } from '../sandbox/schema/scenario.ts';
import type { Secrets } from '../secrets.ts';
import type { Store } from '../store/store.ts';
import { createThreadsApi } from '../threads/createThreadsApi.ts';
import { type DemoState, demoStateSchema, readDemoState, writeDemoState } from './demoState.ts';
import { SteppedClock } from './steppedClock.ts';

export interface DemoOptions {
  readonly scenario: Scenario;
  readonly store: Store;
  /** What the store is called where it is told of. */
  readonly storeName: string;
  /** Where the clock begins, unless the store has been further. */
  readonly startAt: number;
  readonly show: (shown: Shown, now: number) => void;
  readonly log: Log;
  /** Learns of every token that comes while we run. */
  readonly secrets: Secrets;
}

/** How often each container was checked, and all calls that Threads got. */
export interface DemoSummary {
  readonly checks: Readonly<Record<string, number>>;
  readonly calls: number;
}

/** Sandbox and bot in one process, on a clock that is stepped. */
export interface Demo {
  /**
   * Does what a line asks for, and all that follows from it, before it resolves.
   *
   * @returns whether it was done, and the answer was no warning
   */
  type(line: string): Promise<boolean>;
  /** Lets time pass. */
  pass(duration: number): Promise<void>;
  now(): number;
  summary(): DemoSummary;
  close(): Promise<void>;
}

/** Starts the demo where its store left off. */
export async function createDemo({
  scenario,
  store,
  storeName,
  startAt,
  show,
  log,
  secrets,
}: DemoOptions): Promise<Demo> {
  const records = store.collection('demo', demoStateSchema);
  const before = await readDemoState(records);
  const clock = new SteppedClock(before?.now ?? startAt);
  const sandbox = await startSandbox({ scenario, clock, ...(before && { memory: before.sandbox }) });
  let lastNumber = before?.lastNumber ?? 0;
  const keep = (): Promise<void> => {
    const state: DemoState = { version: 1, now: clock.now(), lastNumber, sandbox: sandbox.memory() };
    return writeDemoState(records, state);
  };

  const chat = new TerminalPort({
    nextNumber: () => ++lastNumber,
    async show(shown) {
      // A number that was shown must never be given again, whenever we are stopped.
      await keep();
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
    log,
    secrets,
  });
  const ending = new AbortController();
  const jobs = createSteppedJobs(bot.jobs, ending.signal);
  // Typing and the passing of time take turns: each sees the other's work whole.
  const turn = pLimit(1);

  const pass = async (duration: number): Promise<void> => {
    const end = clock.now() + duration;
    while (clock.now() < end) {
      await jobs.advance(clock.now(), Math.min(end, clock.now() + MINUTE), (now) => clock.moveTo(now));
      await keep();
    }
  };
  const answer = async (line: string): Promise<boolean> => {
    const read = readLine(line, defaults.commandName, typedCommands);
    if (read.kind === 'wait') await pass(read.duration);
    if (read.kind !== 'command') return true;
    const { command, args } = read.parsed;
    const card = await bot.dispatch({ command, args, channel: TERMINAL, person: TERMINAL_PERSON });
    await chat.reply(card);
    await bot.deliver();
    return card.tone !== 'warning';
  };
  const type = async (line: string): Promise<boolean> => {
    try {
      return await answer(line);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      await chat.reply(error.card);
      return false;
    } finally {
      await keep();
    }
  };

  // What was not confirmed when the program ended comes out before anything else does.
  await bot.deliver();
  return {
    type: (line) => turn(type, line),
    pass: (duration) => turn(pass, duration),
    now: () => clock.now(),
    summary: () => summarise(sandbox.calls),
    async close() {
      ending.abort();
      turn.clearQueue();
      await turn(async () => undefined);
      await threads.close();
      await sandbox.close();
    },
  };
}

interface BotParts extends Pick<DemoOptions, 'scenario' | 'store' | 'storeName' | 'log' | 'secrets'> {
  readonly clock: SteppedClock;
  readonly sandbox: Sandbox;
  readonly chat: TerminalPort;
}

/** The whole bot, on the sandbox and with the terminal as its chat. */
async function createBot({ clock, sandbox, scenario, chat, store, storeName, log, secrets }: BotParts) {
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
    schedule: defaults.watchChecks,
    thresholds: defaults.quotaThresholds,
    quotaCron: defaults.quotaCron,
    tokenKeys: [],
    connect: readConnectSetup({}),
    // Its port is another one every time, and what the demo says is the same.
    facts: { apiUrl: 'the sandbox', store: storeName, variables: [] },
    secrets,
  });
  return { threads, bot };
}

function summarise(calls: readonly { method: string; container?: string }[]): DemoSummary {
  const checks: Record<string, number> = {};
  for (const { method, container } of calls)
    if (method === 'GET' && container !== undefined) checks[container] = (checks[container] ?? 0) + 1;
  return { checks, calls: calls.length };
}

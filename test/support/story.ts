import { Writable } from 'node:stream';
import { typedCommands } from '../../commands/table.ts';
import { UserError } from '../../commands/userError.ts';
import { Accounts } from '../../src/accounts/accounts.ts';
import type { Observer } from '../../src/app/core/observer.ts';
import { createThreadwatch, type Threadwatch } from '../../src/app/createThreadwatch.ts';
import { defaults } from '../../src/app/variables.ts';
import type { ChannelRef } from '../../src/channelRef.ts';
import { renderPlain } from '../../src/chat/terminal/renderCard.ts';
import { parseLine } from '../../src/chat/text/parseLine.ts';
import type { Clock } from '../../src/clock.ts';
import { SteppedClock } from '../../src/demo/steppedClock.ts';
import { parseDuration } from '../../src/duration.ts';
import type { EventSenderOptions } from '../../src/events/createEventSender.ts';
import { Faults } from '../../src/faults.ts';
import type { HookAddress } from '../../src/hooks/hookAddress.ts';
import type { Job } from '../../src/jobs/job.ts';
import { createSteppedJobs, type SteppedJobs } from '../../src/jobs/steppedJobs.ts';
import { createLog } from '../../src/log.ts';
import type { Card } from '../../src/messages/card.ts';
import type { ChatPort } from '../../src/notifications/chatPort.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { parseScenario } from '../../src/sandbox/schema/scenario.ts';
import { Secrets } from '../../src/secrets.ts';
import { openStore } from '../../src/store/openStore.ts';
import type { Store } from '../../src/store/store.ts';
import { withFaultLogging } from '../../src/store/withFaultLogging.ts';
import { createThreadsApi, type ThreadsApiOptions } from '../../src/threads/createThreadsApi.ts';
import { isLiveMessage, type PostedMessage, StoryChat } from './storyChat.ts';

/** Where the clock of every story begins. */
export const START = Date.UTC(2026, 0, 1);

/** One process of a story, from its start to its end: what it reaches the world through. */
export interface ProcessWrapper {
  store(store: Store): Store;
  chat(chat: ChatPort): ChatPort;
}

export interface StoryOptions {
  /** As in a scenario file. */
  readonly scenario: Readonly<Record<string, unknown>>;
  readonly store?: Store;
  readonly storeUrl?: string;
  /** The workspaces of each account, by its name; without it, every account serves the story's workspace. */
  readonly workspaces?: Readonly<Record<string, readonly string[]>>;
  readonly watchChecks?: readonly number[];
  readonly quotaCron?: string;
  /** The accounts that are configured, by name; without it, all of the scenario. */
  readonly configured?: readonly string[];
  /** Whether the operator has set what connecting from chat takes. */
  readonly canConnect?: boolean;
  /** In base64; without one nothing secret is stored. */
  readonly tokenKeys?: readonly string[];
  /** How Threads is reached, where it is not straight and in good time. */
  readonly reach?: (sandboxUrl: string) => Partial<ThreadsApiOptions>;
  /** The clock that the bot reads, made of the story's own; without it, that one. */
  readonly botClock?: (clock: Clock) => Clock;
  /** How events reach programs; without it, straight, and no private address. */
  readonly eventOptions?: EventSenderOptions;
  /** Where hooks are called; without it, no HTTP server is configured. */
  readonly hookAddress?: HookAddress;
  /** Resolves when a person has waited long enough for an answer; without it, nobody waits in vain for 9 s. */
  readonly patience?: (answered: AbortSignal) => Promise<void>;
  /** How many replicas live; without it, the bot is one process. */
  readonly countReplicas?: () => number;
  /** When the story begins, ms since the epoch. */
  readonly startsAt?: number;
  /** What runs the jobs of a process; without it, the program's own stepped clock. */
  readonly createJobs?: (jobs: readonly Job[], signal: AbortSignal) => SteppedJobs;
  /** Is told what the bot does. */
  readonly observer?: Partial<Observer>;
  /** Called at each start; without it, a process lives until the story ends it. */
  readonly live?: (clock: Clock) => ProcessWrapper;
}

const WORKSPACE = 'w1';

export const APP = {
  appId: '1234',
  appSecret: 'planted-app-secret',
  redirectUri: 'http://127.0.0.1:9/connect/callback',
} as const;

export function channelRef(name: string): ChannelRef {
  return { platform: 'terminal', workspace: WORKSPACE, id: name };
}

/** The whole bot on a stepped clock: a real sandbox over HTTP, a real store, a chat that remembers. */
export class Story {
  readonly chat: StoryChat;
  readonly clock: SteppedClock;
  readonly store: Store;
  readonly sandbox: Sandbox;
  readonly secrets = new Secrets();
  readonly faults = new Faults();
  readonly #options: StoryOptions;
  readonly #logged: string[] = [];
  #bot: Threadwatch | undefined;
  #accounts = new Accounts([]);
  #jobs: SteppedJobs | undefined;
  #ending = new AbortController();
  #letGo: () => Promise<void> = async () => undefined;

  private constructor(options: StoryOptions, store: Store, sandbox: Sandbox, clock: SteppedClock) {
    this.#options = options;
    this.store = store;
    this.sandbox = sandbox;
    this.clock = clock;
    this.chat = new StoryChat(
      (card) => this.render(card),
      () => clock.now() - (options.startsAt ?? START),
    );
  }

  static async begin(options: StoryOptions): Promise<Story> {
    const clock = new SteppedClock(options.startsAt ?? START);
    const sandbox = await startSandbox({ scenario: parseScenario(options.scenario), clock });
    const store = options.store ?? (await openStore(options.storeUrl ?? 'memory:'));
    const story = new Story(options, store, sandbox, clock);
    await story.restart();
    return story;
  }

  /** Forgets all that was in memory, as a crash does, and starts again on the same store. */
  async restart(accounts: Accounts = this.#configuredAccounts()): Promise<void> {
    await this.#letGo();
    this.#accounts = accounts;
    const { watchChecks, quotaCron, tokenKeys, botClock } = this.#options;
    const clock = botClock?.(this.clock) ?? this.clock;
    const threads = createThreadsApi({
      apiUrl: this.sandbox.url,
      auth: 'header',
      clock,
      random: () => 0.5,
      retryDelay: () => 0,
      redact: (text) => this.secrets.hide(text),
      ...this.#options.reach?.(this.sandbox.url),
    });
    const life = this.#options.live?.(this.clock);
    const ending = new AbortController();
    this.#ending = ending;
    this.#letGo = async () => {
      ending.abort();
      await this.#bot?.events.stop();
      await threads.close();
    };
    const destination = new Writable({
      write: (line: Buffer, _encoding, done) => {
        this.#logged.push(line.toString());
        done();
      },
    });
    const log = createLog({ level: 'debug', secrets: this.secrets, destination });
    this.#bot = await createThreadwatch({
      accounts,
      threads,
      store: withFaultLogging(life?.store(this.store) ?? this.store, log),
      chats: new Map([['terminal', life?.chat(this.chat) ?? this.chat]]),
      clock,
      random: () => 0.5,
      log,
      policy: { schedule: watchChecks ?? defaults.watchChecks, unpublishedAfter: defaults.unpublishedAfter },
      thresholds: defaults.quotaThresholds,
      quotaCron: quotaCron ?? defaults.quotaCron,
      tokenKeys: tokenKeys ?? [],
      facts: { apiUrl: this.sandbox.url, store: 'memory:', variables: ['THREADS_ACCOUNTS', 'TOKEN_KEY'] },
      faults: this.faults,
      connect: this.#options.canConnect
        ? {
            kind: 'ready',
            app: { ...APP, consentUrl: `${this.sandbox.url}/oauth/authorize` },
          }
        : { kind: 'unset', missing: ['THREADS_APP_ID'], isPartlySet: false },
      secrets: this.secrets,
      patience: this.#options.patience,
      hookAddress: this.#options.hookAddress,
      countReplicas: this.#options.countReplicas,
      eventOptions: this.#options.eventOptions,
      ...this.#options.observer,
    });
    const jobs = this.#bot.jobs.map((job) => this.#withEvents(job));
    const timed = botClock === undefined ? jobs : jobs.map((job) => this.#onOurClock(job, clock));
    this.#jobs = (this.#options.createJobs ?? createSteppedJobs)(timed, ending.signal);
  }

  /** The job waits for the programs that get events: on a clock that is stepped, no time passes while they answer. */
  #withEvents(job: Job): Job {
    if (job.name !== 'events') return job;
    const bot = this.bot;
    return {
      ...job,
      async run(signal) {
        await job.run(signal);
        await bot.events.drain();
      },
    };
  }

  /** The job with its times by the story's clock: else one whose clock was set back would never seem to be idle. */
  #onOurClock(job: Job, clock: Clock): Job {
    return { ...job, idleUntil: () => (job.idleUntil?.() ?? 0) + this.clock.now() - clock.now() };
  }

  /** Ends the work of the jobs, as the program does when it is told to end; `restart` then starts the next process. */
  stopJobs(): void {
    this.#ending.abort();
  }

  get isStopping(): boolean {
    return this.#ending.signal.aborted;
  }

  /** Leaves the present process as it is, so that another can start beside it. @returns ends what it has open */
  leaveProcess(): () => Promise<void> {
    const letGo = this.#letGo;
    this.#letGo = async () => undefined;
    return letGo;
  }

  /** Types a line after `/threads`; the answer as plain text. */
  async type(
    line: string,
    channel: ChannelRef = channelRef('c1'),
    person = { id: 'ann', isManager: true },
  ): Promise<string> {
    const bot = this.bot;
    try {
      const { command, args } = parseLine(line, typedCommands);
      const card = await bot.dispatch({ command, args, channel, person });
      await bot.deliver();
      return this.render(card);
    } catch (error) {
      if (error instanceof UserError) return this.render(error.card);
      throw error;
    }
  }

  /** Lets time pass, like `5m`. */
  async pass(duration: string): Promise<void> {
    const now = this.clock.now();
    const jobs = this.#jobs;
    await jobs?.advance(now, now + (parseDuration(duration) ?? Number.NaN), (at) => {
      if (this.#jobs !== jobs) throw new Error('another process has taken the place of this one');
      if (this.isStopping) throw new Error('this process has been told to end');
      this.clock.moveTo(at);
    });
  }

  /** Lets time pass in which nothing runs, like `3h` of the machine's sleep; what had fallen due then runs at once. */
  async sleep(duration: string): Promise<void> {
    this.clock.moveTo(this.clock.now() + (parseDuration(duration) ?? Number.NaN));
    for (const job of this.bot.jobs) await job.run(new AbortController().signal);
  }

  #configuredAccounts(): Accounts {
    const { scenario, workspaces, configured } = this.#options;
    // Of several tokens of one account, the first is the configured one.
    const accounts = parseScenario(scenario)
      .accounts.filter(({ username }) => configured?.includes(username) ?? true)
      .toReversed()
      .map(({ username, token }) => ({
        name: username,
        token,
        workspaces: workspaces?.[username] ?? [WORKSPACE],
      }));
    const byName = new Map(accounts.map((account) => [account.name, account]));
    return new Accounts([...byName.values()].reverse());
  }

  get bot(): Threadwatch {
    if (this.#bot === undefined) throw new Error('the story has not begun');
    return this.#bot;
  }

  get accounts(): Accounts {
    return this.#accounts;
  }

  get log(): string {
    return this.#logged.join('');
  }

  /** What an operator reads by default, from warnings on: the words of each line. */
  get warnings(): string[] {
    const lines = this.#logged.map((line): { level: number; msg: string } => JSON.parse(line));
    return lines.filter(({ level }) => level >= 40).map(({ msg }) => msg);
  }

  /** The messages that name a container when they first came, live messages left out. */
  alertsOn(container: string, inChannel = 'c1'): PostedMessage[] {
    return this.alerts(inChannel).filter(({ first }) => first.includes(container));
  }

  /** All that was newly posted and nobody had asked for just then: no live message, no notice. */
  alerts(inChannel = 'c1'): PostedMessage[] {
    return this.chat.messages.filter(
      (told) =>
        told.channel === inChannel &&
        !isLiveMessage(told) &&
        !/^🔔|^🔕|^🔗|^🪝|^🔌 (?!Can't)/u.test(told.first),
    );
  }

  /** The live message that shows a container, as it reads now. */
  live(container: string, inChannel = 'c1'): PostedMessage | undefined {
    return this.chat.messages.findLast(
      (told) => told.channel === inChannel && isLiveMessage(told) && told.first.includes(container),
    );
  }

  checksAt(container: string): number {
    return this.sandbox.calls.filter((call) => call.method === 'GET' && call.container === container).length;
  }

  render(card: Card): string {
    return renderPlain(card, { commandName: 'threads', now: this.clock.now(), timeZone: 'UTC' });
  }

  async end(): Promise<void> {
    await this.#letGo();
    await this.sandbox.close();
    await this.store.close();
  }
}

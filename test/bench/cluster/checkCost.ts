import { setTimeout as delay } from 'node:timers/promises';
import { SECOND } from '../../../src/duration.ts';
import { DiscordDouble } from '../../chat/discord/double/discordDouble.ts';
import { Server, typed } from '../../chat/discord/double/server.ts';
import { RedisServer } from '../../redis.ts';
import type { BotProcess } from '../../support/botProcess.ts';
import { commandOf, personOf } from '../ack/rig.ts';
import { readCpu } from '../support/readCpu.ts';
import { readMemory } from '../support/readMemory.ts';
import { startBot } from '../support/startBot.ts';
import { ThreadsServer } from '../support/threadsServer.ts';
import { type Kind, kindOf, ROUND, seedChecks, statusOf, TURNS, WINDOW } from './checkLoad.ts';
import { RedisObserver } from './redisUsage.ts';
import { SERVERS, SERVERS_ENVIRONMENT } from './servers.ts';

/** The first cycle is not counted: V8 compiles the hot code in it. */
const CYCLES = 12;

/** In these cycles each watch has its first six checks, which lead to no message, and nothing of it is due afterwards. */
const SCHEDULE = { WATCH_CHECKS: '0s,1m,2m,3m,4m,5m,6m,24h', UNPUBLISHED_AFTER: 'off' };

/** Windows of commands and of failures after the cycles; the first of each is not counted. */
const MORE = 3;

const COMMANDS_FROM = TURNS.length * CYCLES;
const FAILING = { from: COMMANDS_FROM + MORE, until: COMMANDS_FROM + 2 * MORE };

const COMMANDS_PER_SECOND = 20;

/** So long both processes have for their start, ms. */
const START_TIME = 25 * SECOND;

/** A window begins so long before a round, ms. */
const BEFORE = SECOND / 2;

export type WindowKind = (typeof TURNS)[number] | 'messages' | 'commands';

/** What was used and done in a window; CPU times in ms. */
export interface WindowUse {
  readonly kind: WindowKind;
  /** The number of the cycle in which each kind of window of checks comes once. */
  readonly cycle: number;
  readonly single: number;
  readonly replica: number;
  readonly redis: number;
  readonly redisCommands: number;
  readonly checks: Readonly<Record<Kind, number>>;
  /** Messages that the replica posted or edited. */
  readonly messages: number;
  /** Commands that it answered. */
  readonly answers: number;
}

export interface CheckRun {
  readonly windows: readonly WindowUse[];
  /** Resident memory before the first check, MB. */
  readonly rss: { readonly single: number; readonly replica: number };
}

/** Runs a single process, and a replica that owns all partitions, on one Redis, with the same checks in turn. */
export async function runChecks(program: readonly string[]): Promise<CheckRun> {
  await using redis = await RedisServer.start();
  await using observer = await RedisObserver.connect(redis.url);
  const checks = { single: 0, replica: 0, failing: 0 };
  await using threads = await ThreadsServer.start({
    statusOf,
    onCheck: (container) => {
      checks[kindOf(container)] += 1;
    },
  });
  const beginsAt = Math.ceil((Date.now() + START_TIME) / ROUND) * ROUND;
  const urls = { single: `${redis.url}/1`, replica: redis.url };
  await using ofSingle = await DiscordDouble.start({ judges: false });
  await using ofReplica = await DiscordDouble.start({ judges: false });
  for (const { channel, messageId } of await seedChecks(urls, { beginsAt, failing: FAILING }))
    ofReplica.messages.set(messageId, { channel: channel.id, body: {} });
  const start = (discord: DiscordDouble, storeUrl: string, more = {}): BotProcess =>
    startBot({
      discord,
      threads,
      storeUrl,
      program,
      more: { ...SERVERS_ENVIRONMENT, ...SCHEDULE, ...more },
    });
  await using single = start(ofSingle, urls.single);
  await using replica = start(ofReplica, urls.replica, { CLUSTER: 'on' });
  await Promise.all([single.ready(), replica.ready()]);
  const sample = async () => {
    const { cpu, commands } = await observer.read();
    const count = (...routes: string[]): number =>
      ofReplica.calls.entries.filter(({ route }) => routes.includes(route)).length;
    return {
      single: readCpu(single.pid),
      replica: readCpu(replica.pid),
      redis: cpu,
      redisCommands: commands,
      checks: { ...checks },
      messages: count('post', 'edit'),
      answers: count('reply'),
    };
  };
  await delay(beginsAt - BEFORE - Date.now());
  const rss = { single: readMemory(single.pid), replica: readMemory(replica.pid) };
  const windows: WindowUse[] = [];
  for (let window = 0; window < FAILING.until; window += 1) {
    const kind = kindOfWindow(window);
    const before = await sample();
    const endsAt = beginsAt + (window + 1) * WINDOW - BEFORE;
    if (kind === 'commands') await sendCommands(ofReplica, endsAt);
    await delay(endsAt - Date.now());
    if (!isWarmUp(window))
      windows.push({ kind, cycle: cycleOf(window), ...subtract(await sample(), before) });
  }
  return { windows, rss };
}

function kindOfWindow(window: number): WindowKind {
  if (window < COMMANDS_FROM) return TURNS[window % TURNS.length] ?? 'neither';
  return window < FAILING.from ? 'commands' : 'messages';
}

function cycleOf(window: number): number {
  return Math.floor(window / TURNS.length);
}

function isWarmUp(window: number): boolean {
  return cycleOf(window) === 0 || window === COMMANDS_FROM || window === FAILING.from;
}

/** Sends commands at a constant rate, to all servers in turn, and leaves a second for the last answers. */
async function sendCommands(discord: DiscordDouble, endsAt: number): Promise<void> {
  const server = new Server(discord);
  for (let index = 0; Date.now() < endsAt - SECOND; index += 1) {
    const { command, args } = commandOf(index);
    const guild = SERVERS[index % SERVERS.length]?.id;
    server.send(2, typed(command, args), { person: personOf(index), guild });
    await delay(SECOND / COMMANDS_PER_SECOND);
  }
}

type Sample = Omit<WindowUse, 'kind' | 'cycle'>;

function subtract(now: Sample, before: Sample): Sample {
  return {
    single: now.single - before.single,
    replica: now.replica - before.replica,
    redis: now.redis - before.redis,
    redisCommands: now.redisCommands - before.redisCommands,
    checks: {
      single: now.checks.single - before.checks.single,
      replica: now.checks.replica - before.checks.replica,
      failing: now.checks.failing - before.checks.failing,
    },
    messages: now.messages - before.messages,
    answers: now.answers - before.answers,
  };
}

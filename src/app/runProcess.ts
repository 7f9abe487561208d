import type { Server } from 'node:http';
import { flushCompileCache } from 'node:module';
import type { PlatformName } from '../channelRef.ts';
import { type SessionStore, sessionSchema } from '../chat/discord/connect/session.ts';
import { FinalPlatformError, type Platform, type PlatformOptions } from '../chat/platform.ts';
import type { InstallationParts } from '../chat/slack/teams/createTeams.ts';
import { installationSchema } from '../chat/slack/teams/installation.ts';
import { type PeopleStore, peopleSchema } from '../chat/slack/teams/people.ts';
import type { Clock } from '../clock.ts';
import { callbackFault } from '../connect/callbackPage.ts';
import type { Callback } from '../connect/connectService.ts';
import { readVersions } from '../doctor/facts.ts';
import { Faults } from '../faults.ts';
import { type HookAddress, toHookAddress } from '../hooks/hookAddress.ts';
import { createLog, type Log } from '../log.ts';
import { Secrets } from '../secrets.ts';
import { isUsable } from '../store/isUsable.ts';
import { type Store, StoreError } from '../store/store.ts';
import type { ThreadsApi } from '../threads/api.ts';
import { createThreadsApi } from '../threads/createThreadsApi.ts';
import { createTokenCipher, WrongKeyError } from '../tokens/cipher.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { describeMisspelled, findMisspelled } from './findMisspelled.ts';
import { findProblems } from './findProblems.ts';
import { ListenError, startHealthServer } from './healthServer.ts';
import type { Metrics, MetricsOptions } from './metrics.ts';
import { openOwnedStore } from './openOwnedStore.ts';
import { describeUnknownZone, pinTimeZone, readTimeZone } from './pinTimeZone.ts';
import { readEnvironment } from './readEnvironment.ts';
import { createClockReport } from './reportClock.ts';
import { reportNetworkFault } from './reportNetworkFault.ts';
import { startHeartbeat } from './startHeartbeat.ts';
import { type Program, startProgram } from './startProgram.ts';
import { createSteadyClock } from './steadyClock.ts';

/** How long work in progress may delay a shutdown. */
const SHUTDOWN_TIMEOUT_MS = 9_000;

/** Hidden in everything that is written to stdout and stderr. Tokens that are obtained later are added. */
const secrets = new Secrets();

let platforms: ReadonlyMap<PlatformName, Platform> = new Map();

/** Finishes work in progress and closes what has been opened so far. */
let stop = async (): Promise<void> => undefined;
let isShuttingDown = false;

/** The log, once it is known how it is to be written. */
let openLog: Log | undefined;

async function start(): Promise<void> {
  const environment = readEnvironment();
  const { TZ } = environment;
  const { isKnown } = readTimeZone(environment);
  const timeZone = pinTimeZone(environment);
  const config = readConfig(environment);
  for (const secret of config.secrets) secrets.add(secret);
  const log = createLog({
    level: config.logLevel,
    format: config.logFormat,
    secrets,
    destination: process.stdout,
  });
  openLog = log;
  if (!isKnown) log.warn(describeUnknownZone(TZ));
  for (const each of findMisspelled(environment)) log.warn(describeMisspelled(each));
  const faults = new Faults();
  const clock = createSteadyClock({
    wall: Date.now,
    monotonic: () => performance.now(),
    onStep: (message) => log.warn(message),
  });
  const { store, onEmptied } = await openOwnedStore({
    url: config.storeUrl,
    log,
    clock,
    onOpened(opened) {
      stop = () => opened.close();
    },
    onLost: fail,
  });
  const { managers, publishers, proxy } = config;
  const people = { managers, publishers };
  platforms = await createPlatforms(config, { log, ...people, faults, proxy, onFinal: fail, store, clock });
  let program: Program | undefined;
  const { metrics, threads, server, heartbeat } = await startOutside(config, {
    log,
    clock,
    faults,
    store,
    program: () => program,
  });
  const running = await startProgram({
    config,
    store,
    threads,
    platforms,
    clock,
    wall: Date.now,
    random: Math.random,
    log,
    secrets,
    ...metrics?.observer,
    hookAddress: findHookAddress(config, server),
    faults,
    timeZone,
  });
  program = running;
  onEmptied(() => running.recoverStore());
  stop = async () => {
    heartbeat?.stop();
    server?.close();
    await running.stop();
  };
  await running.connected;
  // Flushed now and not at exit, because a killed process would leave no cache for the next start.
  flushCompileCache();
  log.info({ platforms: [...platforms.keys()] }, 'connected; Threadwatch is ready');
  await heartbeat?.beat();
}

interface OutsideParts {
  readonly log: Log;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly store: Store;
  /** The running bot, once it was started. */
  readonly program: () => Program | undefined;
}

/** Creates what calls Threads, and the server for health and metrics, where one is configured. */
async function startOutside(config: Config, { log, clock, faults, store, program }: OutsideParts) {
  const isConnected = (): boolean => [...platforms.values()].every((platform) => platform.isConnected);
  const readiness = { isConnected, faults, checkStore: () => store.check() };
  const metrics =
    config.http &&
    (await loadMetrics({
      version: readVersions().threadwatch,
      platforms: [...platforms.keys()],
      isReady: () => isConnected() && faults.all.length === 0,
      holdsStore: () => isUsable(store),
      readState: () => program()?.readState(),
    }));
  const reportClock = createClockReport(log);
  const threads: ThreadsApi = createThreadsApi({
    ...config.threads,
    proxy: config.proxy,
    clock,
    redact: (text) => secrets.hide(text),
    onCall(call) {
      metrics?.countCall(call);
      reportNetworkFault(call, faults, log);
      reportClock(threads.clockSkew());
      log.debug(call, 'called the Threads API');
    },
  });
  const server =
    config.http &&
    metrics &&
    (await startHealthServer({
      ...config.http,
      ...readiness,
      registry: metrics.registry,
      servePage: (request, response) =>
        [...platforms.values()].some((platform) => platform.servePage?.(request, response)),
      answerCallback: async (callback: Callback) => program()?.answerCallback(callback) ?? callbackFault(),
      hookEntrance: () => program()?.hookEntrance,
    }));
  const { heartbeatUrl: url, proxy } = config;
  const heartbeat =
    url === undefined
      ? undefined
      : await startHeartbeat({ url, proxy, findProblems: () => findProblems(readiness), log });
  return { metrics, threads, server, heartbeat };
}

/** Where hooks are called: behind the operator's PUBLIC_URL, or at the port that is really listened on. */
function findHookAddress({ http, publicUrl }: Config, server: Server | undefined): HookAddress | undefined {
  const address = server?.address();
  if (http === undefined || typeof address !== 'object' || address === null) return undefined;
  return toHookAddress({ publicUrl, host: http.host, port: address.port });
}

/** Loads the metrics on demand: without `HTTP_PORT` nobody can read them. */
async function loadMetrics(options: MetricsOptions): Promise<Metrics> {
  const { createMetrics } = await import('./metrics.ts');
  return createMetrics(options);
}

interface PlatformParts extends PlatformOptions {
  readonly store: Store;
  readonly clock: Clock;
}

/** Loads only the platforms that are configured: their clients are the largest part of the program. */
async function createPlatforms(
  config: Config,
  { store, ...options }: PlatformParts,
): Promise<Map<PlatformName, Platform>> {
  const created = new Map<PlatformName, Platform>();
  if (options.proxy) {
    const { proxyWebSockets } = await import('../network/proxyWebSockets.ts');
    proxyWebSockets(options.proxy);
  }
  if (config.discord) {
    const { createDiscordPlatform } = await import('../chat/discord/createDiscordPlatform.ts');
    const sessions = createSessionStore(store);
    created.set('discord', createDiscordPlatform(config.discord, { ...options, sessions }));
  }
  if (config.slack) {
    const { createSlackPlatform } = await import('../chat/slack/createSlackPlatform.ts');
    const peopleOf = (team: string | undefined): PeopleStore => createPeopleStore(store, team);
    const installations = createInstallationParts(config, store);
    created.set('slack', createSlackPlatform(config.slack, { ...options, peopleOf, installations }));
  }
  return created;
}

/** One record, for the one shard that there is. */
function createSessionStore(store: Store): SessionStore {
  const records = store.collection('discord-sessions', sessionSchema);
  return { load: () => records.get('0'), save: (session) => records.set('0', session) };
}

/** One record for each team; without a team, that of the only one. */
function createPeopleStore(store: Store, team: string | undefined): PeopleStore {
  const records = store.collection('slack-people', peopleSchema);
  const key = team ?? '0';
  return {
    load: () => records.get(key),
    save: (people) => records.set(key, team === undefined ? people : { ...people, team }),
  };
}

/** Where the app's installations are kept. @returns `undefined` where there is no key to encrypt them: then they are not needed */
function createInstallationParts({ tokenKeys }: Config, store: Store): InstallationParts | undefined {
  if (tokenKeys.length === 0) return undefined;
  return {
    records: store.collection('slack-installations', installationSchema),
    cipher: createTokenCipher(tokenKeys),
    hide: (secret) => secrets.add(secret),
  };
}

/** Ends the process with exit code 1 and a message on stderr. */
function fail(error: unknown): void {
  process.stderr.write(`${secrets.hide(explain(error))}\n`);
  process.exit(1);
}

function explain(error: unknown): string {
  if (error instanceof ConfigError)
    return `Threadwatch can't start:\n${error.faults.map((fault) => `  ${fault}`).join('\n')}`;
  if (error instanceof StoreError && error.code === 'store_lost')
    return `Threadwatch ends: STORE_URL: ${error.message}`;
  if (error instanceof StoreError) return `Threadwatch can't start: STORE_URL: ${error.message}`;
  if (error instanceof WrongKeyError || error instanceof ListenError)
    return `Threadwatch can't start: ${error.message}`;
  if (error instanceof FinalPlatformError) return `Threadwatch ends: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function shutDown(): void {
  isShuttingDown = true;
  setTimeout(() => {
    openLog?.warn('work in progress took too long; it goes on at the next start');
    end();
  }, SHUTDOWN_TIMEOUT_MS).unref();
  stop().then(end, fail);
}

/** Ends the process with exit code 0, and with the last line of the log. */
function end(): void {
  if (openLog === undefined) process.exit(0);
  openLog.info('stopped');
  openLog.flush(() => process.exit(0));
}

/**
 * Runs the bot until a final error or a signal ends the process.
 *
 * @returns a function that finishes work in progress and then ends the process with exit code 0
 */
export function runProcess(): () => void {
  // Uncaught errors must end the process too, and their messages must pass the filter for secrets.
  process.on('uncaughtException', fail).on('unhandledRejection', (reason) => {
    if (![...platforms.values()].some((platform) => platform.absorbRejection?.(reason))) fail(reason);
  });
  start().catch((error: unknown) => {
    // During a shutdown, a start that is still running fails because everything is closed.
    if (!isShuttingDown) fail(error);
  });
  return shutDown;
}

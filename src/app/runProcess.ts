import type { PlatformName } from '../channelRef.ts';
import { FinalPlatformError, type Platform } from '../chat/platform.ts';
import { Faults } from '../faults.ts';
import { createLog, type Log } from '../log.ts';
import { Secrets } from '../secrets.ts';
import { StoreError } from '../store/store.ts';
import { WrongKeyError } from '../tokens/cipher.ts';
import { ConfigError, readConfig } from './config.ts';
import { describeMisspelled, findMisspelled } from './findMisspelled.ts';
import { ListenError } from './healthServer.ts';
import { describeUnknownZone, pinTimeZone, readTimeZone } from './pinTimeZone.ts';
import { readEnvironment } from './readEnvironment.ts';
import { EndError, StartError } from './startError.ts';
import { type StartBot, startSingle } from './startSingle.ts';
import { createSteadyClock } from './steadyClock.ts';

/** How long work in progress may delay a shutdown. */
const SHUTDOWN_TIMEOUT_MS = 9_000;

/** How long giving back what other processes wait for may delay an ending by an error. */
const LEAVE_TIMEOUT_MS = 2_000;

/** Hidden in everything that is written to stdout and stderr. Tokens that are obtained later are added. */
const secrets = new Secrets();

let platforms: ReadonlyMap<PlatformName, Platform> = new Map();

/** Finishes work in progress and closes what has been opened so far. */
let stop = async (): Promise<void> => undefined;
let isShuttingDown = false;

/** Gives back what other processes would wait for; `undefined` while none counts on this one. */
let leave: (() => Promise<void>) | undefined;
let hasFailed = false;

/** The log, once it is known how it is to be written. */
let openLog: Log | undefined;

async function start(loadReplica: () => Promise<StartBot>): Promise<void> {
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
  const startBot = config.isReplica ? await loadReplica() : startSingle;
  await startBot({
    config,
    log,
    clock,
    faults,
    secrets,
    timeZone,
    onOpened(opened) {
      stop = opened;
    },
    onJoined(given) {
      leave = given;
    },
    onPlatforms(created) {
      platforms = created;
    },
    fail,
  });
}

/** Ends the process with exit code 1 and a message on stderr, which is that of the first error. */
function fail(error: unknown): void {
  if (hasFailed) return;
  hasFailed = true;
  const exit = (): void => process.exit(1);
  // Whatever does not work any more, the process ends.
  setTimeout(exit, LEAVE_TIMEOUT_MS);
  process.stderr.write(`${secrets.hide(explain(error))}\n`);
  if (leave === undefined) exit();
  else leave().then(exit, exit);
}

function explain(error: unknown): string {
  if (error instanceof ConfigError)
    return `Threadwatch can't start:\n${error.faults.map((fault) => `  ${fault}`).join('\n')}`;
  if (error instanceof StoreError && error.code === 'store_lost')
    return `Threadwatch ends: STORE_URL: ${error.message}`;
  if (error instanceof StoreError) return `Threadwatch can't start: STORE_URL: ${error.message}`;
  if (error instanceof WrongKeyError || error instanceof ListenError || error instanceof StartError)
    return `Threadwatch can't start: ${error.message}`;
  if (error instanceof FinalPlatformError || error instanceof EndError)
    return `Threadwatch ends: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function shutDown(): void {
  if (hasFailed) return;
  isShuttingDown = true;
  setTimeout(() => {
    openLog?.warn(
      'work in progress took too long; what is left is done at the next start, or by another replica',
    );
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
 * @param loadReplica loads what only a process needs that is one of several
 * @returns a function that finishes work in progress and then ends the process with exit code 0
 */
export function runProcess(loadReplica: () => Promise<StartBot>): () => void {
  // Uncaught errors must end the process too, and their messages must pass the filter for secrets.
  process.on('uncaughtException', fail).on('unhandledRejection', (reason) => {
    if (![...platforms.values()].some((platform) => platform.absorbRejection?.(reason))) fail(reason);
  });
  start(loadReplica).catch((error: unknown) => {
    // During a shutdown, a start that is still running fails because everything is closed.
    if (!isShuttingDown) fail(error);
  });
  return shutDown;
}

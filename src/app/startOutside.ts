import type { Server } from 'node:http';
import type { PlatformName } from '../channelRef.ts';
import type { Platform } from '../chat/platform.ts';
import type { Clock } from '../clock.ts';
import { type CallbackAnswer, callbackStarting } from '../connect/callbackPage.ts';
import type { Callback } from '../connect/connectService.ts';
import { readVersions } from '../doctor/facts.ts';
import type { Faults } from '../faults.ts';
import { type HookAddress, toHookAddress } from '../hooks/hookAddress.ts';
import type { HookDoor } from '../hooks/hookDoor.ts';
import type { Log } from '../log.ts';
import type { Secrets } from '../secrets.ts';
import { isUsable } from '../store/isUsable.ts';
import type { Store } from '../store/store.ts';
import type { ThreadsApi } from '../threads/api.ts';
import { createThreadsApi } from '../threads/createThreadsApi.ts';
import type { Config } from './config.ts';
import { describeOwnership, type Ownership } from './core/describeOwnership.ts';
import type { BotState } from './core/readBotState.ts';
import { countWorkspaces } from './countWorkspaces.ts';
import { findProblems } from './findProblems.ts';
import { startHealthServer } from './healthServer.ts';
import type { Metrics, MetricsOptions } from './metrics.ts';
import { createClockReport } from './reportClock.ts';
import { reportNetworkFault } from './reportNetworkFault.ts';
import { startHeartbeat } from './startHeartbeat.ts';

/** What is served over HTTP of the running bot. */
export interface Served {
  /** Answers a browser that returns from Threads' consent page; never rejects. */
  readonly answerCallback: (callback: Callback) => Promise<CallbackAnswer>;
  readonly hookDoor: HookDoor;
  readonly readState: () => BotState;
}

export interface OutsideParts {
  readonly log: Log;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly secrets: Secrets;
  readonly store: Store;
  readonly platforms: ReadonlyMap<PlatformName, Platform>;
  /** The running bot, once it was started. */
  readonly served: () => Served | undefined;
  /** What this process owns, where it is one of several replicas. */
  readonly readOwnership?: (() => Ownership) | undefined;
}

/** What the program reaches the world by, besides the platforms. */
export interface Outside {
  readonly metrics: Metrics | undefined;
  readonly threads: ThreadsApi;
  /** Where hooks are called; `undefined` where no HTTP server is configured. */
  readonly hookAddress: HookAddress | undefined;
  /** Says to a service that the program is ready, where one is configured. */
  beat(): Promise<void>;
  /** Closes the server, and says nothing more to the service. */
  close(): void;
}

/** Creates what calls Threads, and the server for health and metrics, where one is configured. */
export async function startOutside(config: Config, parts: OutsideParts): Promise<Outside> {
  const { log, clock, faults, secrets, store, platforms, served, readOwnership } = parts;
  const isConnected = (): boolean => [...platforms.values()].every((platform) => platform.isConnected);
  // Where there are several, the others are served although one is refused.
  const readFaults = (): readonly string[] => (countWorkspaces(config) > 1 ? faults.ofWhole : faults.all);
  const readiness = { isConnected, readFaults, checkStore: () => store.check() };
  const metrics =
    config.http &&
    (await loadMetrics({
      version: readVersions().threadwatch,
      platforms: [...platforms.keys()],
      isReady: () => isConnected() && readFaults().length === 0,
      holdsStore: () => isUsable(store),
      readState: () => served()?.readState(),
      readOwnership,
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
      answerCallback: async (callback: Callback) => served()?.answerCallback(callback) ?? callbackStarting(),
      hookDoor: () => served()?.hookDoor,
      describe: () => (readOwnership === undefined ? [] : describeOwnership(readOwnership())),
    }));
  const { heartbeatUrl: url, proxy } = config;
  const heartbeat =
    url === undefined
      ? undefined
      : await startHeartbeat({ url, proxy, findProblems: () => findProblems(readiness), log });
  return {
    metrics,
    threads,
    hookAddress: findHookAddress(config, server),
    beat: async () => void (await heartbeat?.beat()),
    close() {
      heartbeat?.stop();
      server?.close();
    },
  };
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

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import type { Clock } from '../clock.ts';
import { answerCall } from './graph/answerCall.ts';
import { writeJson } from './graph/reply.ts';
import { createWorld, recordFirstCall } from './graph/world.ts';
import { type Call, hideSecrets } from './http/calls.ts';
import { type Controls, control, isControlPath } from './http/control.ts';
import { readBody } from './http/readBody.ts';
import { type RawRequest, readCall, splitUrl } from './http/readCall.ts';
import { sendOutcome, sendReply } from './http/send.ts';
import type { Scenario } from './schema/scenario.ts';

export interface SandboxOptions {
  readonly scenario: Scenario;
  /** The clock of the scenario. Only a fault's `delay` is real time. */
  readonly clock: Clock;
  /** A loopback address. */
  readonly host?: string;
  /** 0, the default, chooses a free port. */
  readonly port?: number;
  /** The snapshot of an earlier sandbox with the same scenario; this one continues from there. */
  readonly snapshot?: SandboxSnapshot;
}

/** When the scenario and its containers started; ms since the epoch. Another sandbox can continue from it. */
interface SandboxSnapshot {
  readonly startedAt: number;
  readonly bornAt: Readonly<Record<string, number>>;
}

export interface Sandbox {
  /** The URL of the sandbox, without a slash at the end. */
  readonly url: string;
  /** Every Threads call so far, in the order of arrival. New calls are added to it. */
  readonly calls: readonly Call[];
  /** Starts another scenario. The calls stay. */
  load(scenario: Scenario): void;
  /** Starts the timelines of containers of the scenario that have not started yet: they have just been created. */
  begin(containers: readonly string[]): void;
  /** The state from which another sandbox can continue. */
  takeSnapshot(): SandboxSnapshot;
  /** Closes all connections and stops. */
  close(): Promise<void>;
}

/** Longer than a minute, so that a client that checks once a minute never writes to a closing socket. */
const KEEP_ALIVE_MS = 120_000;

/**
 * Serves a Threads API on loopback that plays a scenario.
 *
 * @throws {RangeError} if the host is not loopback; or Node's error if the port can't be used
 */
export async function startSandbox({
  scenario,
  clock,
  host = '127.0.0.1',
  port = 0,
  snapshot,
}: SandboxOptions): Promise<Sandbox> {
  if (!isLoopback(host))
    throw new RangeError(`The sandbox serves only loopback, such as 127.0.0.1, not ${host}.`);
  const calls: Call[] = [];
  let world = createWorld(scenario, snapshot?.startedAt ?? clock.now(), snapshot?.bornAt);
  const load = (next: Scenario) => {
    world = createWorld(next, clock.now());
  };
  const controls: Controls = { calls, world: () => world, load, now: () => clock.now() };

  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    serve(controls, request, response).catch((error: unknown) => replyInternalError(response, error));
  });
  // By default, Node closes CONNECT requests without an answer.
  server.on('connect', (_, socket) =>
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nconnection: close\r\n\r\n'),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });

  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    return closing;
  };
  return {
    url: writeUrl(host, server.address()),
    calls,
    load,
    begin(containers) {
      for (const container of containers) recordFirstCall(world, container, clock.now());
    },
    takeSnapshot: () => ({ startedAt: world.startedAt, bornAt: Object.fromEntries(world.bornAt) }),
    close,
  };
}

/** Serves one request. Rejects if the client has closed the connection. */
async function serve(controls: Controls, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) return sendReply(response, writeJson(413, { error: 'The body is too large.' }));
  const { method = 'GET', url = '/', headers } = request;
  const { path } = splitUrl(url);
  if (isControlPath(path)) return sendReply(response, control(controls, method, path, body));
  answer(controls, { method, url, headers, body }, response);
}

/** Answers a fault of the sandbox itself, unless the client has closed the connection. */
function replyInternalError(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) response.destroy();
  else sendReply(response, writeJson(500, { error: `The sandbox itself failed: ${error}` }));
}

function answer(controls: Controls, request: RawRequest, response: ServerResponse): void {
  const now = controls.now();
  const world = controls.world();
  const outcome = answerCall(world, readCall(request), now);
  const { reply, account, container } = outcome;
  controls.calls.push({
    at: new Date(now).toISOString(),
    method: request.method,
    path: hideSecrets(
      request.url,
      world.scenario.accounts.map(({ token }) => token),
    ),
    ...(container !== undefined && { container }),
    ...(account !== undefined && { account: account.username }),
    http: typeof reply === 'string' ? 0 : reply.http,
  });
  // Clients compare their clock with this header, so it must show the sandbox's time.
  response.setHeader('date', new Date(now).toUTCString());
  sendOutcome(response, outcome);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function writeUrl(host: string, address: AddressInfo | string | null): string {
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import type { Clock } from '../clock.ts';
import { answerCall } from './graph/answerCall.ts';
import { createWorld } from './graph/world.ts';
import { writeJson } from './graph/writeReply.ts';
import { type Call, hideSecrets } from './http/calls.ts';
import { type Controls, control, isControlPath } from './http/control.ts';
import { readBody } from './http/readBody.ts';
import { type RawRequest, readCall, splitUrl } from './http/readCall.ts';
import { sendOutcome, sendReply } from './http/send.ts';
import type { Scenario } from './schema/scenario.ts';

export interface SandboxOptions {
  readonly scenario: Scenario;
  /** Moves the scenario on; only the delay of a fault is real time. */
  readonly clock: Clock;
  /** A loopback address. */
  readonly host?: string;
  /** 0, the default, takes one that is free. */
  readonly port?: number;
  /** What a sandbox before this one remembered of the same scenario: its time goes on from there. */
  readonly memory?: SandboxMemory;
}

/** When the scenario and the lives of its containers began, ms since the epoch; enough to go on another day. */
interface SandboxMemory {
  readonly startedAt: number;
  readonly bornAt: Readonly<Record<string, number>>;
}

export interface Sandbox {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** Every Threads call so far, in the order of arrival; a live view. */
  readonly calls: readonly Call[];
  /** Plays another scenario from its start. The calls stay. */
  load(scenario: Scenario): void;
  /** What to hand to the next sandbox, so that it goes on where this one is. */
  memory(): SandboxMemory;
  /** Cuts what is open, and ends. */
  close(): Promise<void>;
}

/** Longer than the pauses of any client that checks once a minute, so that it never writes to a closing socket. */
const KEEP_ALIVE_MS = 120_000;

/**
 * Serves the Threads API on loopback, as a scenario has it.
 *
 * @throws RangeError for a host beyond loopback; the system's own error where the port can't be had
 */
export async function startSandbox({
  scenario,
  clock,
  host = '127.0.0.1',
  port = 0,
  memory,
}: SandboxOptions): Promise<Sandbox> {
  if (!isLoopback(host))
    throw new RangeError(`The sandbox serves loopback alone, such as 127.0.0.1, not ${host}.`);
  const calls: Call[] = [];
  let world = createWorld(scenario, memory?.startedAt ?? clock.now(), memory?.bornAt);
  const load = (next: Scenario) => {
    world = createWorld(next, clock.now());
  };
  const controls: Controls = { calls, world: () => world, load, now: () => clock.now() };

  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    serve(controls, request, response).catch((error: unknown) => confess(response, error));
  });
  // Node would cut these calls without a word.
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
    memory: () => ({ startedAt: world.startedAt, bornAt: Object.fromEntries(world.bornAt) }),
    close,
  };
}

/** One request from its first byte to its answer; rejects where the client has gone. */
async function serve(controls: Controls, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) return sendReply(response, writeJson(413, { error: 'The body is too large.' }));
  const { method = 'GET', url = '/', headers } = request;
  const { path } = splitUrl(url);
  if (isControlPath(path)) return sendReply(response, control(controls, method, path, body));
  answer(controls, { method, url, headers, body }, response);
}

/** Tells of a mistake of the sandbox's own; a client that has gone is told nothing. */
function confess(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) response.destroy();
  else sendReply(response, writeJson(500, { error: `The sandbox itself failed: ${error}` }));
}

function answer(controls: Controls, request: RawRequest, response: ServerResponse): void {
  const now = controls.now();
  const world = controls.world();
  const outcome = answerCall(world, readCall(request), now);
  const { end, account, container } = outcome;
  controls.calls.push({
    at: new Date(now).toISOString(),
    method: request.method,
    path: hideSecrets(
      request.url,
      world.scenario.accounts.map(({ token }) => token),
    ),
    ...(container !== undefined && { container }),
    ...(account !== undefined && { account: account.username }),
    http: typeof end === 'string' ? 0 : end.http,
  });
  // Clocks are compared by it: a sandbox whose time runs otherwise must say so.
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

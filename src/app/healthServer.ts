import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import type { CallbackAnswer } from '../connect/callbackPage.ts';
import type { Callback } from '../connect/connectService.ts';
import { CALLBACK_PATH } from '../connect/connectSetup.ts';
import { HOOK_PATH } from '../hooks/hookAddress.ts';
import type { HookDoor } from '../hooks/hookDoor.ts';
import { serveHook } from '../hooks/http/serveHook.ts';
import { limitConnections, MANY, SERVER_TIMEOUTS } from '../limitConnections.ts';
import { findProblems, type ReadinessParts } from './findProblems.ts';

export interface HealthOptions extends ReadinessParts {
  readonly host: string;
  readonly port: number;
  readonly registry: Registry;
  /** Answers where the request is for a page of a platform. @returns whether it is */
  readonly servePage?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Answers a browser that returns from Threads' consent page; never rejects. */
  readonly answerCallback: (callback: Callback) => Promise<CallbackAnswer>;
  /** Where the calls of publishing programs come in; `undefined` while the program starts. */
  readonly hookDoor: () => HookDoor | undefined;
  /** What `/readyz` says besides, a line for each thing. */
  readonly describe?: () => readonly string[];
}

/** The server can't listen on its address. The message says which variable to change. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly code = 'listen_failed';
}

/**
 * Serves `/healthz`, `/readyz`, `/metrics`, the hooks of publishing programs, the callback of Threads' consent page, and pages
 * of platforms.
 *
 * @throws {ListenError} if the port is in use or not allowed, or the host is not an address of this machine
 */
export async function startHealthServer(options: HealthOptions): Promise<Server> {
  const server = createServer(SERVER_TIMEOUTS, (request, response) => route(options, request, response));
  // Whoever asks before sending a body is told to go on by the route that reads it, and else refused without it.
  server.on('checkContinue', (...exchange) => server.emit('request', ...exchange));
  limitConnections(server, MANY);
  server.listen({ port: options.port, host: options.host, backlog: MANY.all });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw toListenError(error, options);
  }
  return server;
}

/** Says which variable to change where Node can't listen there. */
export function toListenError(
  cause: unknown,
  { host, port }: Pick<HealthOptions, 'host' | 'port'>,
): ListenError {
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  const isPort = reason === 'EADDRINUSE' || reason === 'EACCES';
  const message = isPort
    ? `HTTP_PORT: port ${port} on ${host} can't be used (${reason}); choose another, such as HTTP_PORT=8081`
    : `HTTP_HOST: ${host} is not an address of this machine (${reason}); use one that is, such as HTTP_HOST=127.0.0.1`;
  return new ListenError(message, { cause });
}

function route(options: HealthOptions, request: IncomingMessage, response: ServerResponse): void {
  if (request.url?.startsWith(HOOK_PATH)) return void serveHook(options.hookDoor(), request, response);
  if (options.servePage?.(request, response)) return;
  request.resume();
  void answer(options, request, response);
}

async function answer(
  options: HealthOptions,
  { method, url = '/' }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = '/', query] = url.split('?', 2);
  switch (path) {
    case '/healthz':
      return send(response, 200, 'alive\n');
    case '/readyz':
      return sendReadiness(options, response);
    case '/metrics':
      return send(response, 200, await options.registry.metrics(), options.registry.contentType);
    case CALLBACK_PATH:
      return method === 'GET'
        ? sendCallback(options, new URLSearchParams(query), response)
        : send(response, 405, 'Only GET is allowed here.\n');
    default:
      return send(response, 404, 'Not found. Try /healthz, /readyz or /metrics.\n');
  }
}

async function sendCallback(
  { answerCallback }: HealthOptions,
  params: URLSearchParams,
  response: ServerResponse,
): Promise<void> {
  const read = (name: string): string | undefined => params.get(name) ?? undefined;
  const callback = { state: read('state'), code: read('code'), error: read('error') };
  const { http, headers, body } = await answerCallback(callback);
  response.writeHead(http, headers).end(body);
}

async function sendReadiness(options: HealthOptions, response: ServerResponse): Promise<void> {
  const problems = await findProblems(options);
  const lines = [...(problems.length === 0 ? ['ready'] : problems), ...(options.describe?.() ?? [])];
  send(response, problems.length === 0 ? 200 : 503, `${lines.join('\n')}\n`);
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { ThreadsApi } from '../../src/threads/api.ts';
import type { CallReport } from '../../src/threads/createClient.ts';
import { createThreadsApi, type ThreadsApiOptions } from '../../src/threads/createThreadsApi.ts';
import { ThreadsError } from '../../src/threads/errors.ts';

/** What the server says: an answer, or whatever a function does to the response. */
export type Reply =
  | {
      readonly status?: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | ((response: ServerResponse, request: IncomingMessage) => void);

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly url: string;
  readonly authorization: string | undefined;
}

export interface ScriptedThreads {
  readonly requests: SeenRequest[];
  readonly connections: () => number;
  readonly url: () => string;
  /** The replies to the next requests; the last one is repeated. */
  answer(...replies: Reply[]): void;
  /** Chooses the reply by the request. */
  answerBy(choose: (request: SeenRequest) => Reply): void;
}

export const TOKEN = 'THAAplantedSecret/with+signs=0123456789';
export const BRAND = { name: 'brand', token: TOKEN };
export const ID = '17912345678901234';
export const START = Date.UTC(2026, 10, 24, 3);

/** A Threads API over real HTTP that answers by script; one server for a test file, a blank script for each test. */
export function useScriptedThreads(): ScriptedThreads {
  let choose: (request: SeenRequest) => Reply = () => ({ status: 500, body: 'no script' });
  let connections = 0;
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const seen = toSeen(request);
    requests.push(seen);
    const reply = choose(seen);
    if (typeof reply === 'function') return reply(response, request);
    const { status = 200, body = '', headers = {} } = reply;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  });
  server.on('connection', () => {
    connections += 1;
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterEach(() => {
    requests.length = 0;
    connections = 0;
    server.closeAllConnections();
  });
  afterAll(() => {
    server.close();
  });

  return {
    requests,
    connections: () => connections,
    url: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer(...replies) {
      const left = [...replies];
      choose = () => (left.length > 1 ? left.shift() : left[0]) ?? { status: 500, body: 'no script' };
    },
    answerBy(chooser) {
      choose = chooser;
    },
  };
}

function toSeen(request: IncomingMessage): SeenRequest {
  const url = request.url ?? '';
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  return {
    method: request.method ?? '',
    path: pathname,
    query: Object.fromEntries(searchParams),
    url,
    authorization: request.headers.authorization,
  };
}

export interface OpenedApi {
  readonly api: ThreadsApi;
  readonly clock: { time: number; now(): number };
  readonly calls: CallReport[];
  /** The back-offs that were decided, ms; none was waited for. */
  readonly delays: number[];
}

/** Opens a client on a stepped clock, with a fixed jitter and back-offs that cost no time. */
export function useApi(threads: ScriptedThreads): (overrides?: Partial<ThreadsApiOptions>) => OpenedApi {
  const opened: ThreadsApi[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((api) => api.close()));
  });
  return (overrides = {}) => {
    const clock = {
      time: START,
      now() {
        return this.time;
      },
    };
    const calls: CallReport[] = [];
    const delays: number[] = [];
    const api = createThreadsApi({
      apiUrl: threads.url(),
      auth: 'header',
      clock,
      random: () => 0.5,
      retryDelay: (ms) => {
        delays.push(ms);
        return 0;
      },
      onCall: (call) => calls.push(call),
      ...overrides,
    });
    opened.push(api);
    return { api, clock, calls, delays };
  };
}

/** The ThreadsError that a call ends with; fails where it succeeds or throws something else. */
export async function errorOf(call: Promise<unknown>): Promise<ThreadsError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ThreadsError) return error;
    throw error;
  }
  throw new Error('the call succeeded');
}

/** Graph's error body. */
export function graphError(code: number | string, subcode?: number | string, message = 'error'): object {
  return { error: { message, type: 'THApiException', code, error_subcode: subcode, fbtrace_id: 'Trace1' } };
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Answer = (response: ServerResponse, echo: string) => void;

/** An answer in JSON, as the echo makes it. */
export const json =
  (status: number, write: (echo: string) => unknown): Answer =>
  (response, echo) => {
    response.writeHead(status, { 'content-type': 'application/json', 'x-echo': encodeURIComponent(echo) });
    response.end(JSON.stringify(write(echo)));
  };

/** Every way in which an answer of Threads, or of what stands between, can repeat a secret. */
const ECHOES: readonly Answer[] = [
  json(400, (echo) => ({
    error: { message: `Malformed access token ${echo}`, code: 100, fbtrace_id: echo },
  })),
  json(500, (echo) => ({ error: { message: echo, type: echo, code: 10, error_user_msg: echo } })),
  json(400, (echo) => ({ error: { message: echo, code: 24, error_subcode: 4279009 } })),
  json(400, (echo) => ({ error_message: `no ${echo}`, error_code: 1 })),
  json(200, (echo) => ({ error: { message: echo, code: 100, [echo]: echo } })),
  json(200, (echo) => ({ id: '17900000000000001', status: echo, error_message: echo, username: echo })),
  json(200, (echo) => ({ id: '17900000000000001', status: 'ERROR', error_message: `see ?t=${echo}` })),
  (response, echo) => response.writeHead(502, { 'content-type': 'text/html' }).end(`<html>${echo}</html>`),
  (response, echo) =>
    response.writeHead(302, { location: `/?access_token=${encodeURIComponent(echo)}` }).end(),
  (response, echo) => response.socket?.end(`HTTP/1.1 200 OK\r\nbad header ${echo}\r\n\r\n`),
  (response) => response.destroy(),
];

/** A Threads API that repeats what it is told, and every secret that it is given, in each of its answers. */
export class EchoingThreads implements AsyncDisposable {
  readonly url: string;
  /** What is repeated beside the request's own token. */
  readonly secrets: string[] = [];
  /** The tokens that calls came with. */
  readonly tokens = new Set<string>();
  readonly #server: Server;
  readonly #answers: readonly Answer[];
  readonly #turns = new Map<string, number>();
  /** The next refreshed token. */
  refreshed = '';

  private constructor(server: Server, answers: readonly Answer[]) {
    this.#answers = answers;
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => this.#answer(request, response));
  }

  static async start(answers = ECHOES): Promise<EchoingThreads> {
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    return new EchoingThreads(server, answers);
  }

  /** How many different answers there are to go through. */
  static get answers(): number {
    return ECHOES.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(url, this.url);
    const token = headers.authorization?.replace('Bearer ', '') ?? searchParams.get('access_token') ?? '';
    this.tokens.add(token);
    const path = pathname.replace('/v1.0', '');
    this.#choose(path)(response, [token, url, ...this.secrets].join(' '));
  }

  #choose(path: string): Answer {
    const { refreshed } = this;
    if (path === '/me') return json(200, (echo) => ({ id: '17', username: echo }));
    if (path === '/refresh_access_token' && refreshed !== '')
      return json(200, () => ({ access_token: refreshed, expires_in: 5_184_000 }));
    const turn = this.#turns.get(path) ?? 0;
    this.#turns.set(path, turn + 1);
    return this.#answers[turn % this.#answers.length] ?? json(200, (echo) => echo);
  }
}

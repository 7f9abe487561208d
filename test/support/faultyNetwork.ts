import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent, type Dispatcher } from 'undici';
import { findFreePort } from './findFreePort.ts';
import { flushTurns } from './flushTurns.ts';

/**
 * What is wrong with the way to Threads: nothing; its name is not found; nobody listens; somebody accepts and never
 * answers; an answer stops in the middle and its socket stays open, as when a machine loses its power.
 */
export type ErrorDetails = 'none' | 'no-name' | 'refused' | 'silent' | 'half-answered';

/** A way to the sandbox over real sockets, which can be broken and mended. */
export class FaultyNetwork {
  error: ErrorDetails = 'none';
  /** What was tried, whatever became of it. */
  attempts = 0;
  readonly dispatcher: Dispatcher;
  readonly #server = createServer((request, response) => void this.#pass(request, response));
  readonly #deadlines = new Set<AbortController>();
  readonly #closedPort: number;
  #target = '';

  private constructor(closedPort: number) {
    this.#closedPort = closedPort;
    // Without kept connections: a name, and whether somebody listens, are found out anew for each call.
    this.dispatcher = new Agent({
      pipelining: 0,
      connect: { lookup: (_host, _options, done) => this.#lookUp(done) },
    }).compose((dispatch) => (options, handler) => {
      this.attempts += 1;
      const origin = `http://threads.test:${this.error === 'refused' ? this.#closedPort : this.#port}`;
      return dispatch({ ...options, origin }, handler);
    });
  }

  static async open(): Promise<FaultyNetwork> {
    const network = new FaultyNetwork(await findFreePort());
    await new Promise<void>((resolve) => network.#server.listen(0, '127.0.0.1', resolve));
    return network;
  }

  /** For a story's `reach`. One attempt a call: those that follow it are the API client's own story. */
  readonly reach = (sandboxUrl: string) => {
    this.#target = sandboxUrl;
    return { apiUrl: 'http://threads.test', dispatcher: this.dispatcher, deadlineMs: 1, attempts: 1 };
  };

  /** Stands for `AbortSignal.timeout`: a deadline has come once a call met with silence, however long that is. */
  readonly setDeadline = (): AbortSignal => {
    const deadline = new AbortController();
    this.#deadlines.add(deadline);
    return deadline.signal;
  };

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.dispatcher.close();
  }

  get #port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  #lookUp(done: (error: Error | null, addresses: { address: string; family: number }[]) => void): void {
    const isFound = this.error !== 'no-name';
    const missing = Object.assign(new Error('getaddrinfo ENOTFOUND threads.test'), { code: 'ENOTFOUND' });
    done(isFound ? null : missing, isFound ? [{ address: '127.0.0.1', family: 4 }] : []);
  }

  async #pass({ url = '/', method, headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.error === 'half-answered')
      response.writeHead(200, { 'content-length': '1000' }).write('{"status":');
    if (this.error === 'half-answered' || this.error === 'silent') {
      // What was sent has been read by then.
      await flushTurns(4);
      for (const deadline of this.#deadlines)
        deadline.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
      this.#deadlines.clear();
      return;
    }
    const { authorization = '' } = headers;
    ask(this.#target + url, { method, headers: { authorization } }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    }).end();
  }
}

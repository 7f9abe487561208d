import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { ChangeSignal } from '../support/changeSignal.ts';

/** A call that a server got. */
export interface GotCall {
  readonly method: string | undefined;
  /** With its query. */
  readonly path: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What a server does with a call: answers, keeps the caller waiting, or hangs up. */
type Answerer = (call: GotCall) => Reply | 'wait' | 'hang up';

/** A server on loopback that remembers what it got. */
export class Loopback {
  readonly calls: GotCall[] = [];
  readonly url: string;
  readonly #events: ChangeSignal;

  private constructor(url: string, events: ChangeSignal) {
    this.url = url;
    this.#events = events;
  }

  /** Ends with the test. */
  static async start(answer: Answerer): Promise<Loopback> {
    const events = new ChangeSignal();
    const server = createServer(async (request, response) => {
      const { method, url: path, headers } = request;
      const call = { method, path, headers, body: await text(request) };
      const reply = answer(call);
      loopback.calls.push(call);
      events.notify();
      if (reply === 'hang up') request.socket.destroy();
      else if (reply !== 'wait') {
        const { status = 200, headers: given = {}, body = '{}' } = reply;
        response.writeHead(status, { 'content-type': 'application/json', ...given }).end(body);
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const loopback = new Loopback(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, events);
    return loopback;
  }

  /** Resolves once it got so many calls. */
  async got(count: number): Promise<void> {
    await this.#events.until(() => (this.calls.length >= count ? true : undefined));
  }

  /** The bodies of the calls, parsed. */
  get told(): unknown[] {
    return this.calls.map(({ body }) => JSON.parse(body));
  }
}

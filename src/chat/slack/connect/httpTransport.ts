import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { HTTPReceiver } from '@slack/bolt';
import { limitConnections, SERVER_TIMEOUTS } from '../../../limitConnections.ts';
import type { Log } from '../../../log.ts';
import { classifyPayload } from './classifyPayload.ts';
import { COPY_SIGNING_SECRET, cannotListen } from './finalErrors.ts';
import { ReplayGuard } from './replayGuard.ts';
import type { Transport } from './transport.ts';
import { verifyRequest } from './verifyRequest.ts';

export const EVENTS_PATH = '/slack/events';

/** Far more than Slack sends, in bytes. */
const LARGEST_BODY = 1_000_000;

/** Slack checks the address with it when it is entered; Bolt answers. */
const URL_VERIFICATION = 'url_verification';

export interface HttpTransportOptions {
  readonly host: string;
  readonly port: number;
  readonly signingSecret: string;
  readonly receiver: HTTPReceiver;
  readonly log: Log;
}

/** Listens for Slack's requests. Bolt gets only those that are genuine, recent and not repeated. */
export class HttpTransport implements Transport {
  readonly #options: HttpTransportOptions;
  readonly #guard = new ReplayGuard();
  readonly #server: Server;

  constructor(options: HttpTransportOptions) {
    this.#options = options;
    this.#server = createServer(SERVER_TIMEOUTS, (request, response) => {
      this.#handle(request, response).catch((err) => {
        options.log.debug({ err }, 'a request to the Slack endpoint was aborted');
        response.destroy();
      });
    });
    limitConnections(this.#server);
  }

  get isOpen(): boolean {
    return this.#server.listening;
  }

  async open(): Promise<void> {
    const { host, port, log } = this.#options;
    try {
      this.#server.listen(port, host);
      await once(this.#server, 'listening');
    } catch (error) {
      throw cannotListen(error, host, port);
    }
    const address = this.#server.address();
    const actual = typeof address === 'object' && address !== null ? address.port : port;
    log.info({ host, port: actual, path: EVENTS_PATH }, 'listening for Slack');
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeIdleConnections();
    setTimeout(() => this.#server.closeAllConnections(), 1_000).unref();
    await closed;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { receiver, log } = this.#options;
    const [path] = (request.url ?? '').split('?', 1);
    if (path !== EVENTS_PATH) return end(response, 404);
    if (request.method !== 'POST') return end(response, 405);
    const body = await readBody(request);
    if (body === undefined) return end(response, 413);
    // Slack checks the certificate now and then, without a signature. It needs only a 200.
    const text = body.toString();
    if (text.includes('ssl_check=1') && new URLSearchParams(text).get('ssl_check') === '1')
      return end(response, 200);
    if (!this.#isGenuine(request, text)) return end(response, 401);
    const [type = ''] = (request.headers['content-type'] ?? '').split(';', 1);
    const contentType = type.trim().toLowerCase();
    const payloadClass = classifyPayload(readPayload(text, contentType));
    if (payloadClass.kind === 'unreadable') {
      log.warn('Slack sent a request that can’t be read; it was refused');
      return end(response, 400);
    }
    if (payloadClass.kind === 'other' && payloadClass.type !== URL_VERIFICATION) {
      log.info(payloadClass, 'Slack sent something that is not for us; nothing was done');
      return end(response, 200);
    }
    // Bolt compares the content type as a whole, and takes a body that was already read from `rawBody`.
    request.headers['content-type'] = contentType;
    receiver.requestListener(Object.assign(request, { rawBody: body }), response);
  }

  #isGenuine({ headers }: IncomingMessage, body: string): boolean {
    const { signingSecret, log } = this.#options;
    const now = Date.now();
    const [timestamp, signature] = ['x-slack-request-timestamp', 'x-slack-signature'].map((name) => {
      const value = headers[name];
      return typeof value === 'string' ? value : undefined;
    });
    const verdict = verifyRequest({ body, timestamp, signature }, signingSecret, now);
    if (verdict !== 'genuine')
      log.warn(
        { verdict },
        verdict === 'wrongly signed'
          ? `a request was refused; if it came from Slack, SLACK_SIGNING_SECRET is not the app’s: ${COPY_SIGNING_SECRET}`
          : 'a request was refused',
      );
    else if (!this.#guard.admit(signature ?? '', now)) log.warn('a request was refused: it came before');
    else return true;
    return false;
  }
}

/** The payload of a body, found as Bolt finds it. @returns `undefined` where there is none */
function readPayload(body: string, contentType: string): unknown {
  try {
    if (contentType !== 'application/x-www-form-urlencoded') return JSON.parse(body);
    const form = new URLSearchParams(body);
    const payload = form.get('payload');
    return payload === null ? Object.fromEntries(form) : JSON.parse(payload);
  } catch {
    return undefined;
  }
}

/** @returns `undefined` where the body is too large */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status, status === 413 ? { connection: 'close' } : {}).end();
}

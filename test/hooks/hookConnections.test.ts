import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { scenarioOf, status } from '../support/scenarios.ts';
import { beginHookStory } from './hookServer.ts';

const VIDEO = '17880000000000001';
const OPTIONS = { scenario: scenarioOf({ [VIDEO]: [status('0s', 'IN_PROGRESS')] }) };
const CALL = JSON.stringify({ container: VIDEO });

/** A connection, byte by byte. */
class Wire {
  readonly #socket: Socket;
  #read = '';

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket
      .on('error', () => undefined)
      .on('data', (chunk: Buffer) => {
        this.#read += chunk.toString();
      });
  }

  static async open(port: number): Promise<Wire> {
    const socket = connect(port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    return new Wire(socket);
  }

  write(text: string): void {
    this.#socket.write(text);
  }

  /** Resolves with all that came, once it holds this. */
  async until(words: string): Promise<string> {
    while (!this.#read.includes(words)) {
      if (this.#socket.readableEnded || this.#socket.destroyed)
        throw new Error(`the connection ended after: ${this.#read}`);
      await Promise.race([once(this.#socket, 'data'), once(this.#socket, 'close')]);
    }
    const read = this.#read;
    this.#read = '';
    return read;
  }

  async ended(): Promise<string> {
    if (!this.#socket.destroyed) await once(this.#socket, 'close');
    return this.#read;
  }
}

const head = (method: string, path: string, ...headers: string[]): string =>
  `${[`${method} ${path} HTTP/1.1`, 'host: x', ...headers].join('\r\n')}\r\n\r\n`;

const post = (path: string, body: string, ...headers: string[]): string =>
  head('POST', path, `content-length: ${Buffer.byteLength(body)}`, ...headers) + body;

describe('the server of hooks', () => {
  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])(
    'takes POST alone, whatever the key: not %s',
    async (method) => {
      const { make, send, story } = await beginHookStory(OPTIONS);
      for (const key of [await make(), 'unknown']) {
        const answer = await send(`/hook/${key}?container=${VIDEO}`, { method });
        expect(answer.status).toBe(405);
        expect(answer.headers.get('allow')).toBe('POST');
      }
      expect(await story.type('watches')).not.toContain(VIDEO);
    },
  );

  it('keeps a connection alive after each answer', async () => {
    const { make, port } = await beginHookStory(OPTIONS);
    const path = `/hook/${await make()}`;
    const wire = await Wire.open(port);
    for (const [request, expected] of [
      [post(path, CALL), '202 Accepted'],
      [post(path, '{'), '400 Bad Request'],
      [post('/hook/unknown', CALL), '404 Not Found'],
      [head('GET', path), '405 Method Not Allowed'],
      [`${head('PUT', path, 'content-length: 4')}abcd`, '405 Method Not Allowed'],
      [post(path, CALL), '202 Accepted'],
    ] as const) {
      wire.write(request);
      expect(await wire.until('}\n')).toContain(`HTTP/1.1 ${expected}`);
    }
  });

  it('asks for a body that waits to be asked for, and not where it is refused', async () => {
    const { make, port } = await beginHookStory(OPTIONS);
    const path = `/hook/${await make()}`;
    const asking = (target: string, length: number): string =>
      head('POST', target, `content-length: ${length}`, 'expect: 100-continue');
    const wire = await Wire.open(port);
    wire.write(asking(path, CALL.length));
    expect(await wire.until('\r\n\r\n')).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    wire.write(CALL);
    expect(await wire.until('}\n')).toContain('HTTP/1.1 202 Accepted');
    for (const [target, length, expected] of [
      [path, 20_000, '413 Payload Too Large'],
      ['/hook/unknown', CALL.length, '404 Not Found'],
    ] as const) {
      const refused = await Wire.open(port);
      refused.write(asking(target, length));
      const answer = await refused.ended();
      expect(answer).toContain(`HTTP/1.1 ${expected}`);
      expect(answer).not.toContain('100 Continue');
    }
  });

  it('answers a body that is too large, and only then closes the connection', async () => {
    const { make, port, call } = await beginHookStory(OPTIONS);
    const key = await make();
    const large = 'x'.repeat(300_000);
    const declared = await call(key, large);
    expect(declared).toMatchObject({ status: 413, body: { error: { message: expect.any(String) } } });
    const wire = await Wire.open(port);
    wire.write(head('POST', `/hook/${key}`, 'transfer-encoding: chunked'));
    for (let sent = 0; sent < 10; sent += 1) wire.write(`7530\r\n${'x'.repeat(30_000)}\r\n`);
    wire.write('0\r\n\r\n');
    const answer = await wire.ended();
    expect(answer).toContain('HTTP/1.1 413 Payload Too Large');
    expect(answer).toContain('}\n');
  });

  it('takes exactly 16 KiB, also in chunks', async () => {
    const { make, call } = await beginHookStory(OPTIONS);
    const key = await make();
    const body = CALL.padEnd(16 * 1024);
    expect(await call(key, body)).toMatchObject({ status: 202 });
    expect(await call(key, `${body} `)).toMatchObject({ status: 413 });
    const chunks = Readable.from([body.slice(0, 10), body.slice(10, 9_000), body.slice(9_000)]);
    const streamed = { body: Readable.toWeb(chunks), duplex: 'half' } as unknown as RequestInit;
    expect(await call(key, '', streamed)).toMatchObject({ status: 202 });
  });

  it('refuses a call whose hook is revoked while its body is still coming', async () => {
    const { story, make, port } = await beginHookStory(OPTIONS);
    const path = `/hook/${await make()}`;
    const wire = await Wire.open(port);
    wire.write(head('POST', path, `content-length: ${CALL.length}`, 'expect: 100-continue'));
    await wire.until('100 Continue');
    wire.write(CALL.slice(0, 5));
    await story.type('hook off');
    wire.write(CALL.slice(5));
    expect(await wire.until('}\n')).toContain('404 Not Found');
    expect(await story.type('watches')).toMatch(/^👀 This channel watches nothing/u);
  });

  it('is not held up by a caller that goes away in the middle', async () => {
    const { make, port, call } = await beginHookStory(OPTIONS);
    const key = await make();
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(head('POST', `/hook/${key}`, 'content-length: 100') + CALL.slice(0, 10));
    socket.resetAndDestroy();
    expect(await call(key, CALL)).toMatchObject({ status: 202 });
  });

  it('serves many callers at once', async () => {
    const { make, call } = await beginHookStory(OPTIONS);
    const key = await make();
    const answers = await Promise.all(Array.from({ length: 90 }, () => call(key, CALL)));
    expect(answers.map(({ status: http }) => http)).toEqual(Array.from({ length: 90 }, () => 202));
  });

  it('answers every call of a flood', async () => {
    const { make, call } = await beginHookStory(OPTIONS);
    const key = await make();
    const answers = await Promise.all(Array.from({ length: 700 }, () => call(key, CALL)));
    const counts = Object.groupBy(answers, ({ status: http }) => String(http));
    expect(Object.keys(counts).toSorted()).toEqual(['202', '429']);
    expect(counts['202']?.length).toBeGreaterThanOrEqual(100);
    expect(new Set(counts['429']?.map(({ headers }) => headers.get('retry-after')))).toEqual(new Set(['1']));
  });

  it('serves the other paths as before', async () => {
    const { port } = await beginHookStory(OPTIONS);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/hooks`)).status).toBe(404);
    const asked = await Wire.open(port);
    asked.write(`${head('POST', '/healthz', 'content-length: 2', 'expect: 100-continue')}ab`);
    expect(await asked.until('alive')).toContain('200 OK');
  });
});

import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createEventSender, type EventSenderOptions } from '../../src/events/createEventSender.ts';
import { checkEventUrl } from '../../src/events/eventUrl.ts';
import type { LookupAll } from '../../src/events/guardedLookup.ts';
import { Authority } from '../network/certificates.ts';
import { Internet } from '../network/internet.ts';

const going = new AbortController().signal;

let authority: Authority;

beforeAll(() => {
  authority = new Authority();
});

afterAll(() => authority[Symbol.dispose]());

function open(options: Partial<EventSenderOptions> = {}) {
  const sender = createEventSender({ allowPrivate: false, ...options });
  onTestFinished(() => sender.close());
  return (url: string) => sender.send({ url, headers: { 'x-test': '1' }, body: '{"id":"evt_1"}' }, going);
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  return (server.address() as AddressInfo).port;
}

async function serve(answer: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(createServer(answer))}/events?for=brand`;
}

/** A name server that gives one answer after the other, and the last one from then on. */
function scriptLookup(...answers: readonly (readonly string[])[]) {
  const asked: string[] = [];
  const lookup: LookupAll = (hostname, _options, done) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(hostname);
    done(
      null,
      answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return { lookup, asked };
}

/** Counts the connections to a port of this machine. */
async function watchPort(): Promise<{ port: number; connections: () => number }> {
  let connections = 0;
  const server = createTcpServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

describe('a name that leads elsewhere once it was checked', () => {
  it('is not called: what was looked up for the connection is what counts', async () => {
    const { port, connections } = await watchPort();
    const { lookup, asked } = scriptLookup(['93.184.215.14'], ['127.0.0.1']);
    const resolve = async (hostname: string) => {
      const { promise, resolve: done } = Promise.withResolvers<string[]>();
      lookup(hostname, { all: true }, (_error, found) => done(found.map(({ address }) => address)));
      return promise;
    };
    const url = `https://rebind.example.com:${port}/`;
    expect((await checkEventUrl(url, { allowPrivate: false, resolve })).kind).toBe('ok');
    expect(await open({ lookup })(url)).toEqual({ kind: 'failed', fault: { kind: 'private' } });
    expect(asked).toEqual(['rebind.example.com', 'rebind.example.com']);
    expect(connections()).toBe(0);
  });

  it('is looked up once for a connection, and connected to that answer', async () => {
    let calls = 0;
    const port = new URL(
      await serve((_request, response) => {
        calls += 1;
        response.end();
      }),
    ).port;
    const { lookup, asked } = scriptLookup(['127.0.0.1'], ['93.184.215.14']);
    const send = open({ lookup, allowPrivate: true });
    expect(await send(`http://inner.example.com:${port}/`)).toEqual({ kind: 'accepted' });
    expect([calls, asked.length]).toEqual([1, 1]);
  });

  it.for([
    ['one of its addresses is private', ['93.184.215.14', '10.0.0.1']],
    ['the private one comes first', ['169.254.169.254', '93.184.215.14']],
    ['it is IPv4 in IPv6', ['::ffff:127.0.0.1']],
    ['it is NAT64', ['64:ff9b::7f00:1']],
  ] as const)('is not called where %s', async ([, addresses]) => {
    const { port, connections } = await watchPort();
    const { lookup } = scriptLookup(addresses);
    const outcome = await open({ lookup })(`https://shop.example.com:${port}/`);
    expect(outcome).toEqual({ kind: 'failed', fault: { kind: 'private' } });
    expect(connections()).toBe(0);
  });

  it('is not called by http where it leads to a public address, though private ones are allowed', async () => {
    const { lookup } = scriptLookup(['93.184.215.14']);
    expect(await open({ lookup, allowPrivate: true })('http://shop.example.com/')).toEqual({
      kind: 'failed',
      fault: { kind: 'unencrypted' },
    });
  });
});

describe('an address of this machine', () => {
  it.for(['127.0.0.1', '0x7f000001', '127.1', '[::ffff:127.0.0.1]', 'localhost', '0.0.0.0'])(
    'is not connected to, however it is spelled: %s',
    async (host) => {
      const { port, connections } = await watchPort();
      const outcome = await open()(`https://${host}:${port}/`);
      expect(outcome).toEqual({ kind: 'failed', fault: { kind: 'private' } });
      expect(connections()).toBe(0);
    },
  );

  it('is not called by http either, whatever was stored', async () => {
    const { port, connections } = await watchPort();
    expect(await open()(`http://127.0.0.1:${port}/`)).toEqual({
      kind: 'failed',
      fault: { kind: 'unencrypted' },
    });
    expect(connections()).toBe(0);
  });
});

describe('an event', () => {
  it('is posted as it is, to the whole URL', async () => {
    const calls: unknown[] = [];
    const url = await serve(async (request, response) => {
      const chunks: string[] = [];
      for await (const chunk of request) chunks.push(String(chunk));
      const { method, url: path, headers } = request;
      calls.push([method, path, headers['x-test'], headers['content-length'], chunks.join('')]);
      response.writeHead(204).end();
    });
    expect(await open({ allowPrivate: true })(url)).toEqual({ kind: 'accepted' });
    expect(calls).toEqual([['POST', '/events?for=brand', '1', '14', '{"id":"evt_1"}']]);
  });

  it('is not taken to where a redirect points', async () => {
    const paths: unknown[] = [];
    const url = await serve((request, response) => {
      paths.push(request.url);
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect(await open({ allowPrivate: true })(url)).toMatchObject({
      kind: 'failed',
      fault: { kind: 'status', status: 307 },
    });
    expect(paths).toEqual(['/events?for=brand']);
  });

  it.for([400, 404, 410, 429, 500, 503])('is not taken where the answer is %d', async (status) => {
    const url = await serve((_request, response) => {
      response.writeHead(status, { 'retry-after': '7' }).end('no');
    });
    expect(await open({ allowPrivate: true })(url)).toEqual({
      kind: 'failed',
      fault: { kind: 'status', status },
      retryAfter: 7_000,
    });
  });

  it('is taken once the status says so, however long the answer goes on', async () => {
    const closed = Promise.withResolvers<number>();
    const url = await serve((_request, response) => {
      let bytes = 0;
      response.on('close', () => closed.resolve(bytes));
      const pour = (): void => {
        while (!response.destroyed && response.write('x'.repeat(16_384))) bytes += 16_384;
        response.once('drain', pour);
      };
      pour();
    });
    expect(await open({ allowPrivate: true })(url)).toEqual({ kind: 'accepted' });
    expect(await closed.promise).toBeLessThan(16_777_216);
  });

  it('fails where no answer comes in time', async () => {
    const url = await serve(() => undefined);
    expect(await open({ allowPrivate: true, timeLimit: 1 })(url)).toEqual({
      kind: 'failed',
      fault: { kind: 'timeout' },
    });
  });

  it('fails where nobody listens, the name is not known, or the certificate is not trusted', async () => {
    const unknown: LookupAll = (_hostname, _options, done) =>
      done(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), []);
    const { port } = await watchPort();
    const server = createTlsServer(authority.sign(['shop.example.com']), (_request, response) =>
      response.end(),
    );
    const { lookup } = scriptLookup(['127.0.0.1']);
    const tlsPort = await listen(server as unknown as Server);
    const send = open({ allowPrivate: true, lookup });
    expect(await send(`http://shop.example.com:${port}/`)).toMatchObject({ fault: { kind: 'unreachable' } });
    expect(await send(`https://shop.example.com:${tlsPort}/`)).toMatchObject({
      fault: { kind: 'certificate' },
    });
    expect(await open({ lookup: unknown })('https://shop.example.com/')).toEqual({
      kind: 'failed',
      fault: { kind: 'unresolved' },
    });
  });
});

describe('through a proxy', () => {
  it('a name is checked before the proxy is asked for it', async () => {
    await using internet = await Internet.start({});
    const proxy = { url: internet.proxyUrl, except: 'localhost,127.0.0.1,[::1]' };
    const { lookup } = scriptLookup(['10.0.0.1'], ['93.184.215.14']);
    const send = open({ proxy, lookup });
    expect(await send('https://inner.example.com/')).toEqual({ kind: 'failed', fault: { kind: 'private' } });
    expect(internet.asked).toEqual([]);
    internet.refusal = 403;
    expect(await send('https://shop.example.com/')).toEqual({ kind: 'failed', fault: { kind: 'proxy' } });
    expect(internet.asked).toEqual(['shop.example.com:443']);
  });

  it('a host of NO_PROXY is called directly, and guarded as ever', async () => {
    await using internet = await Internet.start({});
    const { port, connections } = await watchPort();
    const proxy = { url: internet.proxyUrl, except: 'inner.example.com' };
    const { lookup } = scriptLookup(['93.184.215.14'], ['127.0.0.1']);
    const outcome = await open({ proxy, lookup })(`https://inner.example.com:${port}/`);
    expect(outcome).toEqual({ kind: 'failed', fault: { kind: 'private' } });
    expect([internet.asked, connections()]).toEqual([[], 0]);
  });
});

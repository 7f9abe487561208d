import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createSecureContext, createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import type { Certificate } from './certificates.ts';

/** What stands behind a host name: where it is on this machine, and the certificate that it shows. */
export interface Site {
  readonly port: number;
  readonly certificate: Certificate;
}

/**
 * The hosts that a machine behind a proxy can reach, and the proxy: it opens connections by CONNECT, and each leads to TLS.
 * Nothing else leads there.
 */
export class Internet implements AsyncDisposable {
  readonly #proxy: Server;
  readonly #tls: TlsServer;
  readonly #streams = new Set<Duplex>();
  /** The hosts that the proxy was asked for. */
  readonly asked: string[] = [];
  /** The status with which the proxy refuses everything. */
  refusal: number | undefined;
  /** As in the header `proxy-authorization`; without it, anybody may use the proxy. */
  authorization: string | undefined;

  private constructor(sites: Readonly<Record<string, Site>>) {
    this.#tls = createTlsServer({
      SNICallback: (host, done) => {
        const site = sites[host];
        done(site ? null : new Error(host), site && createSecureContext(site.certificate));
      },
    });
    this.#tls.on('secureConnection', (stream) => {
      const { servername } = stream as { servername?: string };
      const site = sites[servername ?? ''];
      if (site === undefined) return void stream.destroy();
      this.#join(stream, connect(site.port, '127.0.0.1'));
    });
    this.#tls.on('tlsClientError', () => undefined);
    this.#proxy = createServer();
    this.#proxy.on('connect', ({ url = '', headers }, stream, head) => {
      this.asked.push(url);
      const isAllowed =
        this.authorization === undefined || headers['proxy-authorization'] === this.authorization;
      const status = this.refusal ?? (isAllowed ? 200 : 407);
      stream.write(`HTTP/1.1 ${status} ${status === 200 ? 'Connection established' : 'Refused'}\r\n\r\n`);
      if (status !== 200) return void stream.end();
      const { port } = this.#tls.address() as AddressInfo;
      const site = connect(port, '127.0.0.1');
      site.write(head);
      this.#join(stream, site);
    });
  }

  static async start(sites: Readonly<Record<string, Site>>): Promise<Internet> {
    const internet = new Internet(sites);
    for (const server of [internet.#tls, internet.#proxy]) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    }
    return internet;
  }

  get port(): number {
    return (this.#proxy.address() as AddressInfo).port;
  }

  get proxyUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const stream of this.#streams) stream.destroy();
    for (const server of [this.#tls, this.#proxy]) {
      server.close();
      await once(server, 'close');
    }
  }

  #join(one: Duplex, other: Socket): void {
    for (const stream of [one, other]) {
      this.#streams.add(stream);
      stream.on('error', () => undefined);
      stream.on('close', () => {
        one.destroy();
        other.destroy();
        this.#streams.delete(stream);
      });
    }
    one.pipe(other).pipe(one);
  }
}

import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';

export interface HealthOptions {
  readonly host: string;
  readonly port: number;
  /** Whether every configured platform is connected. */
  readonly isReady: () => boolean;
  /** Rejects where the store does not answer. */
  readonly checkStore: () => Promise<void>;
  readonly registry: Registry;
}

/** Serves `/healthz`, `/readyz` and `/metrics`. @throws the system's own error where the port can't be had */
export async function startHealthServer(options: HealthOptions): Promise<Server> {
  const server = createServer((request, response) => {
    void answer(options, request.url?.split('?', 1)[0] ?? '/', response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return server;
}

async function answer(options: HealthOptions, path: string, response: ServerResponse): Promise<void> {
  switch (path) {
    case '/healthz':
      return send(response, 200, 'alive\n');
    case '/readyz':
      return sendReadiness(options, response);
    case '/metrics':
      return send(response, 200, await options.registry.metrics(), options.registry.contentType);
    default:
      return send(response, 404, 'There are /healthz, /readyz and /metrics.\n');
  }
}

async function sendReadiness(
  { isReady, checkStore }: HealthOptions,
  response: ServerResponse,
): Promise<void> {
  if (!isReady()) return send(response, 503, 'not every configured platform is connected\n');
  try {
    await checkStore();
    send(response, 200, 'ready\n');
  } catch {
    send(response, 503, 'the store does not answer\n');
  }
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}

import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';

/** The present status of a container. */
export interface ContainerStatus {
  readonly status: string;
  readonly errorMessage?: string;
}

export interface ThreadsServerOptions {
  /** Called for each status call. */
  readonly statusOf: (container: string) => ContainerStatus;
  /** Called after a status call was answered. */
  readonly onCheck?: (container: string, status: ContainerStatus) => void;
}

/** The header with the used call budget, far below the limit. */
const USAGE = JSON.stringify({
  '17841400000000001': [
    { type: 'threads', call_count: 1, total_cputime: 1, total_time: 1, estimated_time_to_regain_access: 0 },
  ],
});

const CONTAINER = /^\/(?:v1\.0\/)?(\d+)(?:\?|$)/;

/** Answers status calls and `/me` with as little work as possible, unlike the sandbox. */
export class ThreadsServer implements AsyncDisposable {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(options: ThreadsServerOptions): Promise<ThreadsServer> {
    const server = createServer({ keepAliveTimeout: 60_000 }, ({ url = '' }, response) =>
      answer(url, response, options),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ThreadsServer(server);
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

function answer(url: string, response: ServerResponse, { statusOf, onCheck }: ThreadsServerOptions): void {
  const container = CONTAINER.exec(url)?.[1];
  response.setHeader('content-type', 'application/json');
  response.setHeader('x-business-use-case-usage', USAGE);
  if (container === undefined)
    return void response.end(JSON.stringify({ id: '17841400000000001', username: 'brand' }));
  const answered = statusOf(container);
  const { status, errorMessage } = answered;
  response.end(
    JSON.stringify({ id: container, status, ...(errorMessage && { error_message: errorMessage }) }),
  );
  onCheck?.(container, answered);
}

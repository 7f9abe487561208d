import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { ChangeSignal } from '../support/changeSignal.ts';

const eventSchema = z.looseObject({
  id: z.string(),
  type: z.string(),
  at: z.iso.datetime(),
  account: z.string(),
  container: z.string().optional(),
  note: z.string().optional(),
  explanation: z.object({ cause: z.string(), fix: z.string(), try_again: z.string().nullable() }),
  post: z.unknown().optional(),
  error: z.unknown().optional(),
  quota: z.unknown().optional(),
});

/** One call, as it came. */
export interface Call {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly event: z.infer<typeof eventSchema>;
}

/** Somebody's program, which gets events over HTTP. */
export class Program {
  readonly #server: Server;
  readonly #changes = new ChangeSignal();
  readonly #held: ServerResponse[] = [];
  /** Every call, also of those that were refused. */
  readonly calls: Call[] = [];
  /** The status that it answers with; 0 closes the connection, `hold` lets the caller wait. */
  answer: (call: Call) => number | 'hold' = () => 204;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const chunks: string[] = [];
      for await (const chunk of request) chunks.push(String(chunk));
      const body = chunks.join('');
      const { url: path = '', headers } = request;
      const parsed = eventSchema.safeParse(JSON.parse(body));
      // What is no event fails the test, and keeps nobody waiting.
      if (!parsed.success) {
        request.socket.destroy();
        throw parsed.error;
      }
      const call = { path, headers, body, event: parsed.data };
      this.calls.push(call);
      const status = this.answer(call);
      if (status === 'hold') this.#held.push(response);
      else if (status === 0) request.socket.destroy();
      else response.writeHead(status).end();
      this.#changes.notify();
    });
  }

  static async start(): Promise<Program> {
    const program = new Program();
    program.#server.listen(0, '127.0.0.1');
    await once(program.#server, 'listening');
    onTestFinished(async () => {
      program.#server.closeAllConnections();
      program.#server.close();
      await once(program.#server, 'close');
    });
    return program;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/events`;
  }

  get types(): string[] {
    return this.calls.map(({ event }) => event.type);
  }

  /** Calls that wait for an answer. */
  get held(): number {
    return this.#held.length;
  }

  /** Answers those that wait. */
  release(): void {
    for (const response of this.#held.splice(0)) response.writeHead(204).end();
  }

  /** Resolves once there were so many calls. */
  async called(times: number): Promise<void> {
    await this.#changes.until(() => (this.calls.length >= times ? true : undefined));
  }
}

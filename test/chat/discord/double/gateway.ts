import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { Journal } from './journal.ts';
import { GUILD, guild, ready } from './payloads.ts';

const OP = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  resume: 6,
  reconnect: 7,
  invalid: 9,
  hello: 10,
  ack: 11,
};

const frameSchema = z.object({ op: z.number(), d: z.unknown() });
const identifySchema = z.object({ token: z.string(), intents: z.number() });
const resumeSchema = z.object({ token: z.string(), session_id: z.string(), seq: z.number() });

/** What happens at the gateway, as a test waits for it. */
export type GatewayEvent =
  | { readonly kind: 'identify'; readonly token: string; readonly intents: number }
  | { readonly kind: 'resume'; readonly session: string; readonly seq: number }
  | { readonly kind: 'heartbeat' }
  /** A connection ended; the code is the client's, where it said one. */
  | { readonly kind: 'closed'; readonly code: number };

/** Discord's gateway: sessions that can be taken up again, and all the ways to lose one. */
export class DoubleGateway {
  readonly events = new Journal<GatewayEvent>();
  /** With such a code the next IDENTIFY is answered. */
  refuseWith: number | undefined;
  /** Whether a session that broke can be taken up again. */
  isResumable = true;
  /** How it says that it can't be. */
  refusal: object = { op: OP.invalid, d: false };
  /** What is said of the server that lets us in. */
  guild: object = guild(GUILD);
  #url: string;
  readonly #server = new WebSocketServer({ noServer: true });
  #socket: WebSocket | undefined;
  #session = '';
  #seq = 0;
  readonly #sent: { readonly s: number; readonly frame: string }[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  get url(): string {
    return this.#url;
  }

  accept(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#greet(socket));
  }

  /** Sends an event of the session; one that is not heard is sent again when the session is taken up. */
  dispatch(t: string, d: unknown): void {
    this.#seq += 1;
    const frame = JSON.stringify({ op: OP.dispatch, t, s: this.#seq, d });
    this.#sent.push({ s: this.#seq, frame });
    this.#socket?.send(frame);
  }

  /** The connection breaks, without a word. */
  drop(): void {
    this.#socket?.terminate();
    this.#socket = undefined;
  }

  /** The bot is removed from the server, or let in (again). */
  kick(): void {
    this.dispatch('GUILD_DELETE', { id: GUILD });
  }

  letIn(): void {
    this.dispatch('GUILD_CREATE', this.guild);
  }

  /** Sends a frame that Discord's own would never be. */
  sendFrame(frame: unknown): void {
    this.#send(frame);
  }

  askToReconnect(): void {
    this.#send({ op: OP.reconnect, d: null });
  }

  close(code: number): void {
    this.#socket?.close(code);
    this.#socket = undefined;
  }

  end(): void {
    for (const client of this.#server.clients) client.terminate();
  }

  #greet(socket: WebSocket): void {
    this.#socket = socket;
    socket.on('message', (data) => this.#hear(socket, frameSchema.parse(JSON.parse(String(data)))));
    socket.on('close', (code) => this.events.add({ kind: 'closed', code }));
    this.#send({ op: OP.hello, d: { heartbeat_interval: 41_250 } });
  }

  #hear(socket: WebSocket, { op, d }: z.infer<typeof frameSchema>): void {
    switch (op) {
      case OP.heartbeat:
        this.#send({ op: OP.ack });
        this.events.add({ kind: 'heartbeat' });
        return;
      case OP.identify: {
        const { token, intents } = identifySchema.parse(d);
        this.events.add({ kind: 'identify', token, intents });
        if (this.refuseWith !== undefined) socket.close(this.refuseWith);
        else this.#begin();
        return;
      }
      case OP.resume: {
        const { session_id: session, seq } = resumeSchema.parse(d);
        this.events.add({ kind: 'resume', session, seq });
        if (!this.isResumable || session !== this.#session) {
          this.#send(this.refusal);
          return;
        }
        for (const { s, frame } of this.#sent) if (s > seq) socket.send(frame);
        this.dispatch('RESUMED', {});
        return;
      }
    }
  }

  #begin(): void {
    this.#session = randomUUID();
    this.#seq = 0;
    this.#sent.length = 0;
    this.dispatch('READY', ready(this.#session, this.#url));
    this.dispatch('GUILD_CREATE', this.guild);
  }

  #send(frame: unknown): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }
}

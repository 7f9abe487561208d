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

/** Part of the address that READY gives for resuming. */
const RESUME_PATH = '/resume';

/** A client that closes with one of these has no use for its session any more. */
const ENDS_SESSION: readonly number[] = [1_000, 1_001];

/** Is sent to the connection that it concerns, and never again. */
const OF_THE_CONNECTION: readonly string[] = ['READY', 'RESUMED'];

const frameSchema = z.object({ op: z.number(), d: z.unknown() });
const identifySchema = z.object({ token: z.string(), intents: z.number() });
const resumeSchema = z.object({ token: z.string(), session_id: z.string(), seq: z.number() });

/** What happens at the gateway, as a test waits for it. */
export type GatewayEvent =
  | { readonly kind: 'identify'; readonly token: string; readonly intents: number }
  | {
      readonly kind: 'resume';
      readonly session: string;
      readonly seq: number;
      /** Whether it came to the address that READY gave for it. */
      readonly atResumeUrl: boolean;
    }
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
  /** Whether a session that is resumed is sent all of its events again, and not those alone that it has not had. */
  replaysAll = false;
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

  /** The number of the event that was sent last. */
  get sequence(): number {
    return this.#seq;
  }

  accept(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const atResumeUrl = request.url?.startsWith(RESUME_PATH) === true;
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#greet(socket, atResumeUrl));
  }

  /** Sends an event of the session; one that is not heard is sent again when the session is taken up. */
  dispatch(t: string, d: unknown): void {
    this.#seq += 1;
    const frame = JSON.stringify({ op: OP.dispatch, t, s: this.#seq, d });
    if (!OF_THE_CONNECTION.includes(t)) this.#sent.push({ s: this.#seq, frame });
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

  #greet(socket: WebSocket, atResumeUrl: boolean): void {
    this.#socket = socket;
    socket.on('message', (data) => {
      const frame = frameSchema.parse(JSON.parse(String(data)));
      if (frame.op === OP.resume) this.#resume(socket, resumeSchema.parse(frame.d), atResumeUrl);
      else this.#hear(socket, frame);
    });
    socket.on('close', (code) => {
      if (this.#socket === socket && ENDS_SESSION.includes(code)) this.#session = '';
      if (this.#socket === socket) this.#socket = undefined;
      this.events.add({ kind: 'closed', code });
    });
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
    }
  }

  #resume(
    socket: WebSocket,
    { session_id: session, seq }: z.infer<typeof resumeSchema>,
    atResumeUrl: boolean,
  ): void {
    this.events.add({ kind: 'resume', session, seq, atResumeUrl });
    if (!this.isResumable || session !== this.#session) {
      this.#send(this.refusal);
      return;
    }
    for (const { s, frame } of this.#sent) if (this.replaysAll || s > seq) socket.send(frame);
    this.dispatch('RESUMED', {});
  }

  #begin(): void {
    this.#session = randomUUID();
    this.#seq = 0;
    this.#sent.length = 0;
    this.dispatch('READY', ready(this.#session, new URL(RESUME_PATH, this.#url).href));
    this.dispatch('GUILD_CREATE', this.guild);
  }

  #send(frame: unknown): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }
}

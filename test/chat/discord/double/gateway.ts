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
const identifySchema = z.object({
  token: z.string(),
  intents: z.number(),
  shard: z.tuple([z.number(), z.number()]),
});
const ofGuildSchema = z.object({ guild_id: z.string() });
const resumeSchema = z.object({ token: z.string(), session_id: z.string(), seq: z.number() });

/** What happens at the gateway, as a test waits for it. */
export type GatewayEvent =
  | {
      readonly kind: 'identify';
      readonly token: string;
      readonly intents: number;
      /** Its number, and how many there are. */
      readonly shard: readonly [number, number];
    }
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

/** One shard's session, and the connection that has it. */
interface ShardSession {
  readonly id: number;
  /** How many there are with it. */
  readonly count: number;
  socket: WebSocket | undefined;
  session: string;
  seq: number;
  readonly sent: { readonly s: number; readonly frame: string }[];
}

/** Discord's gateway: sessions that can be taken up again, and all the ways to lose one. */
export class DoubleGateway {
  readonly events = new Journal<GatewayEvent>();
  /** With such a code the next IDENTIFY is answered. */
  refuseWith: number | undefined;
  /** The next session is begun, or taken up again, only then. */
  waitsFor: Promise<void> | undefined;
  /** Whether a session that broke can be taken up again. */
  isResumable = true;
  /** Whether a session that is resumed is sent all of its events again, and not those alone that it has not had. */
  replaysAll = false;
  /** How it says that it can't be. */
  refusal: object = { op: OP.invalid, d: false };
  /** What is said of the server that lets us in. */
  guild: { readonly id: string } = guild(GUILD);
  /** Further servers that we are in. */
  otherGuilds: readonly { readonly id: string }[] = [];
  #url: string;
  readonly #server = new WebSocketServer({ noServer: true });
  /** Of one bot there may be two numbers of shards: then each server is on a shard of each. */
  readonly #shards: ShardSession[] = [];
  /** How many shards there are, as the last IDENTIFY said. */
  #count = 1;

  constructor(url: string) {
    this.#url = url;
  }

  get url(): string {
    return this.#url;
  }

  /** The number of the event that was sent last, on the first shard. */
  get sequence(): number {
    return this.#shard(0).seq;
  }

  accept(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const atResumeUrl = request.url?.startsWith(RESUME_PATH) === true;
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#greet(socket, atResumeUrl));
  }

  /** Sends an event on each shard of its server; one that is not heard is sent again when the session is taken up. */
  dispatch(t: string, d: unknown): void {
    const server = ofGuildSchema.safeParse(d).data?.guild_id;
    for (const shard of this.#shards) if (carries(shard, server)) this.#dispatch(shard, t, d);
  }

  /** The connection breaks, without a word. */
  drop(): void {
    const shard = this.#shard(0);
    shard.socket?.terminate();
    shard.socket = undefined;
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
    send(this.#shard(0).socket, frame);
  }

  askToReconnect(): void {
    send(this.#shard(0).socket, { op: OP.reconnect, d: null });
  }

  close(code: number): void {
    const shard = this.#shard(0);
    shard.socket?.close(code);
    shard.socket = undefined;
  }

  end(): void {
    for (const client of this.#server.clients) client.terminate();
  }

  #shard(id: number, count = this.#count): ShardSession {
    const known = this.#shards.find((each) => each.id === id && each.count === count);
    if (known !== undefined) return known;
    const shard = { id, count, socket: undefined, session: '', seq: 0, sent: [] };
    this.#shards.push(shard);
    return shard;
  }

  #greet(socket: WebSocket, atResumeUrl: boolean): void {
    // Until it says which one it is of.
    if (this.#count === 1) this.#shard(0).socket = socket;
    socket.on('message', (data) => {
      const frame = frameSchema.parse(JSON.parse(String(data)));
      if (frame.op === OP.resume) this.#resume(socket, resumeSchema.parse(frame.d), atResumeUrl);
      else this.#hear(socket, frame);
    });
    socket.on('close', (code) => {
      for (const shard of this.#shards) {
        if (shard.socket !== socket) continue;
        if (ENDS_SESSION.includes(code)) shard.session = '';
        shard.socket = undefined;
      }
      this.events.add({ kind: 'closed', code });
    });
    send(socket, { op: OP.hello, d: { heartbeat_interval: 41_250 } });
  }

  #hear(socket: WebSocket, { op, d }: z.infer<typeof frameSchema>): void {
    switch (op) {
      case OP.heartbeat:
        send(socket, { op: OP.ack });
        this.events.add({ kind: 'heartbeat' });
        return;
      case OP.identify: {
        const identify = identifySchema.parse(d);
        this.events.add({ kind: 'identify', ...identify });
        if (this.refuseWith !== undefined) socket.close(this.refuseWith);
        else this.#whenItMay(() => this.#begin(socket, identify.shard));
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
    const shard = this.#shards.find((each) => each.session === session);
    if (!this.isResumable || shard === undefined) {
      send(socket, this.refusal);
      return;
    }
    this.#whenItMay(() => {
      this.#connect(shard, socket);
      for (const { s, frame } of shard.sent) if (this.replaysAll || s > seq) socket.send(frame);
      this.#dispatch(shard, 'RESUMED', {});
    });
  }

  #whenItMay(go: () => void): void {
    const { waitsFor } = this;
    this.waitsFor = undefined;
    if (waitsFor === undefined) go();
    else void waitsFor.then(go);
  }

  #begin(socket: WebSocket, [id, count]: readonly [number, number]): void {
    this.#count = count;
    const shard = this.#shard(id, count);
    this.#connect(shard, socket);
    Object.assign(shard, { session: randomUUID(), seq: 0 });
    shard.sent.length = 0;
    const resumeUrl = new URL(RESUME_PATH, this.#url).href;
    this.#dispatch(shard, 'READY', { ...ready(shard.session, resumeUrl), shard: [id, count] });
    for (const each of [this.guild, ...this.otherGuilds])
      if (carries(shard, each.id)) this.#dispatch(shard, 'GUILD_CREATE', each);
  }

  /** By now it is known which one it is of. */
  #connect(shard: ShardSession, socket: WebSocket): void {
    for (const other of this.#shards) if (other.socket === socket) other.socket = undefined;
    shard.socket = socket;
  }

  #dispatch(shard: ShardSession, t: string, d: unknown): void {
    shard.seq += 1;
    const frame = JSON.stringify({ op: OP.dispatch, t, s: shard.seq, d });
    if (!OF_THE_CONNECTION.includes(t)) shard.sent.push({ s: shard.seq, frame });
    shard.socket?.send(frame);
  }
}

/** @param server without it, whatever happened belongs to the first shard */
function carries({ id, count }: ShardSession, server = '0'): boolean {
  return Number((BigInt(server) >> 22n) % BigInt(count)) === id;
}

function send(socket: WebSocket | undefined, frame: unknown): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
}

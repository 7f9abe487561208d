import { once } from 'node:events';
import {
  createServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { MovableClock } from '../../../support/movableClock.ts';
import { checkBody } from './checkBody.ts';
import { FirstResponses } from './firstResponses.ts';
import { DoubleGateway } from './gateway.ts';
import { Journal } from './journal.ts';
import { ALL_NEEDED, APPLICATION, BOT_USER, CHANNEL, GUILD, guild, PERSON, TYPES } from './payloads.ts';
import { RateLimits } from './rateLimits.ts';
import { readBack } from './readBack.ts';
import { findRoute, isOfInteraction, type RouteName } from './routes.ts';

export const BOT_TOKEN = 'discord-bot-token-of-the-double';

/** A call to the REST API, with its answer. */
export interface Call {
  readonly route: RouteName;
  /** What its path names: a channel and a message, a server, or an interaction and its token. */
  readonly parts: readonly string[];
  readonly body: unknown;
  readonly status: number;
  readonly authorised: boolean;
  /** When it came, by the double's `now`. */
  readonly at: number;
  /** Who made it, where the test can tell. */
  readonly caller?: number | undefined;
  /** The message that was posted or edited. */
  readonly message?: string;
}

/** An answer that is given in place of the right one, for so many calls. */
export interface Fault {
  readonly route: RouteName;
  /** Only in this channel. */
  readonly channel?: string;
  /** Only where the body contains this. */
  readonly says?: string;
  readonly status: number;
  readonly code?: number;
  /** Of a 429, in seconds. */
  readonly retryAfter?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly times?: number;
  /** The call takes effect, although the answer is a failure. */
  readonly afterTaking?: boolean;
  /** No answer is sent. */
  readonly silent?: boolean;
}

export interface DoubleOptions {
  /** Whether each body is checked against Discord's schemas. A measurement turns it off: the check takes time. */
  readonly judges?: boolean;
  /** Whether calls are counted, and too many are answered with 429. */
  readonly limits?: boolean;
  /** Where bots are sent for the gateway, in place of this machine. */
  readonly gatewayUrl?: string;
  /** The time of its story; without it, the machine's. */
  readonly clock?: MovableClock;
  /** Tells who is at the other end of a connection. */
  readonly nameCaller?: (connection: NetSocket) => number | undefined;
}

interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly message?: string;
}

/** A double of Discord: a gateway and a REST API on loopback, which record what they get. */
export class DiscordDouble implements AsyncDisposable {
  readonly calls = new Journal<Call>();
  /** What was wrong with the bodies that the bot sent. */
  readonly violations: string[] = [];
  readonly gateway: DoubleGateway;
  readonly sessionStartLimit = {
    total: 1_000,
    remaining: 1_000,
    reset_after: 86_400_000,
    max_concurrency: 1,
  };
  /** Whether answers hold only the fields that a client can't do without. */
  isTerse = false;
  /** How many connections Discord wants the bot to make. */
  shards = 1;
  /** The servers that the bot is in. */
  servers: readonly { readonly id: string; readonly name: string }[] = [{ id: GUILD, name: 'A server' }];
  /** The permissions of @everyone in each server. */
  permissions = ALL_NEEDED;
  /** When the bot's timeout in its servers ends, as Discord writes it. */
  timedOutUntil: string | null = null;
  /** What channels deny @everyone. */
  readonly denied = new Map<string, bigint>();
  /** The registered commands, by server. */
  readonly commands = new Map<string, unknown>();
  /** The commands that are registered for all servers. */
  globalCommands: readonly { readonly id: string; readonly name: string; readonly type: number }[] = [];
  /** The messages in all channels, by id. */
  readonly messages = new Map<string, { readonly channel: string; readonly body: unknown }>();
  readonly url: string;
  readonly #server: HttpServer;
  readonly #faults: { readonly fault: Fault; left: number }[] = [];
  readonly #unanswered = new Set<Duplex>();
  readonly #firstResponses = new FirstResponses();
  readonly #byNonce = new Map<string, { readonly id: string; readonly body: unknown }>();
  readonly #judges: boolean;
  readonly #limits: RateLimits;
  readonly #clock: MovableClock | undefined;
  readonly #nameCaller: DoubleOptions['nameCaller'];
  #nextLimit: { readonly words: string; readonly span: number } | undefined;
  #lastId = 1_700_000_000_000_000_000n;

  private constructor(
    server: HttpServer,
    { judges = true, limits = false, clock, gatewayUrl, nameCaller }: DoubleOptions,
  ) {
    this.#server = server;
    this.#judges = judges;
    this.#limits = new RateLimits(limits);
    this.#clock = clock;
    this.#nameCaller = nameCaller;
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    this.url = `http://127.0.0.1:${address.port}/api`;
    this.gateway = new DoubleGateway(gatewayUrl ?? `ws://127.0.0.1:${address.port}/`);
    server.on('request', (request, response) => void this.#serve(request, response));
    server.on('upgrade', (request, stream, head) => {
      const fault = this.#takeFault('upgrade');
      if (fault?.silent) this.#unanswered.add(stream);
      else if (fault) stream.end(`HTTP/1.1 ${fault.status} Unavailable\r\nconnection: close\r\n\r\n`);
      else this.gateway.accept(request, stream, head);
    });
  }

  static async start(options: DoubleOptions = {}): Promise<DiscordDouble> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new DiscordDouble(server, options);
  }

  /** What the bot needs to find it, and to serve its server. */
  get environment(): Record<string, string> {
    return { DISCORD_TOKEN: BOT_TOKEN, DISCORD_GUILD_IDS: GUILD, DISCORD_API_URL: this.url };
  }

  /** ms since the process began, plus the time that the test let pass. */
  now(): number {
    return performance.now() + (this.#clock?.lead ?? 0);
  }

  nextId(): string {
    this.#lastId += 1n;
    return String(this.#lastId);
  }

  fail(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times ?? 1 });
  }

  /** The next call whose body contains `words` starts a global limit: every call with the bot's token is refused. */
  limitGlobally(words: string, seconds: number): void {
    this.#nextLimit = { words, span: seconds * 1_000 };
  }

  /** Removes all faults. */
  mend(): void {
    this.#faults.length = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.gateway.end();
    for (const stream of this.#unanswered) stream.destroy();
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = this.now();
    const { pathname } = new URL(request.url ?? '', this.url);
    const found = findRoute(request.method ?? '', pathname.replace(/^\/api\/v10/, ''));
    const raw = await text(request);
    if (found === undefined) {
      this.violations.push(`a call to ${request.method} ${pathname}, which no bot of ours makes`);
      return send(response, { status: 404, json: { code: 0, message: '404: Not Found' } });
    }
    const body: unknown = raw === '' ? undefined : JSON.parse(raw);
    if (found.body && this.#judges)
      for (const fault of checkBody(found.body, body)) this.violations.push(`${found.name}: ${fault}`);
    const authorised = request.headers.authorization === `Bot ${BOT_TOKEN}`;
    if (this.#nextLimit && raw.includes(this.#nextLimit.words)) {
      this.#limits.defer(at + this.#nextLimit.span);
      this.#nextLimit = undefined;
    }
    const { headers, refusal } = this.#limits.take(found.name, found.parts, at);
    const { fault, answer } = refusal
      ? { answer: { status: 429, json: refusal } }
      : this.#decide(found, body, authorised);
    const caller = this.#nameCaller?.(request.socket);
    const call = {
      route: found.name,
      parts: found.parts,
      body,
      status: answer.status,
      authorised,
      at,
      caller,
    };
    this.calls.add({ ...call, ...(answer.message !== undefined && { message: answer.message }) });
    if (!fault?.silent) send(response, answer, { ...headers, ...fault?.headers });
  }

  #decide(
    found: { name: RouteName; parts: readonly string[] },
    body: unknown,
    authorised: boolean,
  ): { fault?: Fault; answer: Answer } {
    const fault = this.#takeFault(found.name, found.parts[0], body);
    if (!authorised && !isOfInteraction(found.name))
      return { answer: { status: 401, json: { code: 0, message: '401: Unauthorized' } } };
    if (fault === undefined) return { answer: this.#answer(found.name, found.parts, body) };
    const { status, code = 0 } = fault;
    const effect = fault.afterTaking === true ? this.#answer(found.name, found.parts, body) : undefined;
    const message = effect?.message;
    const json = {
      code,
      message: `fault ${code}`,
      ...(status === 429 && { retry_after: fault.retryAfter ?? 0.1, global: false }),
    };
    return { fault, answer: { status, json, ...(message !== undefined && { message }) } };
  }

  #answer(route: RouteName, [first = '', second = '']: readonly string[], body: unknown): Answer {
    switch (route) {
      case 'gateway': {
        const { url } = this.gateway;
        if (this.isTerse) return { status: 200, json: { url, session_start_limit: { max_concurrency: 1 } } };
        return {
          status: 200,
          json: { url, shards: this.shards, session_start_limit: this.sessionStartLimit },
        };
      }
      case 'application':
        return {
          status: 200,
          json: { id: APPLICATION, name: 'threadwatch', bot: { id: BOT_USER, username: 'threadwatch' } },
        };
      case 'user':
        return { status: 200, json: { id: BOT_USER, username: 'threadwatch', bot: true } };
      case 'list servers':
        return { status: 200, json: this.servers };
      case 'server':
        return this.#describeServer(first);
      case 'member':
        return {
          status: 200,
          json: { roles: [], communication_disabled_until: this.timedOutUntil },
        };
      case 'channel':
        return this.#describeChannel(first);
      case 'list channels':
        return { status: 200, json: this.#listChannels(first) };
      case 'list commands':
        return { status: 200, json: this.commands.get(first) ?? [] };
      case 'put commands':
        this.commands.set(first, body);
        return { status: 200, json: body };
      case 'list global commands':
        return { status: 200, json: this.globalCommands };
      case 'delete global command':
        this.globalCommands = this.globalCommands.filter(({ id }) => id !== first);
        return { status: 204 };
      case 'callback':
        if (!this.#firstResponses.add(second, body))
          return {
            status: 400,
            json: { code: 40_060, message: 'Interaction has already been acknowledged.' },
          };
        return this.isTerse ? { status: 200, json: { interaction: { id: first } } } : { status: 204 };
      case 'reply':
        this.#firstResponses.replace(first, body);
        return { status: 200, json: { id: this.nextId() } };
      case 'read reply':
        return this.#readReply(first);
      case 'typing':
        return { status: 204 };
      case 'dm':
        return { status: 200, json: { id: this.nextId(), type: 1 } };
      case 'post':
        return this.#post(first, body);
      case 'edit':
      case 'upgrade':
        return this.#edit(second, body);
    }
  }

  #readReply(token: string): Answer {
    const original = this.#firstResponses.read(token);
    switch (original) {
      case 'unknown webhook':
        return { status: 404, json: { code: 10_015, message: 'Unknown Webhook' } };
      case 'unknown message':
        return { status: 404, json: { code: 10_008, message: 'Unknown Message' } };
      default:
        return { status: 200, json: { id: this.nextId(), ...original } };
    }
  }

  #describeServer(id: string): Answer {
    const found = this.servers.find((server) => server.id === id);
    if (found === undefined) return { status: 404, json: { code: 10_004, message: 'Unknown Guild' } };
    const everyone = { id, name: '@everyone', permissions: String(this.permissions) };
    return { status: 200, json: { ...found, owner_id: PERSON, roles: [everyone] } };
  }

  #describeChannel(id: string): Answer {
    const type = TYPES[id] ?? 0;
    const parent = type === 11 ? CHANNEL : null;
    return {
      status: 200,
      json: { id, type, parent_id: parent, permission_overwrites: this.#overwritesOf(id) },
    };
  }

  #listChannels(server: string): readonly unknown[] {
    return guild(server).channels.map((channel) => ({
      ...channel,
      guild_id: server,
      permission_overwrites: this.#overwritesOf(channel.id),
    }));
  }

  #overwritesOf(channel: string): readonly unknown[] {
    return [{ id: GUILD, type: 0, allow: '0', deny: String(this.denied.get(channel) ?? 0n) }];
  }

  #post(channel: string, body: unknown): Answer {
    const { nonce, enforce_nonce: isEnforced } = nonceSchema.parse(body);
    const key = `${channel} ${nonce}`;
    const known = isEnforced && nonce !== undefined ? this.#byNonce.get(key) : undefined;
    const posted = known ?? { id: this.nextId(), body };
    const { id } = posted;
    if (known === undefined) this.messages.set(id, { channel, body });
    if (nonce !== undefined) this.#byNonce.set(key, posted);
    // The message that has the nonce, as it stands there.
    const shown = readBack(this.messages.get(id)?.body ?? posted.body);
    const rest = this.isTerse ? {} : { channel_id: channel, ...shown, nonce };
    return { status: 200, json: { id, ...rest }, message: id };
  }

  #edit(id: string, body: unknown): Answer {
    const before = this.messages.get(id);
    if (before === undefined) return { status: 404, json: { code: 10_008, message: 'Unknown Message' } };
    this.messages.set(id, { channel: before.channel, body });
    return { status: 200, json: { id }, message: id };
  }

  #takeFault(route: RouteName, channel?: string, body?: unknown): Fault | undefined {
    const entry = this.#faults.find(
      ({ fault: { route: faulty, channel: only = channel, says }, left }) =>
        faulty === route &&
        left > 0 &&
        channel === only &&
        (says === undefined || JSON.stringify(body).includes(says)),
    );
    if (entry === undefined) return undefined;
    entry.left -= 1;
    return entry.fault;
  }
}

const nonceSchema = z.object({ nonce: z.string().optional(), enforce_nonce: z.boolean().optional() });

function send(response: ServerResponse, { status, json }: Answer, headers: Fault['headers'] = {}): void {
  const type = json === undefined ? {} : { 'content-type': 'application/json' };
  response.writeHead(status, { ...type, ...headers });
  response.end(json === undefined ? undefined : JSON.stringify(json));
}

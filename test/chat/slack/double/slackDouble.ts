import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Mention } from '../../../../src/messages/channelChoices.ts';
import { ChangeSignal } from '../../../support/changeSignal.ts';
import type { MovableClock } from '../../../support/movableClock.ts';
import { checkMessage, readSelect, type SentBlock, type SentSelect } from '../checkMessage.ts';
import { checkView, type SentView, type ViewResponse } from '../checkView.ts';
import { botOf, nameOfTeam, SlackGrants, urlOfTeam } from './slackGrants.ts';
import { Socket } from './socket.ts';

/** A call of the Web API. */
export interface Call {
  readonly method: string;
  readonly token: string;
  readonly args: Readonly<Record<string, string>>;
  readonly blocks: readonly SentBlock[];
  /** When it came, by the double's `now`. */
  readonly at: number;
  /** Who made it, where the test can tell. */
  readonly caller?: number | undefined;
}

/** A message in a channel, with its text after each edit. */
export interface ChannelMessage {
  /** Whose token posted it. */
  readonly team: string;
  readonly channel: string;
  readonly ts: string;
  readonly texts: string[];
  blocks: readonly SentBlock[];
  /** The call that posted it. */
  readonly call?: Call;
}

/** An answer that was sent to a `response_url`. */
export interface Answer {
  readonly response_type: string;
  readonly replace_original: boolean;
  readonly text: string;
  readonly blocks: readonly SentBlock[];
}

/** How a call fails: with Slack's code, with an HTTP status, or without an answer. */
export type Fault =
  | string
  | { readonly status: number; readonly headers?: Record<string, string> }
  /** The call succeeds; a later fault of the same list applies to a later call. */
  | 'none'
  | 'hang'
  /** The answer stops in the middle, and its socket stays open, as when a machine loses power. */
  | 'half-answered'
  | 'drop'
  /** The call takes effect, but no answer is sent. */
  | 'take and hang';

export interface Who {
  readonly user?: string;
  readonly channel?: string;
  readonly team?: string;
  /** The person's own workspace, where it is another than the channel's (Slack Connect). */
  readonly homeTeam?: string;
}

export interface DoubleOptions {
  readonly team?: string;
  readonly botToken?: string;
  readonly appToken?: string;
  readonly signingSecret?: string;
  readonly port?: number;
  /** Where the bot listens; without it, Socket Mode. */
  readonly botUrl?: string;
  /** Where bots are sent for Socket Mode, in place of this machine. */
  readonly socketUrl?: string;
  /** The time of its story; without it, the machine's. */
  readonly clock?: MovableClock;
  /** Tells who is at the other end of a connection. */
  readonly nameCaller?: (connection: NetSocket) => number | undefined;
  /** Whether what people do goes to one connection after the other, and not to the last one alone. */
  readonly spreads?: boolean;
}

/** The team's address. */
const TEAM_URL = 'https://double.slack.com/';
export const APP_TOKEN = 'xapp-1-double';
export const SIGNING_SECRET = 'a-signing-secret-of-the-double';

/** A command, a press or a form that was sent, with the bot's acknowledgement and answers. */
export class UserAction {
  readonly answers: Answer[] = [];
  readonly acknowledged: Promise<unknown>;
  /** The forms that were opened with its trigger. */
  readonly views: SentView[] = [];
  readonly #events: ChangeSignal;

  constructor(acknowledged: Promise<unknown>, events: ChangeSignal) {
    this.acknowledged = acknowledged;
    this.#events = events;
  }

  /** Resolves with the form that it opens. */
  view(): Promise<SentView> {
    return this.#events.until(() => this.views[0]);
  }

  /** Of a form that was sent: what becomes of it. */
  async response(): Promise<ViewResponse> {
    return ((await this.acknowledged) ?? {}) as ViewResponse;
  }

  /** Resolves with an answer, counted from 0. */
  answer(index = 0): Promise<Answer> {
    return this.#events.until(() => this.answers[index]);
  }
}

/** A double of Slack for one team: Web API, Socket Mode or signed requests, and people. */
export class SlackDouble {
  readonly events = new ChangeSignal();
  readonly calls: Call[] = [];
  readonly messages: ChannelMessage[] = [];
  /** Whom messages may call. */
  readonly mayCall: Mention[] = [];
  /** What Slack would have refused of all messages, and whom they would have called besides. */
  readonly violations: string[] = [];
  readonly team: string;
  readonly botToken: string;
  /** Tokens of teams that installed the app, besides the double's own team. */
  readonly grants: SlackGrants;
  readonly #appToken: string;
  readonly #secret: string;
  readonly #server: Server;
  readonly #actions = new Map<string, UserAction>();
  readonly #triggers = new Map<string, UserAction>();
  readonly #acks = new Map<string, (payload: unknown) => void>();
  readonly #faults = new Map<string, Fault[]>();
  readonly #socketUrl: string | undefined;
  /** Whether the app is installed for a whole organisation. */
  isForOrganisation = false;
  /** What the bot's token may do; without it, Slack does not say. */
  scopes: readonly string[] | undefined = ['commands', 'chat:write'];
  /** The channels that the bot is in, where the app has the scope to be told. */
  channels: readonly { readonly id: string; readonly name: string }[] | undefined;
  /** Why each connection is ended right after its hello. */
  endsWith: string | undefined;
  readonly #sockets = new Set<Socket>();
  readonly #port: number;
  readonly #nameCaller: DoubleOptions['nameCaller'];
  readonly #spreads: boolean;
  readonly #clock: MovableClock | undefined;
  botUrl: string | undefined;
  /** How many connections Socket Mode has had. */
  connections = 0;
  #codeFor: (call: Call) => string | undefined = () => undefined;
  #count = 0;
  #sent = 0;

  constructor(options: DoubleOptions = {}) {
    this.team = options.team ?? 'T0DOUBLE1';
    this.botToken = options.botToken ?? `xoxb-${this.team}`;
    this.#appToken = options.appToken ?? APP_TOKEN;
    this.#secret = options.signingSecret ?? SIGNING_SECRET;
    this.#port = options.port ?? 0;
    this.#nameCaller = options.nameCaller;
    this.#spreads = options.spreads ?? false;
    this.#clock = options.clock;
    this.#socketUrl = options.socketUrl;
    this.botUrl = options.botUrl;
    this.grants = new SlackGrants(() => this.now());
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.on('upgrade', (request, stream) => this.#connect(request, stream));
  }

  static async start(options: DoubleOptions = {}): Promise<SlackDouble> {
    const double = new SlackDouble(options);
    await double.listen();
    return double;
  }

  async listen(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** ms since the epoch. */
  now(): number {
    return this.#clock?.now() ?? Date.now();
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : this.#port}`;
  }

  get apiUrl(): string {
    return `${this.url}/api/`;
  }

  /** What the bot needs to find it. */
  get environment(): Record<string, string> {
    return {
      SLACK_BOT_TOKEN: this.botToken,
      SLACK_API_URL: this.apiUrl,
      ...(this.botUrl === undefined
        ? { SLACK_APP_TOKEN: this.#appToken }
        : { SLACK_SIGNING_SECRET: this.#secret }),
    };
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.cut();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** The next calls of a method, or of a method in a channel (`chat.postMessage C1`), fail like this, in turn. */
  fail(method: string, ...faults: Fault[]): void {
    this.#faults.set(method, [...(this.#faults.get(method) ?? []), ...faults]);
  }

  /** Each call for which `codeFor` names a code is refused with it, and takes no effect. */
  refuse(codeFor: (call: Call) => string | undefined): void {
    this.#codeFor = codeFor;
  }

  /** Removes all faults. */
  mend(): void {
    this.#codeFor = () => undefined;
    this.#faults.clear();
  }

  /** Resolves once a channel has a message with these words. */
  message(channel: string, words: string | RegExp): Promise<ChannelMessage> {
    return this.events.until(() =>
      this.messages.find((each) => each.channel === channel && matches(each.texts.at(-1) ?? '', words)),
    );
  }

  callsOf(method: string, channel?: string): Call[] {
    return this.calls.filter(
      ({ method: name, args: { channel: where } }) =>
        name === method && (channel === undefined || where === channel),
    );
  }

  /** A person types `/threads …`. */
  command(text: string, who: Who = {}): UserAction {
    const { user = 'U0ANNA', channel = 'C0GENERAL', team = this.team } = who;
    const fields = {
      command: '/threads',
      text,
      team_id: team,
      team_domain: 'double',
      channel_id: channel,
      channel_name: 'general',
      user_id: user,
      user_name: nameOf(user),
      api_app_id: 'A0DOUBLE',
    };
    return this.#send('slash_commands', (responseUrl, trigger) => ({
      ...fields,
      response_url: responseUrl,
      trigger_id: trigger,
    }));
  }

  /** A person presses a button of a message or an answer, by its label. */
  press({ blocks }: { blocks: readonly SentBlock[] }, label: string, who: Who = {}): UserAction {
    const button = blocks
      .flatMap(({ elements = [] }) => elements)
      .find(({ text }) => typeof text === 'object' && text.text === label);
    if (button === undefined) throw new Error(`there is no button ${label}`);
    return this.pressValue(button.value, who);
  }

  /** A person chooses in a select of an answer, by its label. */
  choose(
    { blocks }: { blocks: readonly SentBlock[] },
    label: string,
    values: readonly string[],
    who: Who = {},
  ): UserAction {
    const block = blocks.find(({ text, accessory }) => accessory && text?.text === `*${label}*`);
    if (block === undefined) throw new Error(`there is no select ${label}`);
    return this.chooseIn(readSelect(block.accessory), values, who);
  }

  /** A person chooses in a select with this type and id, forged or not. */
  chooseIn(
    { type, action_id }: Pick<SentSelect, 'type' | 'action_id'>,
    values: readonly string[],
    who: Who = {},
  ): UserAction {
    const chosen = values.map((value) => ({ text: { type: 'plain_text', text: value }, value }));
    const [first = null] = chosen;
    const selected =
      type === 'static_select'
        ? { selected_option: first }
        : type === 'multi_static_select'
          ? { selected_options: chosen }
          : { selected_users: values };
    return this.#pressAny({ type, action_id, ...selected }, who);
  }

  /** A person presses a button with this value, forged or not. */
  pressValue(value: unknown, who: Who = {}): UserAction {
    return this.#pressAny({ type: 'button', action_id: 'any', value }, who);
  }

  #pressAny(pressed: Readonly<Record<string, unknown>>, who: Who): UserAction {
    const { user = 'U0ANNA', channel = 'C0GENERAL', team = this.team, homeTeam = team } = who;
    return this.#send('interactive', (responseUrl, trigger) => ({
      type: 'block_actions',
      team: { id: team, domain: 'double' },
      user: { id: user, username: nameOf(user), team_id: homeTeam },
      channel: { id: channel, name: 'general' },
      container: { type: 'message', channel_id: channel, message_ts: '1.1' },
      api_app_id: 'A0DOUBLE',
      trigger_id: trigger,
      response_url: responseUrl,
      actions: [{ block_id: 'b', action_ts: '1.1', ...pressed }],
    }));
  }

  /** A person chooses a shortcut on a message. */
  chooseOn(message: Readonly<Record<string, unknown>>, callbackId: string, who: Who = {}): UserAction {
    const { user = 'U0ANNA', channel = 'C0GENERAL', team = this.team, homeTeam = team } = who;
    return this.#send('interactive', (responseUrl, trigger) => ({
      type: 'message_action',
      callback_id: callbackId,
      team: { id: team, domain: 'double' },
      user: { id: user, username: nameOf(user), team_id: homeTeam },
      channel: { id: channel, name: 'general' },
      message_ts: '1764100800.000100',
      message: { type: 'message', user: 'U0BOB', ts: '1764100800.000100', ...message },
      action_ts: '1764100801.000100',
      trigger_id: trigger,
      response_url: responseUrl,
    }));
  }

  /** A person sends a form: what it is filled in with, and in its place what is typed. */
  submit(view: SentView, typed: Readonly<Record<string, string>>, who: Who = {}): UserAction {
    const { user = 'U0ANNA', team = this.team, homeTeam = team } = who;
    const values = view.blocks.map(({ block_id, element }) => {
      const { action_id, type, initial_value, initial_option } = element;
      const value = typed[block_id] ?? initial_option?.value ?? initial_value ?? '';
      const input =
        type === 'static_select'
          ? { type, selected_option: value === '' ? null : { value } }
          : { type, value: value === '' ? null : value };
      return [block_id, { [action_id]: input }];
    });
    return this.#send('interactive', (_, trigger) => ({
      type: 'view_submission',
      team: { id: team, domain: 'double' },
      user: { id: user, username: nameOf(user), team_id: homeTeam },
      api_app_id: 'A0DOUBLE',
      trigger_id: trigger,
      view: { id: 'V0FORM', ...view, state: { values: Object.fromEntries(values) }, hash: '1.a' },
      response_urls: [],
    }));
  }

  /** Tells the app of an event in a team. @returns how it is acknowledged */
  tellEvent(team: string, event: Readonly<Record<string, unknown>>): Promise<unknown> {
    const payload = {
      type: 'event_callback',
      team_id: team,
      api_app_id: 'A0DOUBLE',
      event_id: `Ev${randomUUID()}`,
      event_time: Math.floor(this.now() / 1000),
      event,
    };
    if (this.botUrl === undefined) return this.sendEnvelope({ type: 'events_api', payload });
    return this.request(JSON.stringify(payload), { headers: { 'content-type': 'application/json' } });
  }

  /** Sends a payload with only these fields and an address for the answer. */
  sendBare(type: string, payload: Readonly<Record<string, unknown>>): UserAction {
    return this.#send(type, (responseUrl) => ({ ...payload, response_url: responseUrl }));
  }

  /** Sends an envelope over Socket Mode. @returns how it is acknowledged */
  sendEnvelope(envelope: Readonly<Record<string, unknown>>): Promise<unknown> {
    const id = randomUUID();
    const { promise, resolve } = Promise.withResolvers<unknown>();
    this.#acks.set(id, resolve);
    this.sendFrame(JSON.stringify({ envelope_id: id, ...envelope }));
    return promise;
  }

  /** Sends any frame over Socket Mode. */
  sendFrame(text: string): void {
    const sockets = [...this.#sockets];
    this.#sent += 1;
    sockets.at(this.#spreads ? this.#sent % sockets.length : -1)?.sendText(text);
  }

  /** Asks the bot to make a new connection, as Slack does every few hours. */
  refresh(reason = 'refresh_requested'): void {
    for (const socket of this.#sockets) socket.send({ type: 'disconnect', reason });
  }

  /** Cuts every connection at once. */
  cut(): void {
    for (const socket of this.#sockets) socket.cut();
  }

  /** Resolves once so many connections have been greeted. */
  connected(count = 1): Promise<true> {
    return this.events.until(() => (this.connections >= count ? true : undefined));
  }

  /** A request as Slack signs it. @returns the status of the bot's answer */
  async request(body: string, options: SignOptions = {}): Promise<{ status: number; text: string }> {
    const { at = Math.floor(this.now() / 1000), secret = this.#secret, headers = {} } = options;
    const signature = `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`;
    const response = await fetch(`${this.botUrl}/slack/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(options.unsigned
          ? {}
          : { 'x-slack-signature': signature, 'x-slack-request-timestamp': String(at) }),
        ...headers,
      },
      body,
    });
    return { status: response.status, text: await response.text() };
  }

  #send(
    type: string,
    build: (responseUrl: string, trigger: string) => Readonly<Record<string, unknown>>,
  ): UserAction {
    const [id, trigger] = [randomUUID(), randomUUID()];
    const payload = build(`${this.url}/respond/${id}`, trigger);
    const acknowledged =
      this.botUrl === undefined
        ? this.sendEnvelope({ type, payload, accepts_response_payload: true })
        : this.#sendRequest(type, payload);
    const action = new UserAction(acknowledged, this.events);
    this.#actions.set(id, action);
    this.#triggers.set(trigger, action);
    return action;
  }

  async #sendRequest(type: string, payload: Readonly<Record<string, unknown>>): Promise<unknown> {
    const { status, text } = await this.request(writeBody(type, payload));
    if (status !== 200) throw new Error(`the bot answered ${status}`);
    return text === '' ? {} : JSON.parse(text);
  }

  #connect(request: IncomingMessage, stream: Duplex): void {
    const socket: Socket = new Socket(
      request,
      stream,
      (text) => this.#hear(text),
      () => this.#sockets.delete(socket),
    );
    this.#sockets.add(socket);
    this.connections += 1;
    socket.send({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A0DOUBLE' } });
    if (this.endsWith !== undefined) socket.send({ type: 'disconnect', reason: this.endsWith });
    this.events.notify();
  }

  #hear(text: string): void {
    const { envelope_id, payload } = JSON.parse(text);
    this.#acks.get(envelope_id)?.(payload);
    this.#acks.delete(envelope_id);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const [, kind, name = ''] = (request.url ?? '').split('/');
    if (kind === 'respond') this.#takeAnswer(name, body, response);
    else if (kind === 'api') this.#takeCall(name, request, body, response);
    else response.writeHead(404).end();
    this.events.notify();
  }

  #takeAnswer(id: string, body: string, response: ServerResponse): void {
    const action = this.#actions.get(id);
    const answer: Answer = JSON.parse(body);
    this.violations.push(...checkMessage(answer));
    action?.answers.push(answer);
    response.writeHead(action === undefined ? 404 : 200).end('ok');
  }

  #takeCall(method: string, request: IncomingMessage, body: string, response: ServerResponse): void {
    const args = Object.fromEntries(new URLSearchParams(body));
    const { blocks: json = '[]', channel: where } = args;
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    const caller = this.#nameCaller?.(request.socket);
    const call: Call = { method, token, args, blocks: JSON.parse(json), at: this.now(), caller };
    this.calls.push(call);
    const fault = this.#codeFor(call) ?? this.#nextFault(method) ?? this.#nextFault(`${method} ${where}`);
    if (fault === 'hang') return;
    if (fault === 'half-answered')
      return void response.writeHead(200, { 'content-length': '1000' }).write('{"ok":');
    if (fault === 'drop') return void response.destroy();
    if (typeof fault === 'object') return void response.writeHead(fault.status, fault.headers).end();
    const answer =
      fault === undefined || fault === 'none' || fault === 'take and hang'
        ? this.#do(call)
        : { ok: false, error: fault };
    if (fault === 'take and hang') return;
    const granted = this.grants.find(token);
    const held = typeof granted === 'string' ? this.scopes : granted.scopes;
    const scopes = held && { 'x-oauth-scopes': held.join(',') };
    response.writeHead(200, { 'content-type': 'application/json', ...scopes }).end(JSON.stringify(answer));
  }

  #nextFault(key: string): Fault | undefined {
    return this.#faults.get(key)?.shift();
  }

  #do(call: Call): Readonly<Record<string, unknown>> {
    const { method, token, args, blocks } = call;
    const { channel = '', text = '', ts: edited } = args;
    if (method === 'api.test') return { ok: true };
    if (method === 'oauth.v2.access') return this.grants.access(args);
    const expected = method === 'apps.connections.open' ? this.#appToken : this.botToken;
    const granted = token === expected ? { team: this.team } : this.grants.find(token);
    if (typeof granted === 'string') return { ok: false, error: granted };
    const { team } = granted;
    switch (method) {
      case 'auth.test':
        if (team !== this.team)
          return {
            ok: true,
            url: urlOfTeam(team),
            team: nameOfTeam(team),
            team_id: team,
            user: 'threadwatch',
            user_id: botOf(team),
            bot_id: `B0BOT${team}`,
          };
        return {
          ok: true,
          ...(this.isForOrganisation && { is_enterprise_install: true, enterprise_id: 'E0DOUBLE' }),
          url: TEAM_URL,
          team_id: this.isForOrganisation ? 'E0DOUBLE' : this.team,
          user: 'threadwatch',
          user_id: 'U0BOT',
          bot_id: 'B0BOT',
        };
      case 'apps.connections.open':
        return { ok: true, url: this.#socketUrl ?? `${this.url.replace('http', 'ws')}/socket` };
      case 'chat.postMessage': {
        this.violations.push(...checkMessage({ text, blocks }, { mentions: this.mayCall }));
        this.#count += 1;
        const ts = `1700000000.${String(this.#count).padStart(6, '0')}`;
        this.messages.push({ team, channel, ts, texts: [text], blocks, call });
        return { ok: true, channel, ts, message: { bot_profile: { app_id: 'A0DOUBLE' } } };
      }
      case 'users.conversations':
        return this.channels === undefined
          ? { ok: false, error: 'missing_scope', needed: 'channels:read', provided: 'commands,chat:write' }
          : { ok: true, channels: this.channels };
      case 'chat.postEphemeral':
        this.violations.push(...checkMessage({ text, blocks }, { mentions: this.mayCall }));
        return { ok: true, message_ts: '1700000000.000000' };
      case 'chat.update': {
        this.violations.push(...checkMessage({ text, blocks }, { mentions: this.mayCall }));
        const message = this.messages.find((each) => each.channel === channel && each.ts === edited);
        if (message === undefined) return { ok: false, error: 'message_not_found' };
        message.texts.push(text);
        message.blocks = blocks;
        return { ok: true, channel: message.channel, ts: message.ts };
      }
      case 'views.open': {
        const { trigger_id: trigger = '', view: json = '{}' } = args;
        const view: SentView = JSON.parse(json);
        this.violations.push(...checkView(view));
        const action = this.#triggers.get(trigger);
        // Each opens one form.
        this.#triggers.delete(trigger);
        if (action === undefined) return { ok: false, error: 'expired_trigger_id' };
        action.views.push(view);
        return { ok: true, view: { id: 'V0FORM' } };
      }
      default:
        return { ok: false, error: 'unknown_method' };
    }
  }
}

/** How a person of the team is shown in a message. */
export function shownPerson(user: string): string {
  return `<${TEAM_URL}team/${user}|@${nameOf(user)}>`;
}

/** How payloads spell the people of the team: `anna` for `U0ANNA`. */
function nameOf(user: string): string {
  return user.replace(/^[UW]0?/, '').toLowerCase();
}

/** A payload as the form that Slack sends. */
export function writeBody(type: string, payload: Readonly<Record<string, unknown>>): string {
  const fields = type === 'interactive' ? { payload: JSON.stringify(payload) } : payload;
  const form = new URLSearchParams();
  for (const [key, value] of Object.entries(fields)) form.set(key, String(value));
  return form.toString();
}

export interface SignOptions {
  /** Seconds since the epoch. */
  readonly at?: number;
  readonly secret?: string;
  readonly unsigned?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

function matches(text: string, words: string | RegExp): boolean {
  return typeof words === 'string' ? text.includes(words) : words.test(text);
}

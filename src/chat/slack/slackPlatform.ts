import { setTimeout as delay } from 'node:timers/promises';
import { type Logger, webApi } from '@slack/bolt';
import { SECOND } from '../../duration.ts';
import type { Card } from '../../messages/card.ts';
import { internalError } from '../../messages/replies/internalError.ts';
import { createProxiedFetch } from '../../network/createProxiedFetch.ts';
import { DeliveryFailures } from '../deliveryFailures.ts';
import type { ForwardedRequest } from '../forwardedRequest.ts';
import { InProgress } from '../inProgress.ts';
import {
  type Bot,
  FinalPlatformError,
  type Platform,
  type PlatformOptions,
  type StartParts,
} from '../platform.ts';
import { Reachability } from '../reachability.ts';
import { createBoltLog } from './connect/boltLog.ts';
import { createClientOptions } from './connect/clientOptions.ts';
import { createTransport } from './connect/createTransport.ts';
import { tokenRefused } from './connect/finalErrors.ts';
import { fetchIdentity, type Identity } from './connect/identity.ts';
import { keepTrying } from './connect/keepTrying.ts';
import { People, type PeopleStore } from './connect/people.ts';
import { Session } from './connect/session.ts';
import { retryAfterOf } from './connect/slackErrors.ts';
import type { SlackSettings } from './connect/slackSettings.ts';
import type { Transport } from './connect/transport.ts';
import { ChannelRateLimiter } from './delivery/channelRateLimiter.ts';
import { SlackPort } from './delivery/slackPort.ts';
import { answerRequest, refuseRequest } from './interactions/answerRequest.ts';
import { createApp } from './interactions/createApp.ts';
import { FormMetadata } from './interactions/formMetadata.ts';
import {
  type ReadRequest,
  requestIdOf,
  type SlackRequest,
  slackRequestSchema,
} from './interactions/slackRequest.ts';
import { describeMissingScopes } from './manifest/missingScopes.ts';

export interface SlackPlatformOptions extends PlatformOptions {
  /** Where the names of people outlive the process. */
  readonly people: PeopleStore;
}

/** How long the answers in progress may take at the end. */
const LAST_ANSWERS = 5 * SECOND;

/** The Slack platform: it asks for the bot's identity first, then opens the transport. */
export class SlackPlatform implements Platform {
  readonly port: SlackPort;
  readonly #settings: SlackSettings;
  readonly #options: SlackPlatformOptions;
  readonly #reachability: Reachability;
  /** For the answers to people. */
  readonly #fetch: typeof fetch;
  readonly #logger: Logger;
  readonly #client: webApi.WebClient;
  readonly #people: People;
  readonly #session: Session;
  readonly #deliveryFailures = new DeliveryFailures();
  readonly #ending = new AbortController();
  readonly #inProgress = new InProgress();
  readonly #metadata: FormMetadata;
  #transport: Transport | undefined;

  constructor(settings: SlackSettings, options: SlackPlatformOptions) {
    this.#settings = settings;
    this.#metadata = new FormMetadata(settings.botToken);
    this.#options = options;
    this.#people = new People(options.people, options.log);
    this.#session = new Session(this.#people);
    this.#reachability = new Reachability('Slack', options);
    this.#logger = createBoltLog(options.log);
    this.#fetch = options.proxy ? createProxiedFetch(options.proxy) : fetch;
    const clientOptions = createClientOptions(settings.apiUrl, this.#logger, options.proxy);
    this.#client = new webApi.WebClient(settings.botToken, clientOptions);
    this.port = new SlackPort({
      client: this.#client,
      // A client makes only so many calls at once: edits that are not answered must not fill the places of messages.
      editClient: new webApi.WebClient(settings.botToken, clientOptions),
      session: this.#session,
      deliveryFailures: this.#deliveryFailures,
      rateLimiter: new ChannelRateLimiter(),
      log: options.log,
      onFinal: options.onFinal,
    });
  }

  get isConnected(): boolean {
    return this.#transport?.isOpen ?? false;
  }

  async start(parts: StartParts): Promise<void> {
    const { log } = this.#options;
    this.#session.commandName = parts.commandName;
    // Before the identity is known, nothing is posted.
    await this.#people.load();
    const identity = await this.#identify();
    if (identity === undefined) return;
    const { teamId, botName } = identity;
    this.#reachability.reached();
    const lacking = describeMissingScopes(identity);
    if (lacking !== undefined) log.warn(lacking);
    parts.onWorkspace(teamId);
    this.#session.identify(identity);
    this.#transport = await this.#createTransport(parts, identity);
    await this.#transport.open();
    log.info({ team: teamId, bot: botName }, 'connected to Slack');
    parts.onConnected();
  }

  answer({ body }: ForwardedRequest, bot: Bot): Promise<void> {
    return this.#inProgress.add(this.#answer(body, bot));
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#transport?.close();
    const last = this.#inProgress.drain(LAST_ANSWERS).then(() => this.#people.saved());
    await Promise.race([last, delay(LAST_ANSWERS, undefined, { ref: false })]);
  }

  /** @returns `undefined` where `stop` was called before Slack answered */
  #identify(): Promise<Identity | undefined> {
    return keepTrying(() => fetchIdentity(this.#client), {
      signal: this.#ending.signal,
      random: Math.random,
      onFailure: (error) => {
        const final = error instanceof FinalPlatformError ? error : tokenRefused(error, 'SLACK_BOT_TOKEN');
        if (final !== undefined) throw final;
        this.#reachability.failed(error, { err: error }, 'Slack can’t be reached; trying again');
        return retryAfterOf(error);
      },
    });
  }

  async #createTransport(parts: StartParts, identity: Identity): Promise<Transport> {
    const { log, managers, publishers, proxy, onFinal } = this.#options;
    const { botToken, apiUrl } = this.#settings;
    const logger = this.#logger;
    const { receiver, transport } = createTransport({
      settings: this.#settings,
      logger,
      log,
      random: Math.random,
      proxy,
      reachability: this.#reachability,
      onFinal,
    });
    await createApp({
      botToken,
      receiver,
      clientOptions: createClientOptions(apiUrl, logger, proxy),
      logger,
      log,
      identity,
      readOptions: {
        teamId: identity.teamId,
        managers,
        publishers,
        commands: parts.commands,
        commandName: parts.commandName,
      },
      metadata: this.#metadata,
      textOptions: () => this.#session.textOptions,
      onRequest: (request, payload) => void this.#inProgress.add(this.#handOn(request, payload, parts)),
    });
    return transport;
  }

  /** Hands a request on; one that can't be run is answered. Never rejects. */
  async #handOn(request: ReadRequest, payload: unknown, { onRequest }: StartParts): Promise<void> {
    const { content, channel } = request;
    if (content.kind === 'refuse') return this.#refuse(request, content.card);
    const { platform, workspace } = channel;
    const id = requestIdOf(payload);
    const body: SlackRequest = { ...request, content };
    try {
      await onRequest({ platform, workspace, id, acknowledged: true, body });
    } catch (err) {
      this.#options.log.error({ err, id }, 'a request could not be handed on; nothing was done');
      await this.#refuse(request, internalError());
    }
  }

  #refuse(request: ReadRequest, card: Card): Promise<void> {
    const { log } = this.#options;
    return refuseRequest(request, card, { textOptions: this.#session.textOptions, fetch: this.#fetch, log });
  }

  async #answer(body: unknown, bot: Bot): Promise<void> {
    const { log } = this.#options;
    const { data: request, error: err } = slackRequestSchema.safeParse(body);
    if (request === undefined) return log.error({ err }, 'a request that was handed on can’t be read');
    this.#people.remember(request.person.id, request.personName);
    await answerRequest(request, {
      bot,
      textOptions: this.#session.textOptions,
      deliveryFailures: this.#deliveryFailures,
      log,
      fetch: this.#fetch,
      forms: {
        metadata: this.#metadata,
        open: async (trigger_id, view) => void (await this.#client.views.open({ trigger_id, view })),
      },
    });
  }
}

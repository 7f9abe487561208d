import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@slack/bolt';
import { SECOND } from '../../duration.ts';
import type { Card } from '../../messages/card.ts';
import { internalError } from '../../messages/replies/internalError.ts';
import { createProxiedFetch } from '../../network/createProxiedFetch.ts';
import { DeliveryFailures } from '../deliveryFailures.ts';
import { type ForwardedRequest, readBody } from '../forwardedRequest.ts';
import { InProgress } from '../inProgress.ts';
import {
  type Bot,
  LeftToOwnerError,
  NotTakenError,
  type Platform,
  type PlatformOptions,
  type ReceivingParts,
} from '../platform.ts';
import { Reachability } from '../reachability.ts';
import { createBoltLog } from './connect/boltLog.ts';
import { createClientOptions } from './connect/clientOptions.ts';
import { createTransport } from './connect/createTransport.ts';
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
import { createTeams, type InstallationParts } from './teams/createTeams.ts';
import type { Installer } from './teams/installer.ts';
import type { PeopleStore } from './teams/people.ts';
import { PeopleByTeam } from './teams/peopleByTeam.ts';
import { Session } from './teams/session.ts';
import { SingleTeam } from './teams/singleTeam.ts';
import type { Teams } from './teams/teams.ts';

export interface SlackPlatformOptions extends PlatformOptions {
  /** Where the names of people outlive the process; without a team, those of the only one. */
  readonly peopleOf: (team: string | undefined) => PeopleStore;
  /** Needed for several teams. */
  readonly installations?: InstallationParts | undefined;
}

/** How long the answers in progress may take at the end. */
const LAST_ANSWERS = 5 * SECOND;

/** The Slack platform: it finds out which teams it serves first, then opens the transport. */
export class SlackPlatform implements Platform {
  readonly port: SlackPort;
  readonly #settings: SlackSettings;
  readonly #options: SlackPlatformOptions;
  readonly #reachability: Reachability;
  /** For the answers to people. */
  readonly #fetch: typeof fetch;
  readonly #logger: Logger;
  readonly #teams: Teams;
  readonly #people: PeopleByTeam;
  readonly #session: Session;
  readonly #deliveryFailures = new DeliveryFailures();
  readonly #ending = new AbortController();
  readonly #inProgress = new InProgress();
  readonly #metadata: FormMetadata;
  #installer: Installer | undefined;
  #transport: Transport | undefined;

  constructor(settings: SlackSettings, options: SlackPlatformOptions) {
    this.#settings = settings;
    this.#options = options;
    this.#reachability = new Reachability('Slack', options);
    this.#logger = createBoltLog(options.log);
    this.#fetch = options.proxy ? createProxiedFetch(options.proxy) : fetch;
    const isOne = settings.teams.kind === 'one';
    const storeOf = (team: string): PeopleStore => options.peopleOf(isOne ? undefined : team);
    this.#people = new PeopleByTeam({ storeOf, log: options.log });
    this.#teams = this.#createTeams();
    this.#metadata = new FormMetadata(this.#teams.formSecret);
    this.#session = new Session(this.#teams, this.#people);
    this.port = new SlackPort({
      teams: this.#teams,
      session: this.#session,
      deliveryFailures: this.#deliveryFailures,
      rateLimiter: new ChannelRateLimiter(),
      log: options.log,
    });
  }

  get isConnected(): boolean {
    return this.#transport?.isOpen ?? false;
  }

  /** The pages by which teams install the app. */
  servePage(request: IncomingMessage, response: ServerResponse): boolean {
    return this.#installer?.handle(request, response) ?? false;
  }

  async start(parts: ReceivingParts): Promise<void> {
    const { log } = this.#options;
    this.#session.commandName = parts.commandName;
    if (!(await this.#teams.start(parts, this.#ending.signal))) return;
    this.#transport = await this.#createTransport(parts);
    await this.#transport.open();
    log.info(this.#teams.facts, 'connected to Slack');
    parts.onConnected();
  }

  findWorkspaces(): Promise<readonly string[]> {
    return this.#teams.find();
  }

  serves(workspace: string): boolean {
    return this.#teams.serves(workspace);
  }

  /** Another process has heard of people since. Before the team is known, the start reads them. */
  async adopt(workspace: string): Promise<void> {
    if (this.#teams.serves(workspace)) await this.#people.load(workspace);
  }

  answer(request: ForwardedRequest, bot: Bot): Promise<void> {
    const { log } = this.#options;
    return this.#inProgress.add(
      this.#answer(request, bot).catch((err: unknown) => {
        if (err instanceof LeftToOwnerError) throw err;
        log.error({ err }, 'a request that was handed on can’t be read; nothing was done');
      }),
    );
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#transport?.close();
    const answered = this.#inProgress.drain(LAST_ANSWERS);
    const last = answered.then(() => Promise.all([this.#teams.stop(), this.#people.saved()]));
    await Promise.race([last, delay(LAST_ANSWERS, undefined, { ref: false })]);
  }

  #createTeams(): Teams {
    const { teams: settings, apiUrl } = this.#settings;
    const { installations, log, faults, onFinal, proxy } = this.#options;
    const shared = {
      clientOptions: () => createClientOptions(apiUrl, this.#logger, proxy),
      log,
      onTeam: (team: string) => this.#people.load(team),
    };
    if (settings.kind === 'one') {
      const { botToken } = settings;
      return new SingleTeam({ ...shared, botToken, reachability: this.#reachability, onFinal });
    }
    if (installations === undefined) throw new TypeError('there is no place for installations');
    const { teams, installer } = createTeams({
      ...shared,
      ...installations,
      settings,
      apiUrl,
      faults,
      commandName: () => (this.#transport === undefined ? undefined : this.#session.commandName),
    });
    this.#installer = installer;
    return teams;
  }

  async #createTransport(parts: ReceivingParts): Promise<Transport> {
    const { log, managers, publishers, proxy, onFinal } = this.#options;
    const { apiUrl } = this.#settings;
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
      receiver,
      clientOptions: createClientOptions(apiUrl, logger, proxy),
      logger,
      log,
      readOptions: {
        serves: (team) => this.#teams.serves(team),
        managers,
        publishers,
        commands: parts.commands,
        commandName: parts.commandName,
      },
      metadata: this.#metadata,
      onRequest: (request, payload) => void this.#inProgress.add(this.#handOn(request, payload, parts)),
      onRemoved: (team, at) => void this.#inProgress.add(this.#leave(team, at)),
    });
    return transport;
  }

  /** Hands a request on; one that can't be run is answered. Never rejects. */
  async #handOn(request: ReadRequest, payload: unknown, { onRequest }: ReceivingParts): Promise<void> {
    const { content, channel } = request;
    if (content.kind === 'refuse') return this.#refuse(request, content.card);
    const refusal = await this.#teams.refusalFor(channel.workspace);
    if (refusal !== undefined) return this.#refuse(request, refusal);
    const { platform, workspace } = channel;
    const id = requestIdOf(payload);
    const body: SlackRequest = { ...request, content };
    try {
      await onRequest({ platform, workspace, id, acknowledged: true, body });
    } catch (err) {
      if (!(err instanceof NotTakenError))
        this.#options.log.error({ err, id }, 'a request could not be handed on; nothing was done');
      await this.#refuse(request, internalError());
    }
  }

  #refuse(request: ReadRequest, card: Card): Promise<void> {
    const { log } = this.#options;
    const textOptions = this.#session.textOptionsFor(request.channel.workspace);
    return refuseRequest(request, card, { textOptions, fetch: this.#fetch, log });
  }

  /** @throws where the request can't be read */
  async #answer(forwarded: ForwardedRequest, bot: Bot): Promise<void> {
    const request = readBody(slackRequestSchema, forwarded);
    const { workspace: team } = request.channel;
    this.#people.remember(team, request.person.id, request.personName);
    await answerRequest(request, {
      bot,
      textOptions: this.#session.textOptionsFor(team),
      deliveryFailures: this.#deliveryFailures,
      log: this.#options.log,
      fetch: this.#fetch,
      forms: {
        metadata: this.#metadata,
        open: async (trigger_id, view) => {
          const { client } = await this.#teams.access(team);
          await client.views.open({ trigger_id, view });
        },
      },
    });
  }

  async #leave(team: string, at: number): Promise<void> {
    await this.#teams
      .onRemoved(team, at)
      .catch((err) =>
        this.#options.log.error({ err, team }, 'what a Slack workspace had could not be ended'),
      );
  }
}

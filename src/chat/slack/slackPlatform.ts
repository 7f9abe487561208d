import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@slack/bolt';
import { SECOND } from '../../duration.ts';
import { createProxiedFetch } from '../../network/createProxiedFetch.ts';
import { DeliveryFailures } from '../deliveryFailures.ts';
import type { Bot, Platform, PlatformOptions } from '../platform.ts';
import { Reachability } from '../reachability.ts';
import { createBoltLog } from './connect/boltLog.ts';
import { createClientOptions } from './connect/clientOptions.ts';
import { createTransport } from './connect/createTransport.ts';
import type { SlackSettings } from './connect/slackSettings.ts';
import type { Transport } from './connect/transport.ts';
import { ChannelRateLimiter } from './delivery/channelRateLimiter.ts';
import { SlackPort } from './delivery/slackPort.ts';
import { answerRequest } from './interactions/answerRequest.ts';
import { createApp } from './interactions/createApp.ts';
import { FormMetadata } from './interactions/formMetadata.ts';
import type { SlackRequest } from './interactions/slackRequest.ts';
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
  readonly #inProgress = new Set<Promise<void>>();
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

  async start(bot: Bot): Promise<void> {
    const { log } = this.#options;
    this.#session.commandName = bot.commandName;
    if (!(await this.#teams.start(bot, this.#ending.signal))) return;
    this.#transport = await this.#createTransport(bot);
    await this.#transport.open();
    log.info(this.#teams.facts, 'connected to Slack');
    // Notifications that waited for the connection are sent now, not with the next job. The start does not wait for them.
    bot.deliver().catch((err) => log.error({ err }, 'notifications could not be delivered'));
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#transport?.close();
    const answered = Promise.all(this.#inProgress);
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

  async #createTransport(bot: Bot): Promise<Transport> {
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
        commands: bot.commands,
        commandName: bot.commandName,
      },
      metadata: this.#metadata,
      onRequest: (request) => this.#take(request, bot),
      onRemoved: (team, at) => this.#keep(this.#leave(team, at)),
    });
    return transport;
  }

  #take(request: SlackRequest, bot: Bot): void {
    const { workspace: team } = request.channel;
    // A person who is refused may be of another team.
    if (request.content.kind !== 'refuse') this.#people.remember(team, request.person.id, request.personName);
    const refused = this.#teams.refusalFor(team);
    this.#keep(
      refused === undefined
        ? this.#answer(request, bot)
        : refused.then((card) =>
            this.#answer(
              card === undefined ? request : { ...request, content: { kind: 'refuse', card } },
              bot,
            ),
          ),
    );
  }

  #answer(request: SlackRequest, bot: Bot): Promise<void> {
    const { workspace: team } = request.channel;
    return answerRequest(request, {
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

  /** Waited for at the end. @param work never rejects */
  #keep(work: Promise<void>): void {
    this.#inProgress.add(work);
    void work.finally(() => this.#inProgress.delete(work));
  }
}

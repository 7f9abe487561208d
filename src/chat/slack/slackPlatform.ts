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
import type { PeopleStore } from './teams/people.ts';
import { PeopleByTeam } from './teams/peopleByTeam.ts';
import { Session } from './teams/session.ts';
import { SingleTeam } from './teams/singleTeam.ts';
import type { Teams } from './teams/teams.ts';

export interface SlackPlatformOptions extends PlatformOptions {
  /** Where the names of people outlive the process. */
  readonly people: PeopleStore;
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
  #transport: Transport | undefined;

  constructor(settings: SlackSettings, options: SlackPlatformOptions) {
    this.#settings = settings;
    this.#options = options;
    this.#reachability = new Reachability('Slack', options);
    this.#logger = createBoltLog(options.log);
    this.#fetch = options.proxy ? createProxiedFetch(options.proxy) : fetch;
    this.#teams = new SingleTeam({
      botToken: settings.teams.botToken,
      clientOptions: () => createClientOptions(settings.apiUrl, this.#logger, options.proxy),
      reachability: this.#reachability,
      log: options.log,
      onTeam: (team) => this.#people.load(team),
      onFinal: options.onFinal,
    });
    this.#metadata = new FormMetadata(this.#teams.formSecret);
    this.#people = new PeopleByTeam({ storeOf: () => options.people, log: options.log });
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
      onRequest: (request) => this.#answer(request, bot),
    });
    return transport;
  }

  #answer(request: SlackRequest, bot: Bot): void {
    const { log } = this.#options;
    const { workspace: team } = request.channel;
    // A person who is refused may be of another team.
    if (request.content.kind !== 'refuse') this.#people.remember(team, request.person.id, request.personName);
    const answered = answerRequest(request, {
      bot,
      textOptions: this.#session.textOptionsFor(team),
      deliveryFailures: this.#deliveryFailures,
      log,
      fetch: this.#fetch,
      forms: {
        metadata: this.#metadata,
        open: async (trigger_id, view) => {
          const { client } = await this.#teams.access(team);
          await client.views.open({ trigger_id, view });
        },
      },
    });
    this.#inProgress.add(answered);
    void answered.finally(() => this.#inProgress.delete(answered));
  }
}

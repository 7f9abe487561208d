import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { TestContext } from 'vitest';
import type { SeveralTeams, SlackSettings } from '../../../../src/chat/slack/connect/slackSettings.ts';
import { createSlackPlatform } from '../../../../src/chat/slack/createSlackPlatform.ts';
import {
  type InstallationRecord,
  type InstallationRecords,
  installationSchema,
} from '../../../../src/chat/slack/teams/installation.ts';
import type { PeopleStore } from '../../../../src/chat/slack/teams/people.ts';
import { openStore } from '../../../../src/store/openStore.ts';
import type { Collection } from '../../../../src/store/store.ts';
import { createTokenCipher } from '../../../../src/tokens/cipher.ts';
import { findFreePort } from '../../../support/findFreePort.ts';
import { TestBot } from '../../testBot.ts';
import { Browser, type Shown } from './browser.ts';
import { SlackDouble } from './slackDouble.ts';
import { CLIENT_ID, CLIENT_SECRET, type Consent } from './slackGrants.ts';

export const A = 'T0AAAAAAA';
export const B = 'T0BBBBBBB';
/** A team that may not install the app. */
export const STRANGER = 'T0EVIL000';
export const KEY = Buffer.alloc(32, 7).toString('base64');
export const OTHER_KEY = Buffer.alloc(32, 9).toString('base64');

/** The collection `slack-installations`, whose calls can be made to fail. */
class SharedRecords implements InstallationRecords {
  readonly #records: Collection<InstallationRecord>;
  /** Called before each call; throws where it is to fail. */
  before: (call: 'get' | 'set') => Promise<void> | void = () => undefined;
  /** Called after each read, before its answer is given. */
  after: (team: string) => Promise<void> | void = () => undefined;

  constructor(records: Collection<InstallationRecord>) {
    this.#records = records;
  }

  async get(team: string): Promise<InstallationRecord | undefined> {
    await this.before('get');
    const record = await this.#records.get(team);
    await this.after(team);
    return record;
  }

  async set(team: string, record: InstallationRecord): Promise<void> {
    await this.before('set');
    await this.#records.set(team, record);
  }
}

export interface ReplicaOptions {
  readonly tokenKeys?: readonly string[];
  readonly isHttp?: boolean;
  readonly clientSecret?: string;
}

/** One process: the platform on the shared records, with its pages on a server of its own. */
export interface Replica {
  readonly bot: TestBot;
  readonly secrets: string[];
  readonly browser: Browser;
  stop(): Promise<void>;
}

/** Slack, and what several replicas share. */
export class TeamsWorld {
  readonly slack: SlackDouble;
  readonly records: SharedRecords;
  readonly people = new Map<string, unknown>();
  readonly #replicas: Replica[] = [];

  private constructor(slack: SlackDouble, records: SharedRecords) {
    this.slack = slack;
    this.records = records;
  }

  static async begin(test: TestContext): Promise<TeamsWorld> {
    const store = await openStore('memory:');
    const slack = await SlackDouble.start();
    const world = new TeamsWorld(
      slack,
      new SharedRecords(store.collection('slack-installations', installationSchema)),
    );
    test.onTestFinished(async () => {
      for (const replica of world.#replicas) await replica.stop();
      await slack.close();
      await store.close();
    });
    return world;
  }

  async start({
    tokenKeys = [KEY],
    isHttp = false,
    clientSecret = CLIENT_SECRET,
  }: ReplicaOptions = {}): Promise<Replica> {
    const port = isHttp ? await findFreePort() : 0;
    if (isHttp) this.slack.botUrl = `http://127.0.0.1:${port}`;
    const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = this.slack.environment;
    const replica = await startReplica({
      settings: { appToken, signingSecret, host: '127.0.0.1', port, apiUrl: this.slack.apiUrl },
      teams: { kind: 'several', clientId: CLIENT_ID, clientSecret, teamIds: [A, B] },
      records: this.records,
      tokenKeys,
      peopleOf: (team) => this.#peopleOf(team ?? ''),
    });
    this.#replicas.push(replica);
    return replica;
  }

  /** A person of a team installs the app, in a browser of their own. */
  install({ browser }: Replica, consent: Consent): Promise<Shown> {
    return browser.install(() => this.slack.grants.agree(consent));
  }

  /** How often Slack was asked for a token. */
  get exchanges(): number {
    return this.slack.callsOf('oauth.v2.access').length;
  }

  #peopleOf(team: string): PeopleStore {
    return {
      load: async () => this.people.get(team) as never,
      save: async (people) => void this.people.set(team, people),
    };
  }
}

export interface ReplicaParts {
  readonly settings: Omit<SlackSettings, 'teams'>;
  readonly teams: Omit<SeveralTeams, 'publicUrl'>;
  readonly records: InstallationRecords;
  readonly tokenKeys: readonly string[];
  readonly peopleOf: (team: string | undefined) => PeopleStore;
  /** Where its pages are; without it, anywhere. */
  readonly pagesPort?: number;
}

/** Starts the platform, and its pages on a server of their own. */
export async function startReplica(parts: ReplicaParts): Promise<Replica> {
  const pages = createServer();
  pages.listen(parts.pagesPort ?? 0, '127.0.0.1');
  await once(pages, 'listening');
  const publicUrl = urlOf(pages);
  const secrets: string[] = [];
  const { records, tokenKeys, peopleOf } = parts;
  const hide = (secret: string): void => void secrets.push(secret);
  const installations = { records, cipher: createTokenCipher(tokenKeys), hide };
  const settings = { ...parts.settings, teams: { ...parts.teams, publicUrl } };
  const bot = new TestBot((options) =>
    createSlackPlatform(settings, { ...options, peopleOf, installations }),
  );
  pages.on('request', (request, response) => {
    if (!bot.platform.servePage?.(request, response)) response.writeHead(404).end();
  });
  await bot.start();
  return {
    bot,
    secrets,
    browser: new Browser(publicUrl),
    async stop() {
      await bot.platform.stop();
      pages.closeAllConnections();
      pages.close();
    },
  };
}

function urlOf(server: Server): string {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

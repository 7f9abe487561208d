import type { Account } from '../accounts/accounts.ts';
import type { DiscordSettings } from '../chat/discord/createDiscordPlatform.ts';
import type { SlackSettings } from '../chat/slack/connect/slackSettings.ts';
import type { ConnectSetup } from '../connect/connectSetup.ts';
import { describeStore, type ProgramFacts } from '../doctor/facts.ts';
import type { CheckPolicy } from '../polling/schedule.ts';
import type { ProxySettings } from '../proxy.ts';
import { describeMisspelled, findMisspelled } from './findMisspelled.ts';
import { toCheckPolicy } from './readCheckPolicy.ts';
import { findMissingForConnect, readConnectSetup } from './readConnectSetup.ts';
import { readProxy } from './readProxy.ts';
import { findMissingForTeams, findTeamConflicts, readSlackTeams } from './readSlackTeams.ts';
import { defaults, type Values, type VariableName, variables } from './variables.ts';

/** The parsed environment. Durations are in ms, thresholds in percent. */
export interface Config {
  readonly accounts: readonly Account[];
  /** Whether there is a single account (`THREADS_ACCESS_TOKEN`), which serves every workspace. */
  readonly singleAccount: boolean;
  readonly threads: { readonly apiUrl: string; readonly auth: 'header' | 'query' };
  /** The settings for connecting accounts from chat, or the variables that are missing for it. */
  readonly connect: ConnectSetup;
  /** The address of the folder `docs` of this project, where a copy of it is hosted. */
  readonly docsUrl: string | undefined;
  readonly facts: ProgramFacts;
  readonly discord: DiscordSettings | undefined;
  readonly slack: SlackSettings | undefined;
  readonly managers: ReadonlySet<string>;
  readonly publishers: ReadonlySet<string>;
  readonly storeUrl: string;
  /** Whether this process is one of several replicas on one Redis. */
  readonly isReplica: boolean;
  readonly tokenKeys: readonly string[];
  readonly checkPolicy: CheckPolicy;
  readonly quotaThresholds: readonly number[];
  readonly quotaCron: string;
  readonly commandName: string;
  /** Where this program's HTTP server is reached from outside, where the operator says so. */
  readonly publicUrl: string | undefined;
  readonly http: { readonly host: string; readonly port: number } | undefined;
  /** Whether events may be sent to private addresses. */
  readonly allowPrivateHooks: boolean;
  readonly proxy: ProxySettings | undefined;
  readonly logLevel: NonNullable<Values['LOG_LEVEL']>;
  readonly logFormat: NonNullable<Values['LOG_FORMAT']>;
  /** Of a service that is told each minute whether the program is ready. */
  readonly heartbeatUrl: string | undefined;
  /** Values that must never be written anywhere. */
  readonly secrets: readonly string[];
}

/** The environment is not valid. Each fault is one line; it names the variable but never shows its value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'config_error';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment. An empty variable counts as not set.
 *
 * @throws {ConfigError} with all faults
 */
export function readConfig(environment: Environment): Config {
  const { values, faults } = readValues(environment);
  const proxy = readProxy(environment);
  const all = [...faults, ...proxy.faults, ...findMissing(environment), ...findUnshared(values)];
  if (all.length > 0)
    throw new ConfigError([...describeAllMisspelled(environment), ...all, ...findUnset(environment)]);
  return Object.freeze(assemble(values, proxy.settings));
}

/** A start in another folder than that of `.env`, or without one, finds nothing. */
function findUnset(environment: Environment): string[] {
  return Object.keys(variables).some((name) => (environment[name] ?? '') !== '')
    ? []
    : [
        'No variable of Threadwatch is set, and the folder of this start has no .env that sets one. Run npm run setup there, which writes it; or copy .env.example to .env, and fill it in',
      ];
}

/** What looks missing may be misspelled. */
function describeAllMisspelled(environment: Environment): string[] {
  return findMisspelled(environment).map(describeMisspelled);
}

function readValues(environment: Environment): { values: Values; faults: string[] } {
  const values: Partial<Record<VariableName, unknown>> = {};
  const faults: string[] = [];
  for (const name of Object.keys(variables) as VariableName[]) {
    const raw = environment[name];
    if (raw === undefined || raw === '') continue;
    const { schema, expected, example } = variables[name];
    const parsed = schema.safeParse(raw);
    if (parsed.success) values[name] = parsed.data;
    else faults.push(`${name} is not valid: expected ${expected}; for example ${example}`);
  }
  return { values: values as Values, faults };
}

/** Finds variables that are missing, set twice or renamed. A variable with an invalid value is not missing. */
function findMissing(environment: Environment): string[] {
  const has = (name: VariableName): boolean => (environment[name] ?? '') !== '';
  const faults = findRenamed(environment);
  const addMissing = (name: VariableName, why: string): void => {
    faults.push(
      `${name} is missing: ${why}; expected ${variables[name].expected}; for example ${variables[name].example}`,
    );
  };
  const connect = findMissingForConnect(has);
  const fromChat = connect.isPartlySet
    ? `; to connect accounts from chat, set ${connect.missing.join(', ')} too`
    : '';
  if (!has('THREADS_ACCESS_TOKEN') && !has('THREADS_ACCOUNTS') && connect.missing.length > 0)
    addMissing(
      'THREADS_ACCESS_TOKEN',
      `the bot calls Threads with it (or set THREADS_ACCOUNTS for several accounts${fromChat})`,
    );
  if (has('THREADS_ACCESS_TOKEN') && has('THREADS_ACCOUNTS'))
    faults.push(
      'THREADS_ACCOUNTS and THREADS_ACCESS_TOKEN are both set: keep one; THREADS_ACCOUNTS takes several accounts',
    );
  if (!has('DISCORD_TOKEN') && !has('SLACK_BOT_TOKEN') && !has('SLACK_CLIENT_ID'))
    faults.push(
      'DISCORD_TOKEN or SLACK_BOT_TOKEN is missing: set one or both (or SLACK_CLIENT_ID for several Slack workspaces). To try Threadwatch without an account: npm run demo',
    );
  if (has('DISCORD_TOKEN') && !has('DISCORD_GUILD_IDS'))
    addMissing('DISCORD_GUILD_IDS', 'the bot answers only in these servers');
  const isSlack = has('SLACK_BOT_TOKEN') || has('SLACK_CLIENT_ID');
  if (isSlack && !has('SLACK_APP_TOKEN') && !has('SLACK_SIGNING_SECRET'))
    addMissing(
      'SLACK_APP_TOKEN',
      'the bot connects to Slack with it over Socket Mode (or set SLACK_SIGNING_SECRET for HTTP)',
    );
  for (const [name, why] of findMissingForTeams(has)) addMissing(name, why);
  return [...faults, ...findTeamConflicts(has)];
}

/** Replicas share a store, which only Redis can be. */
function findUnshared({ CLUSTER, STORE_URL = defaults.storeUrl }: Values): string[] {
  return CLUSTER !== true || /^rediss?:/.test(STORE_URL)
    ? []
    : [
        'CLUSTER=on needs a Redis that all replicas share: set STORE_URL to it, such as redis://127.0.0.1:6379; or remove CLUSTER, and one process runs on its own store',
      ];
}

/** Variables of an earlier version, and their present names. A start with an old name fails, so that it is not ignored silently. */
const RENAMED: Readonly<Record<string, VariableName>> = { WATCH_LOOKS: 'WATCH_CHECKS' };

function findRenamed(environment: Environment): string[] {
  return Object.entries(RENAMED)
    .filter(([old]) => (environment[old] ?? '') !== '')
    .map(([old, name]) => `${old} is now called ${name}: set ${name} to the same value and remove ${old}`);
}

function assemble(values: Values, proxy: ProxySettings | undefined): Config {
  const { DISCORD_TOKEN, DISCORD_GUILD_IDS = [], HTTP_PORT } = values;
  return {
    accounts: readAccounts(values),
    singleAccount: values.THREADS_ACCOUNTS === undefined,
    threads: {
      apiUrl: values.THREADS_API_URL ?? defaults.threadsApiUrl,
      auth: values.THREADS_AUTH ?? defaults.threadsAuth,
    },
    connect: readConnectSetup(values),
    docsUrl: values.DOCS_URL,
    facts: {
      apiUrl: values.THREADS_API_URL ?? defaults.threadsApiUrl,
      store: describeStore(values.STORE_URL ?? defaults.storeUrl),
      variables: Object.keys(values),
    },
    discord:
      DISCORD_TOKEN === undefined
        ? undefined
        : {
            token: DISCORD_TOKEN,
            guildIds: DISCORD_GUILD_IDS,
            apiUrl: values.DISCORD_API_URL ?? defaults.discordApiUrl,
            shards: values.DISCORD_SHARDS,
          },
    slack: readSlack(values),
    managers: new Set(values.MANAGERS),
    publishers: new Set(values.PUBLISHERS),
    storeUrl: values.STORE_URL ?? defaults.storeUrl,
    isReplica: values.CLUSTER ?? defaults.cluster,
    tokenKeys: values.TOKEN_KEY ?? [],
    checkPolicy: toCheckPolicy(values),
    quotaThresholds: values.QUOTA_THRESHOLDS ?? defaults.quotaThresholds,
    quotaCron: values.QUOTA_CRON ?? defaults.quotaCron,
    commandName: values.COMMAND_NAME ?? defaults.commandName,
    http:
      HTTP_PORT === undefined ? undefined : { host: values.HTTP_HOST ?? defaults.httpHost, port: HTTP_PORT },
    publicUrl: values.PUBLIC_URL,
    allowPrivateHooks: values.HOOK_ALLOW_PRIVATE ?? defaults.hookAllowPrivate,
    proxy,
    logLevel: values.LOG_LEVEL ?? defaults.logLevel,
    logFormat: values.LOG_FORMAT ?? defaults.logFormat,
    heartbeatUrl: values.HEARTBEAT_URL,
    secrets: [...readSecrets(values), ...findPassword(proxy?.url ?? '')],
  };
}

/**
 * The single account serves every configured server and team. The team of `SLACK_BOT_TOKEN` is added later, since it is known
 * only after connecting.
 */
function readAccounts({
  THREADS_ACCOUNTS,
  THREADS_ACCESS_TOKEN,
  THREADS_ACCOUNT_NAME,
  DISCORD_GUILD_IDS = [],
  SLACK_TEAM_IDS = [],
}: Values): Account[] {
  if (THREADS_ACCOUNTS !== undefined) return THREADS_ACCOUNTS;
  if (THREADS_ACCESS_TOKEN === undefined) return [];
  const name = THREADS_ACCOUNT_NAME ?? defaults.threadsAccountName;
  return [{ name, token: THREADS_ACCESS_TOKEN, workspaces: [...DISCORD_GUILD_IDS, ...SLACK_TEAM_IDS] }];
}

function readSlack(values: Values): SlackSettings | undefined {
  const teams = readSlackTeams(values);
  return (
    teams && {
      teams,
      appToken: values.SLACK_APP_TOKEN,
      signingSecret: values.SLACK_SIGNING_SECRET,
      host: values.SLACK_HOST ?? defaults.slackHost,
      port: values.SLACK_PORT ?? defaults.slackPort,
      apiUrl: values.SLACK_API_URL ?? defaults.slackApiUrl,
    }
  );
}

function readSecrets(values: Values): string[] {
  const {
    THREADS_ACCESS_TOKEN,
    THREADS_ACCOUNTS = [],
    DISCORD_TOKEN,
    SLACK_BOT_TOKEN,
    SLACK_APP_TOKEN,
  } = values;
  const { SLACK_SIGNING_SECRET, TOKEN_KEY = [], STORE_URL = '' } = values;
  const single = [
    THREADS_ACCESS_TOKEN,
    DISCORD_TOKEN,
    SLACK_BOT_TOKEN,
    SLACK_APP_TOKEN,
    SLACK_SIGNING_SECRET,
    values.SLACK_CLIENT_SECRET,
    values.THREADS_APP_SECRET,
    ...findPassword(STORE_URL),
    values.HOOK_URL,
    values.HEARTBEAT_URL,
  ];
  return [...single, ...THREADS_ACCOUNTS.map((account) => account.token), ...TOKEN_KEY].filter(
    (secret) => secret !== undefined,
  );
}

/** The password in the URL of Redis or of a proxy, as written there (percent-encoded) and decoded. */
function findPassword(storeUrl: string): string[] {
  const [, credentials = ''] = /^(?:rediss?|https?):\/\/([^@/]*)@/.exec(storeUrl) ?? [];
  const colon = credentials.indexOf(':');
  const password = credentials.slice(colon + 1);
  if (colon < 0 || password === '') return [];
  return [password, decodePassword(password)];
}

function decodePassword(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}

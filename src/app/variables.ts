import cron from 'node-cron';
import { z } from 'zod';
import { DEFAULT_COMMAND_NAME } from '../../commands/command.ts';
import { DAY, HOUR, MINUTE, parseDuration } from '../duration.ts';
import { type CheckSchedule, MAX_CHECKS } from '../polling/schedule.ts';

/** The values of variables that are not set, by the names of the variables. */
export const defaults = {
  threadsAccountName: 'default',
  threadsApiUrl: 'https://graph.threads.net',
  threadsAuth: 'header',
  discordApiUrl: 'https://discord.com/api',
  slackApiUrl: 'https://slack.com/api/',
  slackHost: '127.0.0.1',
  slackPort: 3000,
  storeUrl: 'sqlite:./data/threadwatch.db',
  watchChecks: [0, MINUTE, 2 * MINUTE, 3 * MINUTE, 4 * MINUTE, 15 * MINUTE, 23 * HOUR, 24 * HOUR],
  unpublishedAfter: 15 * MINUTE,
  quotaThresholds: [80, 95, 100],
  quotaCron: '*/5 * * * *',
  commandName: DEFAULT_COMMAND_NAME,
  cluster: false,
  httpHost: '127.0.0.1',
  hookAllowPrivate: false,
  logLevel: 'info',
  logFormat: 'json',
} as const;

/** An access token of any of the three services: printable characters without blanks or line breaks. */
const token = z.string().regex(/^[\x21-\x7e]+$/);
const name = z.string().regex(/^[\w-]{1,32}$/);
const ids = z
  .string()
  .transform((text) => text.split(',').map((id) => id.trim()))
  .pipe(z.array(z.string().regex(/^\w+$/)));
const slackTeams = ids.pipe(z.array(z.string().regex(/^T[A-Z0-9]{2,20}$/)));
const snowflakes = ids.pipe(z.array(z.string().regex(/^\d{5,25}$/)));
const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.number().min(0).max(65_535));
const host = z.string().regex(/^[\w.:-]+$/);

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const apiUrl = z.string().refine((text) => {
  const url = URL.parse(text);
  if (url === null) return false;
  const { protocol, hostname, username, search, hash } = url;
  const isSafe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
  return isSafe && username + search + hash === '';
});

const hookUrl = z.string().refine((text) => {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.pathname.includes('/hook/');
});

/** Of a service that is called; what is secret in it is its path. */
const serviceUrl = z.string().refine((text) => {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username + url.hash === '';
});

const accountList = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom' });
      return z.NEVER;
    }
  })
  .pipe(
    z
      .array(z.strictObject({ name, token, workspaces: z.array(z.string().regex(/^\w+$/)).min(1) }))
      .min(1)
      .refine((list) => new Set(list.map((account) => account.name.toLowerCase())).size === list.length),
  );

const checkSchedule = z.string().transform((text, context): CheckSchedule => {
  const offsets = text.split(',').map(parseDuration);
  const schedule = offsets.filter((offset) => offset !== undefined);
  const ascends = schedule.every((offset, index) => index === 0 || offset > (schedule[index - 1] ?? 0));
  if (schedule.length < offsets.length || schedule.length > MAX_CHECKS || !ascends)
    context.addIssue({ code: 'custom' });
  return schedule;
});

/** @returns ms; `undefined` for `off` */
const unpublishedAfter = z.string().transform((text, context): number | 'off' => {
  if (text === 'off') return text;
  const duration = parseDuration(text);
  if (duration === undefined || duration <= 0 || duration > DAY) context.addIssue({ code: 'custom' });
  return duration ?? 'off';
});

const thresholds = z
  .string()
  .transform((text) => text.split(',').map((word) => Number(word.trim() || Number.NaN)))
  .pipe(z.array(z.int().min(1).max(100)).min(1).max(10))
  .transform((list) => [...new Set(list)].sort((a, b) => a - b));

const tokenKeys = z
  .string()
  .transform((text) => text.split(',').map((key) => key.trim()))
  .pipe(
    z
      .array(z.base64().refine((key) => Buffer.from(key, 'base64').length === 32))
      .min(1)
      .max(2),
  );

/** A switch, as people write one. */
const flag = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['on', 'off', 'true', 'false', '1', '0', 'yes', 'no']))
  .transform((word) => ['on', 'true', '1', 'yes'].includes(word));

const TOKEN = 'an access token: one line without spaces';
const URL_FORM = 'an https URL, or http on this machine only, without a query';

interface Variable<T> {
  readonly schema: z.ZodType<T>;
  readonly expected: string;
  readonly example: string;
}

function variable<T>(schema: z.ZodType<T>, expected: string, example: string): Variable<T> {
  return { schema, expected, example };
}

/** All variables: how each is parsed, and what to say if it is not valid. */
export const variables = {
  THREADS_ACCESS_TOKEN: variable(token, TOKEN, 'THAAbc123…'),
  THREADS_ACCOUNT_NAME: variable(name, 'letters, digits, - or _, at most 32 characters', 'brand'),
  THREADS_ACCOUNTS: variable(
    accountList,
    'a JSON list of accounts, each with a unique name, a token and the workspaces that may use it',
    '[{"name":"brand","token":"THAAbc123…","workspaces":["123456789012345678"]}]',
  ),
  THREADS_API_URL: variable(apiUrl, URL_FORM, defaults.threadsApiUrl),
  THREADS_APP_ID: variable(z.string().regex(/^\d{1,32}$/), "the app's id, digits only", '1234567890123456'),
  THREADS_APP_SECRET: variable(token, 'an app secret: one line without spaces', '0123456789abcdef…'),
  PUBLIC_URL: variable(apiUrl, URL_FORM, 'https://threadwatch.example.com'),
  DOCS_URL: variable(apiUrl, URL_FORM, 'https://example.com/threadwatch/docs'),
  THREADS_AUTH: variable(z.enum(['header', 'query']), 'header or query', defaults.threadsAuth),
  DISCORD_TOKEN: variable(token, TOKEN, 'MTAx…'),
  DISCORD_GUILD_IDS: variable(snowflakes, 'server ids, separated by commas', '123456789012345678'),
  DISCORD_SHARDS: variable(
    z
      .string()
      .regex(/^\d{1,4}$/)
      .transform(Number)
      .pipe(z.number().min(1).max(1_000)),
    'a number of connections from 1 to 1000',
    '2',
  ),
  DISCORD_API_URL: variable(
    apiUrl.refine((text) => !/\/v\d+\/*$/.test(text)),
    `${URL_FORM} and without /v10 at its end`,
    defaults.discordApiUrl,
  ),
  SLACK_BOT_TOKEN: variable(token, TOKEN, 'xoxb-…'),
  SLACK_APP_TOKEN: variable(token, TOKEN, 'xapp-…'),
  SLACK_SIGNING_SECRET: variable(token, 'a signing secret: one line without spaces', '8f742231b10e…'),
  SLACK_CLIENT_ID: variable(
    z.string().regex(/^[\d.]{3,64}$/),
    "the app's client id, digits with a point between them",
    '1234567890.9876543210',
  ),
  SLACK_CLIENT_SECRET: variable(token, 'a client secret: one line without spaces', '0123456789abcdef…'),
  SLACK_TEAM_IDS: variable(
    slackTeams,
    'team ids, which begin with T, separated by commas',
    'T012ABCDEF,T034GHIJKL',
  ),
  SLACK_HOST: variable(host, 'a host name or IP address to listen on', defaults.slackHost),
  SLACK_PORT: variable(port, 'a port from 0 to 65535', String(defaults.slackPort)),
  SLACK_API_URL: variable(apiUrl, URL_FORM, defaults.slackApiUrl),
  MANAGERS: variable(ids, 'user and role ids, separated by commas', '123456789012345678,U012ABCDEF'),
  PUBLISHERS: variable(ids, 'user and role ids, separated by commas', '123456789012345678,U012ABCDEF'),
  STORE_URL: variable(
    z.string().regex(/^(sqlite:.+|rediss?:\/\/.+|memory:)$/),
    'sqlite:, redis:// or memory:',
    defaults.storeUrl,
  ),
  CLUSTER: variable(flag, 'on or off', 'off'),
  TOKEN_KEY: variable(
    tokenKeys,
    '32 bytes in base64, or two such keys separated by a comma',
    'the output of: openssl rand -base64 32',
  ),
  WATCH_CHECKS: variable(
    checkSchedule,
    `1 to ${MAX_CHECKS} ages, each greater than the one before`,
    '0s,1m,2m,3m,4m,15m,23h,24h',
  ),
  UNPUBLISHED_AFTER: variable(unpublishedAfter, 'a time such as 15m, at most 24h, or off', '15m'),
  QUOTA_THRESHOLDS: variable(thresholds, '1 to 10 whole numbers from 1 to 100 (percent)', '80,95,100'),
  QUOTA_CRON: variable(
    z.string().refine((text) => cron.validate(text)),
    'a cron expression of five fields, or six with seconds first',
    defaults.quotaCron,
  ),
  COMMAND_NAME: variable(
    z.string().regex(/^[a-z0-9_-]{1,32}$/),
    'lowercase letters, digits, - or _, at most 32 characters',
    defaults.commandName,
  ),
  /** Of `npm run hook` alone; the bot does not use it. */
  HOOK_URL: variable(
    hookUrl,
    'the URL that /threads hook on answered with',
    'https://threadwatch.example.com/hook/…',
  ),
  HTTP_HOST: variable(host, 'a host name or IP address to listen on', defaults.httpHost),
  HTTP_PORT: variable(port, 'a port from 0 to 65535', '8080'),
  HEARTBEAT_URL: variable(
    serviceUrl,
    'the http or https URL of a check, without a user or a #',
    'https://hc-ping.com/0f3a9b1e-…',
  ),
  HOOK_ALLOW_PRIVATE: variable(flag, 'on or off', 'off'),
  LOG_LEVEL: variable(
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    'fatal, error, warn, info, debug, trace or silent',
    defaults.logLevel,
  ),
  LOG_FORMAT: variable(z.enum(['json', 'pretty']), 'json or pretty', defaults.logFormat),
} as const;

export type VariableName = keyof typeof variables;
export type Values = { readonly [Name in VariableName]?: z.infer<(typeof variables)[Name]['schema']> };

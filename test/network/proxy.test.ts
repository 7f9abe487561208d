import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { parseScenario } from '../../src/sandbox/schema/scenario.ts';
import { DiscordDouble } from '../chat/discord/double/discordDouble.ts';
import { Server } from '../chat/discord/double/server.ts';
import { SlackDouble } from '../chat/slack/double/slackDouble.ts';
import { BotProcess } from '../support/botProcess.ts';
import { findFreePort } from '../support/findFreePort.ts';
import { scenarioOf, status } from '../support/scenarios.ts';
import { Authority, type Certificate } from './certificates.ts';
import { Internet, type Site } from './internet.ts';

const VIDEO = '17900000000000003';
const GATEWAY = 'gateway.discord.gg';
const SOCKETS = 'wss-primary.slack.com';
const HOSTS = ['graph.threads.net', 'discord.com', GATEWAY, 'slack.com', SOCKETS] as const;

let authority: Authority;
/** The certificate of all hosts. */
let own: Certificate;
let sandbox: Sandbox;
let discord: DiscordDouble;
let slack: SlackDouble;

beforeAll(async () => {
  authority = new Authority();
  own = authority.sign(HOSTS);
  const scenario = parseScenario(scenarioOf({ [VIDEO]: [status('0s', 'IN_PROGRESS')] }));
  sandbox = await startSandbox({ clock: systemClock, scenario });
  discord = await DiscordDouble.start({ gatewayUrl: `wss://${GATEWAY}/` });
  slack = await SlackDouble.start({ socketUrl: `wss://${SOCKETS}/socket` });
});

afterAll(async () => {
  authority[Symbol.dispose]();
  await discord[Symbol.asyncDispose]();
  await slack.close();
  await sandbox.close();
});

const portOf = (url: string): number => Number(new URL(url).port);

/** The hosts of the three services, each with the certificate of that host if there is no other. */
async function openInternet(others: Readonly<Record<string, Certificate>> = {}): Promise<Internet> {
  const ports: Record<(typeof HOSTS)[number], number> = {
    'graph.threads.net': portOf(sandbox.url),
    'discord.com': portOf(discord.url),
    [GATEWAY]: portOf(discord.url),
    'slack.com': portOf(slack.url),
    [SOCKETS]: portOf(slack.url),
  };
  const sites = Object.fromEntries(
    Object.entries(ports).map(([host, port]): [string, Site] => [
      host,
      { port, certificate: others[host] ?? own },
    ]),
  );
  const internet = await Internet.start(sites);
  onTestFinished(() => internet[Symbol.asyncDispose]());
  return internet;
}

/** A bot at the real addresses of the three services. */
function createBot(env: Readonly<Record<string, string>>): BotProcess {
  const { DISCORD_TOKEN = '', DISCORD_GUILD_IDS = '' } = discord.environment;
  const { SLACK_BOT_TOKEN = '', SLACK_APP_TOKEN = '' } = slack.environment;
  const bot = new BotProcess({
    DISCORD_TOKEN,
    DISCORD_GUILD_IDS,
    SLACK_BOT_TOKEN,
    SLACK_APP_TOKEN,
    MANAGERS: 'U0BOSS',
    ...env,
  });
  onTestFinished(() => bot[Symbol.asyncDispose]());
  return bot;
}

describe('behind a proxy', () => {
  it.each(['HTTPS_PROXY', 'https_proxy'])('everything goes through %s, the sockets too', async (name) => {
    const internet = await openInternet();
    internet.authorization = `Basic ${Buffer.from('bot:sesame').toString('base64')}`;
    const bot = createBot({
      [name]: internet.proxyUrl.replace('://', '://bot:sesame@'),
      NODE_EXTRA_CA_CERTS: authority.file,
    });
    bot.start();
    await bot.ready();
    const answer = await slack.command(`status ${VIDEO}`).answer();
    expect(answer.text).toContain(VIDEO);
    const server = new Server(discord);
    expect(JSON.stringify(await server.type('status', { container: VIDEO }))).toContain(VIDEO);
    expect(new Set(internet.asked)).toEqual(new Set(HOSTS.map((host) => `${host}:443`)));
    expect(bot.written.join('\n')).not.toContain('sesame');
  });
});

/** What the log says at warn or above about one service. */
function warningsOf({ log }: BotProcess, service: string): string[] {
  return log.filter(({ level, msg }) => level >= 40 && msg.includes(service)).map(({ msg }) => msg);
}

describe('a fault of this machine’s own network is named as that', () => {
  it('in the log and /readyz, for all three services: a certificate that this machine does not trust', async () => {
    const internet = await openInternet();
    const port = await findFreePort();
    const bot = createBot({ HTTPS_PROXY: internet.proxyUrl, HTTP_PORT: String(port) });
    bot.start();
    for (const service of ['Threads', 'Discord', 'Slack']) {
      const { level } = await bot.says(`does not trust the certificate that it gets for ${service}`);
      expect(level).toBeGreaterThanOrEqual(40);
      expect(warningsOf(bot, service).join('\n')).toContain(
        'set NODE_EXTRA_CA_CERTS to the path of that file',
      );
    }
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.text()).toMatch(/certificate that it gets for Threads\. .*NODE_EXTRA_CA_CERTS/);
  });

  it('in chat and doctor: Threads alone has a certificate that this machine does not trust', async () => {
    using stranger = new Authority();
    const internet = await openInternet({ 'graph.threads.net': stranger.sign(['graph.threads.net']) });
    const bot = createBot({ HTTPS_PROXY: internet.proxyUrl, NODE_EXTRA_CA_CERTS: authority.file });
    bot.start();
    await bot.ready();
    for (const [line, words] of [
      [`status ${VIDEO}`, 'NODE_EXTRA_CA_CERTS'],
      // The remedy is the operator's, whose doctor names the variable.
      ['doctor', 'does not trust the certificate that it gets for Threads. The operator of this bot'],
    ]) {
      const { text, blocks } = await slack.command(line ?? '', { user: 'U0BOSS' }).answer();
      const shown = text + JSON.stringify(blocks);
      expect(shown).toContain(words);
      expect(shown).not.toContain('Threads is failing');
    }
  });

  it('a certificate that has expired, is not valid yet, or is for another name', async () => {
    const internet = await openInternet({
      'graph.threads.net': authority.sign(['graph.threads.net'], '2020-01-01'),
      'discord.com': authority.sign(['discord.com'], '2045-01-01'),
      'slack.com': authority.sign(['elsewhere.example']),
    });
    const bot = createBot({ HTTPS_PROXY: internet.proxyUrl, NODE_EXTRA_CA_CERTS: authority.file });
    bot.start();
    for (const [service, words, remedy] of [
      ['Threads', 'has expired', /NTP/],
      ['Discord', 'is not valid yet', /NTP/],
      ['Slack', 'is for another name', /DNS/],
    ] as const) {
      await bot.says(words);
      expect(warningsOf(bot, service).join('\n')).toContain(words);
      expect(warningsOf(bot, service).join('\n')).toMatch(remedy);
    }
  });

  it.each([
    ['wants a password', 407, (service: string) => `opens no connection to ${service}`],
    ['refuses', 403, (service: string) => `refuses to open a connection to ${service}`],
    ['is not there', undefined, (service: string) => `so ${service} can't be called`],
  ])('a proxy that %s', async (_, refusal, wordsOf) => {
    const internet = await openInternet();
    internet.refusal = refusal;
    const HTTPS_PROXY =
      refusal === undefined ? `http://127.0.0.1:${await findFreePort()}` : internet.proxyUrl;
    const bot = createBot({ HTTPS_PROXY, NODE_EXTRA_CA_CERTS: authority.file });
    bot.start();
    for (const service of ['Threads', 'Discord', 'Slack'])
      expect((await bot.says(wordsOf(service))).level).toBeGreaterThanOrEqual(40);
  });

  it('a host that DNS does not know', async () => {
    const bot = createBot({ THREADS_API_URL: 'https://threads.invalid', DISCORD_API_URL: discord.url });
    bot.start();
    await bot.says("can't find the address of Threads");
  });
});

describe('hosts of NO_PROXY', () => {
  it('are called directly', async () => {
    const internet = await openInternet();
    const bot = createBot({
      HTTPS_PROXY: internet.proxyUrl,
      NO_PROXY: 'invalid, other.example',
      THREADS_API_URL: 'https://threads.invalid',
      NODE_EXTRA_CA_CERTS: authority.file,
    });
    bot.start();
    await bot.says("can't find the address of Threads");
    await bot.ready();
    expect(internet.asked.some((host) => host.startsWith('threads.invalid'))).toBe(false);
  });
});

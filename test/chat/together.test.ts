import { describe, expect, it, type TestContext } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { parseScenario } from '../../src/sandbox/schema/scenario.ts';
import { BotProcess } from '../support/botProcess.ts';
import { findFreePort } from '../support/findFreePort.ts';
import { MovableClock } from '../support/movableClock.ts';
import { FAILS_SOON, QUICK_CHECKS, scenarioOf, status } from '../support/scenarios.ts';
import { DiscordDouble } from './discord/double/discordDouble.ts';
import { Server } from './discord/double/server.ts';
import { SlackDouble } from './slack/double/slackDouble.ts';

const OPEN = '17900000000000001';
const FAILING = ['17900000000000002', '17900000000000003'] as const;
const READY = 'Threadwatch is ready';

/** One process for both platforms. One of them can be away at the start. */
async function begin({ onTestFinished }: TestContext, away?: 'Discord' | 'Slack') {
  const containers = Object.fromEntries([
    [OPEN, [status('0s', 'FINISHED')]],
    ...FAILING.map((id) => [id, FAILS_SOON]),
  ]);
  const clock = new MovableClock();
  const sandbox = await startSandbox({ clock, scenario: parseScenario(scenarioOf(containers)) });
  const discord = await DiscordDouble.start({ clock });
  const slack = new SlackDouble({ port: await findFreePort(), clock });
  if (away === 'Discord') discord.fail({ route: 'gateway', status: 503, times: 1_000 });
  if (away !== 'Slack') await slack.listen();
  const port = await findFreePort();
  const env = { ...slack.environment, ...discord.environment, THREADS_API_URL: sandbox.url };
  const bot = new BotProcess({ ...env, WATCH_CHECKS: QUICK_CHECKS, HTTP_PORT: String(port) }, clock);
  bot.start();
  onTestFinished(async () => {
    await bot[Symbol.asyncDispose]();
    await discord[Symbol.asyncDispose]();
    await slack.close().catch(() => undefined);
    await sandbox.close();
    expect([...discord.violations, ...slack.violations]).toEqual([]);
  });
  const readiness = async (): Promise<number> => (await fetch(`http://127.0.0.1:${port}/readyz`)).status;
  const readyLines = () => bot.log.filter(({ msg }) => msg.includes(READY));
  return { bot, discord, server: new Server(discord), slack, readiness, readyLines };
}

/** A command is answered in Discord, and an alert is posted. */
async function worksInDiscord(bot: BotProcess, server: Server, failing: string): Promise<void> {
  expect((await server.type('status', { container: OPEN })).text).toContain('ready to publish');
  await server.type('watch', { container: failing });
  await bot.passUntil(server.message(`❌ Container \`${failing}\` failed`));
}

async function worksInSlack(bot: BotProcess, slack: SlackDouble, failing: string): Promise<void> {
  expect((await slack.command(`status ${OPEN}`).answer()).text).toContain('ready to publish');
  await slack.command(`watch ${failing}`).answer();
  await bot.passUntil(slack.message('C0GENERAL', `❌ Container \`${failing}\` failed`));
}

describe('Discord and Slack in one process', () => {
  it('both work, and one log line says when both are connected', async (test) => {
    const { bot, server, slack, readiness, readyLines } = await begin(test);
    await bot.says(READY);
    expect(await readiness()).toBe(200);
    expect(readyLines()).toMatchObject([{ platforms: ['discord', 'slack'] }]);
    await Promise.all([worksInDiscord(bot, server, FAILING[0]), worksInSlack(bot, slack, FAILING[0])]);
    bot.kill('SIGTERM');
    expect(await bot.ended()).toBe(0);
  });

  it('Discord works while Slack is away at the start', async (test) => {
    const { bot, server, slack, readiness, readyLines } = await begin(test, 'Slack');
    await bot.says('connected to Discord');
    await worksInDiscord(bot, server, FAILING[0]);
    expect(await readiness()).toBe(503);
    expect(readyLines()).toEqual([]);
    await slack.listen();
    await bot.passUntil(bot.says(READY));
    expect(await readiness()).toBe(200);
    await worksInSlack(bot, slack, FAILING[1]);
  });

  it('Slack works while Discord is away at the start', async (test) => {
    const { bot, discord, server, slack, readiness, readyLines } = await begin(test, 'Discord');
    await bot.says('connected to Slack');
    await worksInSlack(bot, slack, FAILING[0]);
    expect(await readiness()).toBe(503);
    expect(readyLines()).toEqual([]);
    discord.mend();
    await bot.passUntil(bot.says(READY));
    expect(await readiness()).toBe(200);
    await worksInDiscord(bot, server, FAILING[1]);
  });

  it('Discord works while Slack is away later, and Slack then gets what it missed', async (test) => {
    const { bot, server, slack, readiness, readyLines } = await begin(test);
    await bot.says(READY);
    await slack.command(`watch ${FAILING[0]}`).answer();
    await slack.message('C0GENERAL', FAILING[0]);
    await slack.close();
    await bot.says('Slack ended the connection');
    expect(await readiness()).toBe(503);
    await worksInDiscord(bot, server, FAILING[1]);
    await slack.listen();
    await bot.passUntil(slack.message('C0GENERAL', `❌ Container \`${FAILING[0]}\` failed`));
    await bot.passUntil(slack.connected(2));
    expect((await slack.command('help').answer()).text).toContain('Threadwatch tells');
    expect(await readiness()).toBe(200);
    expect(readyLines()).toHaveLength(1);
  });

  it('Slack works while Discord is away later, and Discord then gets what it missed', async (test) => {
    const { bot, discord, server, slack, readiness } = await begin(test);
    await bot.says(READY);
    await server.type('watch', { container: FAILING[0] });
    await server.message(FAILING[0]);
    for (const route of ['upgrade', 'gateway', 'post', 'edit'] as const)
      discord.fail({ route, status: 503, times: 1_000 });
    discord.gateway.drop();
    await bot.says('the gateway connection closed');
    expect(await readiness()).toBe(503);
    await worksInSlack(bot, slack, FAILING[1]);
    discord.mend();
    await bot.passUntil(bot.says('gateway session resumed'));
    await bot.passUntil(server.message(`❌ Container \`${FAILING[0]}\` failed`));
    expect(await readiness()).toBe(200);
  });
});

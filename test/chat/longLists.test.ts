import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { parseScenario } from '../../src/sandbox/schema/scenario.ts';
import { BotProcess } from '../support/botProcess.ts';
import { scenarioOf } from '../support/scenarios.ts';
import { DiscordDouble } from './discord/double/discordDouble.ts';
import { GUILD, MANAGE_GUILD } from './discord/double/payloads.ts';
import { Server } from './discord/double/server.ts';
import { SlackDouble } from './slack/double/slackDouble.ts';

const TEAM = 'T0DOUBLE1';
const MANAGER = 'U0MAY';
const ACCOUNTS = Array.from({ length: 50 }, (_, index) => ({
  name: `account${index + 10}`,
  token: `token-of-${index + 10}`,
  workspaces: [GUILD, TEAM],
}));
const NAMES = ACCOUNTS.map(({ name }) => name);

let sandbox: Sandbox;
let discord: DiscordDouble;
let slack: SlackDouble;
let bot: BotProcess;

beforeAll(async () => {
  const accounts = ACCOUNTS.map(({ name, token }, index) => ({
    username: name,
    token,
    id: String(17841400000000000n + BigInt(index)),
  }));
  sandbox = await startSandbox({
    clock: systemClock,
    scenario: parseScenario(scenarioOf({}, { accounts })),
  });
  discord = await DiscordDouble.start();
  slack = await SlackDouble.start({ team: TEAM });
  bot = new BotProcess({
    ...slack.environment,
    ...discord.environment,
    THREADS_ACCESS_TOKEN: '',
    THREADS_ACCOUNTS: JSON.stringify(ACCOUNTS),
    THREADS_API_URL: sandbox.url,
    MANAGERS: MANAGER,
  });
  bot.start();
  await bot.ready();
});

afterAll(async () => {
  await bot[Symbol.asyncDispose]();
  await discord[Symbol.asyncDispose]();
  await slack.close();
  await sandbox.close();
  expect([...discord.violations, ...slack.violations]).toEqual([]);
});

/** Every page of an answer, as text, from the first to the last. */
async function readPagesInDiscord(command: string): Promise<string[]> {
  const server = new Server(discord);
  const who = { permissions: MANAGE_GUILD };
  let shown = await server.type(command, {}, who);
  const pages = [shown.text];
  while (shown.buttons.some(({ label }) => label === 'Next')) {
    shown = await server.press(shown, 'Next', who);
    pages.push(shown.text);
  }
  return pages;
}

async function readPagesInSlack(command: string): Promise<string[]> {
  let answer = await slack.command(command, { user: MANAGER }).answer();
  const pages = [JSON.stringify(answer.blocks)];
  while (pages.at(-1)?.includes('"Next"')) {
    answer = await slack.press(answer, 'Next', { user: MANAGER }).answer();
    expect(answer.replace_original).toBe(true);
    pages.push(JSON.stringify(answer.blocks));
  }
  return pages;
}

describe.each([
  ['Discord', readPagesInDiscord],
  ['Slack', readPagesInSlack],
] as const)('a workspace with 50 accounts, in %s,', (_, readPages) => {
  it('reads the list of all of them page by page, each shown once', async () => {
    const pages = await readPages('accounts');
    expect(pages.length).toBeGreaterThan(1);
    const seen = NAMES.flatMap((name) => pages.filter((page) => page.includes(`@${name}`)).map(() => name));
    expect(seen).toEqual(NAMES);
  });

  it('reads every finding of doctor page by page', async () => {
    const pages = await readPages('doctor');
    expect(pages.length).toBeGreaterThan(1);
    const all = pages.join('\n');
    expect(NAMES.filter((name) => !all.includes(name))).toEqual([]);
  });
});

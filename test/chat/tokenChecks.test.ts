import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { checkToken } from '../../src/chat/discord/checkToken.ts';
import { checkAppToken, checkBotToken } from '../../src/chat/slack/checkTokens.ts';
import type { TokenCheck } from '../../src/chat/tokenCheck.ts';
import { findFreePort } from '../support/findFreePort.ts';
import { BOT_TOKEN, DiscordDouble } from './discord/double/discordDouble.ts';
import { APPLICATION, BOT_USER } from './discord/double/payloads.ts';
import { APP_TOKEN, SlackDouble } from './slack/double/slackDouble.ts';

let discord: DiscordDouble;
let slack: SlackDouble;

beforeAll(async () => {
  discord = await DiscordDouble.start();
  slack = await SlackDouble.start();
});

afterEach(() => {
  discord.mend();
  slack.mend();
  slack.isForOrganisation = false;
});

afterAll(async () => {
  await discord[Symbol.asyncDispose]();
  await slack.close();
});

/** The address of a server that answers every call with this page. */
async function servePage(status: number, page = '<html>Please log in'): Promise<string> {
  const server = createServer((_, response) =>
    response.writeHead(status, { 'content-type': 'text/html' }).end(page),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/api/`;
}

/** What a person reads of a check. */
function wordsOf(check: TokenCheck<unknown>): string {
  if (check.kind === 'accepted') return 'accepted';
  return `${check.kind}: ${check.problem.cause}. ${check.problem.fix}`;
}

describe("the check of Discord's token", () => {
  const check = (token: string) => checkToken({ token, apiUrl: discord.url });

  it('names the application and its bot', async () => {
    expect(await check(BOT_TOKEN)).toEqual({
      kind: 'accepted',
      found: { applicationId: APPLICATION, userId: BOT_USER, name: 'threadwatch' },
    });
  });

  it.each([
    ['an unknown token', `${'M'.repeat(24)}.Gabcde.${'x'.repeat(38)}`, /Discord does not know this token/],
    ['a public key', 'ab12'.repeat(16), /public key/],
    ['a client secret', 'Ab-_'.repeat(8), /client secret/],
    ['an id', APPLICATION, /an id/],
    ['a token that was cut off', `${'M'.repeat(24)}.Gabcde`, /cut off/],
    ['a token of Slack', 'xoxb-1-2-abc', /token of Slack/],
    ['a token of Threads', `THAA${'b'.repeat(40)}`, /token of Meta/],
  ])('refuses %s, and says where the right one is', async (_, token, words) => {
    const said = wordsOf(await check(token));
    expect(said).toMatch(/^refused: /);
    expect(said).toMatch(words);
    expect(said).toMatch(/go to Bot, press Reset Token/);
    expect(said).not.toContain(token);
  });

  it('says nothing of the token where Discord fails, asks to wait, or can not be reached', async () => {
    discord.fail({ route: 'application', status: 503, times: 2 });
    expect(wordsOf(await check(BOT_TOKEN))).toMatch(/^unanswered: .*HTTP 503.*Try again in a minute/);
    discord.fail({ route: 'application', status: 429, retryAfter: 60, headers: { 'retry-after': '60' } });
    expect(wordsOf(await check(BOT_TOKEN))).toMatch(
      /^unanswered: Discord asks us to wait for 1 min\. Try again after that/,
    );
    const apiUrl = `http://127.0.0.1:${await findFreePort()}/api`;
    expect(wordsOf(await checkToken({ token: BOT_TOKEN, apiUrl }))).toMatch(/^unanswered: .*HTTPS_PROXY/);
  });

  it.each([200, 401, 403, 404])('knows that a page with the status %d is not Discord', async (status) => {
    const apiUrl = await servePage(status);
    expect(wordsOf(await checkToken({ token: BOT_TOKEN, apiUrl }))).toMatch(/^unanswered: .*not Discord/);
  });
});

describe("the checks of Slack's tokens", () => {
  const checkBot = (token: string) => checkBotToken({ token, apiUrl: slack.apiUrl });
  const checkApp = (token: string) => checkAppToken({ token, apiUrl: slack.apiUrl });

  it('name the workspace and the bot, and open no connection', async () => {
    expect(await checkBot(slack.botToken)).toMatchObject({
      kind: 'accepted',
      found: { teamId: slack.team, botName: 'threadwatch' },
    });
    expect(await checkApp(APP_TOKEN)).toMatchObject({ kind: 'accepted' });
    expect(slack.connections).toBe(0);
  });

  it.each([
    [
      'an app-level token',
      checkBot,
      'xapp-1-A0-1-abc',
      /an app-level token.*begins with xoxb-.*OAuth & Perm/,
    ],
    ['the token of a person', checkBot, 'xoxp-1-2-abc', /of a person.*xoxb-/],
    ['a signing secret', checkBot, '8f74'.repeat(8), /signing secret.*xoxb-/],
    ['a bot token', checkApp, 'xoxb-1-2-abc', /of the bot.*begins with xapp-.*connections:write/],
    ['a token of Meta', checkApp, 'THAAabc', /another kind of token.*xapp-/],
  ])('refuse %s without sending it', async (_, check, token, words) => {
    const before = slack.calls.length;
    const said = wordsOf(await check(token));
    expect(said).toMatch(/^refused: /);
    expect(said).toMatch(words);
    expect(said).not.toContain(token);
    expect(slack.calls).toHaveLength(before);
  });

  it.each([
    ['auth.test', 'invalid_auth', /^refused: Slack does not know this token.*xoxb/],
    ['auth.test', 'account_inactive', /^refused: the app was removed.*xoxb/],
    ['auth.test', 'internal_error', /^unanswered: .*internal_error.*Try again in a minute/],
    [
      'auth.test',
      { status: 429, headers: { 'retry-after': '30' } },
      /^unanswered: Slack asks us to wait for 30 s\. Try again after that/,
    ],
    ['auth.test', { status: 502 }, /^unanswered: .*http_502/],
    ['auth.test', 'drop', /^unanswered: Slack can't be reached.*HTTPS_PROXY/],
    ['apps.connections.open', 'missing_scope', /^refused: the token lacks a scope.*connections:write/],
    ['apps.connections.open', 'link_disabled', /^refused: .*link_disabled.*Switch it on under/],
  ] as const)('explain what %s answers: %j', async (method, fault, words) => {
    slack.fail(method, fault);
    const check = await (method === 'auth.test' ? checkBot(slack.botToken) : checkApp(APP_TOKEN));
    expect(wordsOf(check)).toMatch(words);
  });

  it('refuse an app that is installed for a whole organisation', async () => {
    slack.isForOrganisation = true;
    expect(wordsOf(await checkBot(slack.botToken))).toMatch(/^refused: .*whole organisation.*alone/);
  });

  it.each([
    [200, '<html>Please log in'],
    [403, '<html>Please log in'],
    [404, '<html>Please log in'],
    [200, '[]'],
    [200, '{}'],
    [200, '{"ok":false,"error":7}'],
  ])('know that what answers with HTTP %d and %s is not Slack', async (status, page) => {
    const apiUrl = await servePage(status, page);
    for (const check of [
      await checkAppToken({ token: APP_TOKEN, apiUrl }),
      await checkBotToken({ token: slack.botToken, apiUrl }),
    ])
      expect(wordsOf(check)).toMatch(/^unanswered: what answers there is not Slack\. Check whether/);
  });
});

import { describe, expect, it } from 'vitest';
import { type Installed, installationSchema } from '../../../src/chat/slack/teams/installation.ts';
import { TokenSeal } from '../../../src/chat/slack/teams/tokenSeal.ts';
import { openStore } from '../../../src/store/openStore.ts';
import { createTokenCipher } from '../../../src/tokens/cipher.ts';
import { CLIENT_ID, CLIENT_SECRET, type SlackGrants } from '../../chat/slack/double/slackGrants.ts';
import { A, B, OTHER_KEY, STRANGER } from '../../chat/slack/double/teamsWorld.ts';
import { beginSetUp, KEY, type SetUp } from './setUp.ts';

/** The environment of several teams, in place of the one token. */
const TEAMS = {
  SLACK_BOT_TOKEN: undefined,
  SLACK_CLIENT_ID: CLIENT_ID,
  SLACK_CLIENT_SECRET: CLIENT_SECRET,
  SLACK_TEAM_IDS: `${A},${B}`,
  PUBLIC_URL: 'https://bot.example.com',
  HTTP_PORT: '0',
};
const INSTALL = 'https://bot.example.com/slack/install';

/** The token that a team gave. */
function tokenOf(grants: SlackGrants, team: string, scopes?: readonly string[]): string {
  const code = grants.agree({ team, ...(scopes && { scopes }) });
  grants.access({ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, code });
  return grants.issued.at(-1) ?? '';
}

async function install(
  { storeUrl, slack }: SetUp,
  team: string,
  { scopes, ...rest }: Partial<Installed> = {},
): Promise<string> {
  const token = tokenOf(slack.grants, team, scopes);
  const store = await openStore(storeUrl);
  const seal = new TokenSeal(createTokenCipher([KEY]), () => undefined);
  await store.collection('slack-installations', installationSchema).set(team, {
    version: 1,
    kind: 'installed',
    team,
    teamName: `Name of ${team}`,
    botName: 'threadwatch',
    botUserId: 'U0BOT',
    botId: 'B0BOT',
    scopes: scopes ?? ['commands', 'chat:write'],
    by: 'U0ANNA',
    installedAt: 1,
    secret: seal.seal({ token }, team),
    ...rest,
  });
  await store.close();
  return token;
}

describe('the operator’s doctor, with several Slack workspaces,', () => {
  it('names those that have installed the app and those that have not, and shows no token', async () => {
    const setUp = await beginSetUp();
    const token = await install(setUp, A);
    const { code, output } = await setUp.run(TEAMS);
    expect(output).toContain(
      `✅ The Slack workspace Name of ${A} (${A}) has installed the app: @threadwatch`,
    );
    expect(output).toContain(`⚠️ The Slack workspace ${B} has not installed the app yet: open ${INSTALL}`);
    expect(code).toBe(0);
    for (const secret of [token, CLIENT_SECRET]) expect(output).not.toContain(secret);
  });

  it('names what a workspace lacks, has revoked, or what can’t be decrypted', async () => {
    const setUp = await beginSetUp();
    await install(setUp, A, { scopes: ['chat:write'] });
    await install(setUp, B);
    setUp.slack.grants.remove(B);
    const lacking = await setUp.run(TEAMS);
    expect(lacking.output).toMatch(
      new RegExp(`❌ The app lacks the scope commands in .*${A}.*Let it install the app again at ${INSTALL}`),
    );
    expect(lacking.output).toMatch(new RegExp(`❌ Slack refuses the token .*${B}.*account_inactive`));
    expect(lacking.code).toBe(1);
    const changed = await setUp.run({ ...TEAMS, TOKEN_KEY: OTHER_KEY });
    expect(changed.output).toMatch(
      new RegExp(`❌ The token of the Slack workspace .*${A}.* can't be decrypted with TOKEN_KEY`),
    );
  });

  it('names a workspace that removed the app, one that is not served, and a token that has ended', async () => {
    const setUp = await beginSetUp();
    await install(setUp, B, { tokenEndsAt: 5 });
    await install(setUp, STRANGER);
    const store = await openStore(setUp.storeUrl);
    await store
      .collection('slack-installations', installationSchema)
      .set(A, { version: 1, kind: 'removed', team: A, removedAt: 5 });
    await store.close();
    const { output } = await setUp.run(TEAMS);
    expect(output).toContain(
      `⚠️ The Slack workspace ${A} removed the app. To install it again, open ${INSTALL}`,
    );
    expect(output).toMatch(new RegExp(`⚠️ The token of the Slack workspace .*${B}.* has ended`));
    expect(output).toContain(`⚠️ The Slack workspace ${STRANGER} has installed the app, and is not served`);
    expect(setUp.slack.callsOf('oauth.v2.access')).toHaveLength(1);
  });

  it.each([
    ['SLACK_CLIENT_SECRET', 'wrong-secret', /❌ SLACK_CLIENT_SECRET: it is not that of the app/],
    ['SLACK_CLIENT_ID', '1.2', /❌ SLACK_CLIENT_ID: Slack does not know it/],
  ])('names a wrong %s', async (name, value, words) => {
    const setUp = await beginSetUp();
    const { code, output } = await setUp.run({ ...TEAMS, [name]: value });
    expect(output).toMatch(words);
    expect(code).toBe(1);
  });
});

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BOT_TOKEN } from '../chat/discord/double/discordDouble.ts';
import { CHANNEL, GUILD, VIEW } from '../chat/discord/double/payloads.ts';
import { readShown } from '../chat/discord/double/server.ts';
import { APP_TOKEN, SIGNING_SECRET } from '../chat/slack/double/slackDouble.ts';
import { findFreePort } from '../support/findFreePort.ts';
import { CTRL_C, type Script } from './scriptedPrompts.ts';
import { ALL_QUOTAS, KEY, SetupWorld } from './setupWorld.ts';

const BOT = 'xoxb-T0DOUBLE1';
const THREADS = 'sandbox-token';
const SECRETS = [BOT_TOKEN, BOT, APP_TOKEN, SIGNING_SECRET, THREADS, KEY];

const discordOnly: Script = [[/Where does your team chat/, ['Discord']]];
const both: Script = [[/Where does your team chat/, ['Discord', 'Slack']]];
const discord: Script = [
  [/Paste the Discord bot's token/, BOT_TOKEN],
  [/In which servers/, 'as it is'],
];
const slack: Script = [
  [/How is Slack to reach/, 'Socket Mode'],
  [/Bot User OAuth Token/, BOT],
  [/app-level token/, APP_TOKEN],
  [/member id/, 'U0ANNA12'],
];
const threads: Script = [[/Threads account's access token/, THREADS]];
const store: Script = [[/watches kept/, 'In a file']];
const alertInDiscord: Script = [[/Discord: which channel/, '#posts']];
const alertInSlack: Script = [
  [/Slack: which channel/, 'A channel that I name'],
  [/Its name, or its link/, 'https://acme.slack.com/archives/C0GENERAL1'],
];
const write: Script = [
  [/Only this shell sets/, true],
  [/Write it/, 'Write .env'],
];
const later: Script = [[/Start the bot now/, 'Later']];

const WHOLE: Script = [
  ...both,
  ...discord,
  ...slack,
  ...threads,
  ...store,
  ...alertInDiscord,
  ...alertInSlack,
  ...write,
  [/Start the bot now/, 'Start it here'],
];
const DISCORD_ALONE: Script = [
  ...discordOnly,
  ...discord,
  ...threads,
  ...store,
  ...alertInDiscord,
  ...write,
  ...later,
];

function hasNoSecret(shown: string): void {
  for (const secret of SECRETS) expect(shown).not.toContain(secret);
}

describe('the setup of Discord, Slack and Threads', () => {
  it('ends in a running bot with a .env that the program reads as it was typed', async (test) => {
    const world = await SetupWorld.open(test);
    const { code, shown } = await world.run(WHOLE);
    expect(code).toBe(0);
    expect(world.mode).toBe(0o600);
    expect(world.config).toMatchObject({
      accounts: [{ name: 'brand', token: THREADS, workspaces: [GUILD] }],
      threads: { apiUrl: world.sandbox.url },
      discord: { token: BOT_TOKEN, guildIds: [GUILD], apiUrl: world.discord.url },
      slack: { teams: { kind: 'one', botToken: BOT }, appToken: APP_TOKEN, apiUrl: world.slack.apiUrl },
      managers: new Set(['U0ANNA12']),
      tokenKeys: [KEY],
      storeUrl: 'sqlite:./data/threadwatch.db',
    });
    expect(world.started).toHaveLength(1);
    expect(shown).toMatch(/the bot is threadwatch\./);
    expect(shown).toMatch(/the account is @brand\. Its token ends on \d{4}-\d\d-\d\d/);
    hasNoSecret(shown);
  });

  it('posts a test alert in both, and writes nothing anywhere else', async (test) => {
    const world = await SetupWorld.open(test);
    await world.run(WHOLE);
    const [inDiscord] = [...world.discord.messages.values()];
    expect(inDiscord?.channel).toBe(CHANNEL);
    expect(readShown(inDiscord?.body).text).toContain('👋 Test alert: Threadwatch reaches this channel');
    expect(world.slack.messages).toMatchObject([{ channel: 'C0GENERAL1' }]);
    expect(world.slack.messages[0]?.texts[0]).toMatch(/^👋 Test alert/);
    expect(readdirSync(world.folder)).toEqual(['.env']);
    expect(world.slack.connections).toBe(0);
  });

  it('leaves everything as it was where Ctrl+C is pressed, at whatever question', async (test) => {
    const world = await SetupWorld.open(test);
    const questions = WHOLE.slice(0, -1);
    for (const [index, [question]] of questions.entries()) {
      const { code, shown } = await world.run([...questions.slice(0, index), [question, CTRL_C]]);
      expect(code).toBe(0);
      expect(shown).toMatch(/Nothing was written: \.env is as it was\. To begin again: npm run setup$/);
      expect(readdirSync(world.folder)).toEqual([]);
    }
    const { shown } = await world.run([...questions, [/Start the bot now/, CTRL_C]]);
    expect(shown).toMatch(/\.env is written\. To start the bot: npm start$/);
    expect(world.started).toEqual([]);
  });
});

describe('Discord', () => {
  it('is looked at again after the invite, whose link asks for what the bot needs and no more', async (test) => {
    const world = await SetupWorld.open(test);
    const { servers } = world.discord;
    world.discord.servers = [];
    const invited = (): string => {
      world.discord.servers = servers;
      return 'I have invited it';
    };
    const { shown } = await world.run([
      ...discordOnly,
      [/Paste the Discord bot's token/, BOT_TOKEN],
      [/Then:/, 'I have invited it'],
      [/Then:/, invited],
      [/In which servers/, 'as it is'],
      ...threads,
      ...store,
      ...alertInDiscord,
      ...write,
      ...later,
    ]);
    expect(shown).toMatch(
      /^https:\/\/discord\.com\/oauth2\/authorize\?client_id=\d+&scope=bot\+applications\.commands&permissions=274877926400$/m,
    );
    expect(world.config.discord?.guildIds).toEqual([GUILD]);
  });

  it('names a server in which the bot may not register its commands, and looks again', async (test) => {
    const world = await SetupWorld.open(test);
    world.discord.fail({ route: 'list commands', status: 403, code: 50_001 });
    const { shown } = await world.run([
      ...discordOnly,
      ...discord,
      [/Then:/, 'I have invited it'],
      [/In which servers/, 'as it is'],
      ...threads,
      ...store,
      ...alertInDiscord,
      ...write,
      ...later,
    ]);
    expect(shown).toMatch(/may not register its commands in A server.*applications\.commands/);
  });

  it('asks for the token until Discord knows it, and shows none', async (test) => {
    const world = await SetupWorld.open(test);
    const wrong = 'ab12'.repeat(16);
    const { shown } = await world.run([
      ...discordOnly,
      [/Paste the Discord bot's token/, 'two words'],
      [/Paste the Discord bot's token/, wrong],
      ...discord,
      ...threads,
      ...store,
      ...alertInDiscord,
      ...write,
      ...later,
    ]);
    expect(shown).toMatch(/\[refused\] Expected an access token: one line without spaces/);
    expect(shown).toMatch(/\[fault\] This looks like the application's public key/);
    expect(shown).not.toContain(wrong);
    hasNoSecret(shown);
  });

  it('offers only channels in which the bot may post, and says what it lacks where there is none', async (test) => {
    const world = await SetupWorld.open(test);
    world.discord.denied.set(CHANNEL, VIEW);
    const opened = (): string => {
      world.discord.denied.clear();
      return 'Look again';
    };
    const { shown } = await world.run([
      ...discordOnly,
      ...discord,
      ...threads,
      ...store,
      [/Discord: which channel/, opened],
      ...alertInDiscord,
      ...write,
      ...later,
    ]);
    expect(shown).toMatch(/may post in no channel: it lacks View Channel\..*open Permissions/);
    expect(world.discord.messages.size).toBe(1);
  });

  it('says why a test alert was refused, and tries another time', async (test) => {
    const world = await SetupWorld.open(test);
    world.discord.fail({ route: 'post', status: 403, code: 50_013 });
    const { shown } = await world.run([
      ...discordOnly,
      ...discord,
      ...threads,
      ...store,
      ...alertInDiscord,
      [/What now/, 'Try again'],
      ...write,
      ...later,
    ]);
    expect(shown).toMatch(/Nothing could be posted in #posts: the bot lacks a permission/);
    expect(shown).toMatch(/\[success\] The test alert stands in #posts/);
  });

  it('can be gone on without where it can not be reached: then ids are typed, and nothing is posted', async (test) => {
    const world = await SetupWorld.open(test);
    const nowhere = { ...world.addresses, DISCORD_API_URL: `http://127.0.0.1:${await findFreePort()}/api` };
    const { shown } = await world.run(
      [
        ...discordOnly,
        [/Paste the Discord bot's token/, BOT_TOKEN],
        [/Discord could not check/, 'Check it again'],
        [/Discord could not check/, 'Go on without'],
        [/The ids of the servers/, 'my server'],
        [/The ids of the servers/, GUILD],
        ...threads,
        ...store,
        ...write,
        ...later,
      ],
      nowhere,
    );
    expect(shown).toMatch(/Discord can't be reached.*HTTPS_PROXY/);
    expect(world.config.discord).toMatchObject({ token: BOT_TOKEN, guildIds: [GUILD] });
    hasNoSecret(shown);
  });
});

describe('Slack', () => {
  const slackOnly: Script = [[/Where does your team chat/, ['Slack']]];
  const rest: Script = [...threads, ...store];

  it('opens its app from the manifest of the transport, and takes a signing secret', async (test) => {
    const world = await SetupWorld.open(test);
    const { shown } = await world.run([
      ...slackOnly,
      [/How is Slack to reach/, 'Signed HTTP'],
      [/The https address/, 'http://bot.example.com'],
      [/The https address/, 'https://bot.example.com'],
      [/Bot User OAuth Token/, BOT],
      [/signing secret/, SIGNING_SECRET],
      [/member id/, ''],
      ...rest,
      ...alertInSlack,
      ...write,
      ...later,
    ]);
    const [link = ''] = /^https:\/\/api\.slack\.com\/apps\?\S+$/m.exec(shown) ?? [];
    const query = new URL(link).searchParams;
    expect(query.get('new_app')).toBe('1');
    expect(JSON.parse(query.get('manifest_json') ?? '')).toMatchObject({
      oauth_config: { scopes: { bot: ['commands', 'chat:write'] } },
      settings: {
        socket_mode_enabled: false,
        interactivity: { request_url: 'https://bot.example.com/slack/events' },
      },
    });
    expect(world.config.slack).toMatchObject({ signingSecret: SIGNING_SECRET, appToken: undefined });
    expect(world.config.managers.size).toBe(0);
    hasNoSecret(shown);
  });

  it('offers the channels that the bot is in, where Slack tells them', async (test) => {
    const world = await SetupWorld.open(test);
    world.slack.channels = [{ id: 'C0LAUNCH12', name: 'launch' }];
    await world.run([
      ...slackOnly,
      ...slack,
      ...rest,
      [/Slack: which channel/, '#launch'],
      ...write,
      ...later,
    ]);
    expect(world.slack.messages).toMatchObject([{ channel: 'C0LAUNCH12' }]);
  });

  it('says how to let the bot in, and tries again', async (test) => {
    const world = await SetupWorld.open(test);
    world.slack.fail('chat.postMessage', 'not_in_channel');
    const { shown } = await world.run([
      ...slackOnly,
      ...slack,
      ...rest,
      ...alertInSlack,
      [/What now/, 'Try again'],
      ...write,
      ...later,
    ]);
    expect(shown).toMatch(/Nothing could be posted in C0GENERAL1: .*\/invite @threadwatch/);
    expect(world.slack.messages).toHaveLength(1);
  });

  it('names tokens of two apps: the bot would hear no command', async (test) => {
    const appToken = 'xapp-1-A0OTHER-1-abc';
    const world = await SetupWorld.open(test, { slack: { appToken } });
    const { shown } = await world.run([
      ...slackOnly,
      [/How is Slack to reach/, 'Socket Mode'],
      [/Bot User OAuth Token/, 'xapp-1-A0OTHER-1-abc'],
      [/Bot User OAuth Token/, BOT],
      [/app-level token/, BOT],
      [/app-level token/, appToken],
      [/member id/, ''],
      ...rest,
      ...alertInSlack,
      ...write,
      ...later,
    ]);
    expect(shown).toMatch(/This is an app-level token, and SLACK_BOT_TOKEN begins with xoxb-/);
    expect(shown).toMatch(/This is the token of the bot, and SLACK_APP_TOKEN begins with xapp-/);
    expect(shown).toMatch(/to the app A0DOUBLE, and SLACK_APP_TOKEN to the app A0OTHER/);
    expect(shown).not.toContain(appToken);
  });
});

describe('Threads', () => {
  const before: Script = [...discordOnly, ...discord];
  const after: Script = [...store, ...alertInDiscord, ...write, ...later];

  it('asks again for a token that lacks what every check needs', async (test) => {
    const world = await SetupWorld.open(test, {
      threads: { quotas: { ...ALL_QUOTAS, posts: 'no-scope', deletes: 'no-scope' } },
    });
    const { shown } = await world.run([
      ...before,
      ...threads,
      [/What now/, 'Type another token'],
      ...threads,
      [/What now/, 'Use this one all the same'],
      ...after,
    ]);
    expect(shown).toMatch(
      /Without threads_content_publish, the quota of posts stays unknown.*User Token Generator/,
    );
    expect(shown).toMatch(/Not granted: threads_delete\. Its quotas stay unknown/);
  });

  it('asks again for a token that ends within a day', async (test) => {
    const accounts = [{ token: THREADS, id: '17841400000000001', username: 'the.brand', token_life: '1h' }];
    const world = await SetupWorld.open(test, { threads: { accounts } });
    const { shown } = await world.run([...before, ...threads, [/What now/, 'Use this one'], ...after]);
    expect(shown).toMatch(/This token ends within a day/);
    expect(world.config.accounts).toMatchObject([{ name: 'the_brand' }]);
  });

  it('keeps a list of accounts, and checks each', async (test) => {
    const world = await SetupWorld.open(test);
    const list = JSON.stringify([
      { name: 'shop', token: THREADS, workspaces: [GUILD] },
      { name: 'old', token: 'THAAold', workspaces: [GUILD] },
    ]);
    world.write(`THREADS_ACCOUNTS=${list}\n`);
    const { shown } = await world.run([[/What is to become of it/, 'Keep it'], ...before, ...after]);
    expect(shown).toMatch(/shop is @brand/);
    expect(shown).toMatch(/old: Threads refuses the account's access token/);
    expect(world.config.accounts.map(({ name }) => name)).toEqual(['shop', 'old']);
  });
});

describe('a .env that is there already', () => {
  const OLD = `# Ours
DISCORD_TOKEN=${BOT_TOKEN}
DISCORD_GUILD_IDS=1200000000000000099, ${GUILD}
SLACK_BOT_TOKEN=${BOT}
SLACK_APP_TOKEN=${APP_TOKEN}
LOG_LEVEL=debug # for now
`;

  it('is changed only as far as the answers go, and kept beside the new one', async (test) => {
    const world = await SetupWorld.open(test);
    world.write(OLD);
    const { shown } = await world.run([
      [/What is to become of it/, 'Keep it'],
      ...discordOnly,
      [/DISCORD_TOKEN is set in \.env/, 'Use what is set'],
      [/In which servers/, 'as it is'],
      ...threads,
      ...store,
      ...alertInDiscord,
      [/Only this shell sets/, false],
      [/Write it/, 'Write .env'],
      ...later,
    ]);
    expect(world.file).toBe(`# Ours
DISCORD_TOKEN=${BOT_TOKEN}
DISCORD_GUILD_IDS=${GUILD}
LOG_LEVEL=debug # for now
THREADS_ACCESS_TOKEN=${THREADS}
THREADS_ACCOUNT_NAME=brand
TOKEN_KEY=${KEY}
`);
    expect(shown).toMatch(/not in 1 of the servers that DISCORD_GUILD_IDS names/);
    expect(shown).toMatch(/SLACK_BOT_TOKEN is removed/);
    const [backup = ''] = readdirSync(world.folder).filter((name) => name.includes('backup'));
    expect(backup).toMatch(/^\.env\.backup-\d{4}-\d\d-\d\d-\d{6}$/);
    expect(statSync(join(world.folder, backup)).mode & 0o777).toBe(0o600);
    expect(world.mode).toBe(0o600);
    hasNoSecret(shown);
  });

  it('is left alone where the person says so, and where they begin anew and think better of it', async (test) => {
    const world = await SetupWorld.open(test);
    world.write(OLD);
    await world.run([[/What is to become of it/, 'Leave it alone']]);
    await world.run([
      [/What is to become of it/, 'Begin anew'],
      ...DISCORD_ALONE.slice(0, -2),
      [/Write it/, 'Write nothing'],
    ]);
    expect(world.file).toBe(OLD);
    expect(readdirSync(world.folder)).toEqual(['.env']);
  });

  it('that is begun anew keeps the key of the store, and nothing else', async (test) => {
    const world = await SetupWorld.open(test);
    const key = Buffer.alloc(32, 1).toString('base64');
    world.write(`${OLD}TOKEN_KEY=${key}\n`);
    await world.run([[/What is to become of it/, 'Begin anew'], ...DISCORD_ALONE]);
    expect(world.config).toMatchObject({ tokenKeys: [key], slack: undefined, logLevel: 'info' });
  });

  it('is not overwritten where somebody else has changed it meanwhile', async (test) => {
    const world = await SetupWorld.open(test);
    const change = (): string => {
      world.write('MINE=1\n');
      return 'Write .env';
    };
    const { shown } = await world.run([
      ...DISCORD_ALONE.slice(0, -2),
      [/Write it/, change],
      [/Write it/, 'Write nothing'],
    ]);
    expect(shown).toMatch(/\.env has changed meanwhile, so it was left alone/);
    expect(world.file).toBe('MINE=1\n');
  });

  it('is not asked for again where it has all of it', async (test) => {
    const world = await SetupWorld.open(test);
    await world.run(DISCORD_ALONE);
    const written = world.file;
    const { shown } = await world.run([
      [/What is to become of it/, 'Keep it'],
      [/Where does your team chat/, 'as it is'],
      [/DISCORD_TOKEN is set/, 'Use what is set'],
      [/In which servers/, 'as it is'],
      [/THREADS_ACCESS_TOKEN is set/, 'Use what is set'],
      ...store,
      [/Discord: which channel/, 'Go on without'],
      ...later,
    ]);
    expect(shown).toMatch(/has all of this already/);
    expect(world.file).toBe(written);
  });
});

it('what serves several Slack workspaces is left as it is, unless Slack is not chosen', async (test) => {
  const world = await SetupWorld.open(test);
  const several = `SLACK_CLIENT_ID=1.2
SLACK_CLIENT_SECRET=a-client-secret
SLACK_TEAM_IDS=T012ABCDEF
SLACK_APP_TOKEN=${APP_TOKEN}
PUBLIC_URL=https://bot.example.com
HTTP_PORT=8080
TOKEN_KEY=${KEY}
`;
  world.write(several);
  const rest: Script = [...threads, ...store];
  const kept: Script = [
    [/What is to become of it/, 'Keep it'],
    [/Where does your team chat/, 'as it is'],
    ...rest,
  ];
  const { shown } = await world.run([...kept, ...write, ...later]);
  expect(shown).toContain('SLACK_CLIENT_ID is set, for several workspaces. It stays as it is');
  expect(shown).not.toContain('a-client-secret');
  expect(world.file).toContain(several);
  expect(world.config.slack?.teams.kind).toBe('several');
});

describe('a shell that sets variables', () => {
  it('is named where it would win over the answers, and the bot is started without that', async (test) => {
    const world = await SetupWorld.open(test);
    const shell = { ...world.addresses, THREADS_ACCESS_TOKEN: 'THAAold', PATH: '/bin' };
    const { shown } = await world.run(
      [
        ...discordOnly,
        ...discord,
        [/THREADS_ACCESS_TOKEN is set in this shell/, 'Use what is set'],
        ...threads,
        ...store,
        ...alertInDiscord,
        ...write,
        [/Start the bot now/, 'Start it here'],
      ],
      shell,
    );
    expect(shown).toMatch(
      /This shell sets THREADS_ACCESS_TOKEN to something else.*unset THREADS_ACCESS_TOKEN/,
    );
    expect(world.started).toEqual([{ ...world.addresses, PATH: '/bin' }]);
    expect(world.config.accounts).toMatchObject([{ token: THREADS }]);
  });

  it('with a proxy that is not valid ends the setup before it asks anything', async (test) => {
    const world = await SetupWorld.open(test);
    const { code, shown } = await world.run([], { ...world.addresses, HTTPS_PROXY: 'socks5://proxy' });
    expect(code).toBe(1);
    expect(shown).toMatch(/HTTPS_PROXY is not valid/);
  });

  it('with a proxy that is away is told so for each service, not that a token is wrong', async (test) => {
    const world = await SetupWorld.open(test);
    const proxy = { HTTPS_PROXY: `http://127.0.0.1:${await findFreePort()}` };
    const { shown } = await world.run(
      [
        ...both,
        [/Paste the Discord bot's token/, BOT_TOKEN],
        [/Discord could not check/, 'Go on without'],
        [/The ids of the servers/, GUILD],
        [/How is Slack to reach/, 'Socket Mode'],
        [/Bot User OAuth Token/, BOT],
        [/Slack could not check/, 'Go on without'],
        [/app-level token/, APP_TOKEN],
        [/Slack could not check/, 'Go on without'],
        [/member id/, ''],
        ...threads,
        [/Threads could not check/, CTRL_C],
      ],
      proxy,
    );
    for (const service of ['Discord', 'Slack', 'Threads'])
      expect(shown).toContain(`proxy of this bot can't be reached, so ${service} can't be called`);
  });
});

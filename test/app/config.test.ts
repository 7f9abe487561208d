import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigError, type Environment, readConfig } from '../../src/app/config.ts';
import { variables } from '../../src/app/variables.ts';

const MINIMAL = {
  THREADS_ACCESS_TOKEN: 'THAA-secret-1',
  DISCORD_TOKEN: 'discord-secret-2',
  DISCORD_GUILD_IDS: '123456789012345678, 223456789012345678',
};

function faultsOf(environment: Environment): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('refuses the earlier name of a variable and says the new one', () => {
    expect(faultsOf({ ...MINIMAL, WATCH_LOOKS: '0s,1m' })).toEqual([
      'WATCH_LOOKS is now called WATCH_CHECKS: set WATCH_CHECKS to the same value and remove WATCH_LOOKS',
    ]);
  });

  it('needs only a Threads token and one platform; everything else has a default', () => {
    const config = readConfig(MINIMAL);
    expect(config).toMatchObject({
      accounts: [
        { name: 'default', token: 'THAA-secret-1', workspaces: ['123456789012345678', '223456789012345678'] },
      ],
      threads: { apiUrl: 'https://graph.threads.net', auth: 'header' },
      discord: { apiUrl: 'https://discord.com/api', guildIds: ['123456789012345678', '223456789012345678'] },
      slack: undefined,
      storeUrl: 'sqlite:./data/threadwatch.db',
      quotaThresholds: [80, 95, 100],
      quotaCron: '*/5 * * * *',
      commandName: 'threads',
      http: undefined,
      logLevel: 'info',
      logFormat: 'json',
      heartbeatUrl: undefined,
    });
    expect(config.checkPolicy.schedule.map((ms) => ms / 60_000)).toEqual([0, 1, 2, 3, 4, 15, 1380, 1440]);
    expect(config.checkPolicy.unpublishedAfter).toBe(15 * 60_000);
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('accepts several accounts, each with its workspaces', () => {
    const accounts = [
      { name: 'brand', token: 'secret-a', workspaces: ['T1'] },
      { name: 'shop', token: 'secret-b', workspaces: ['1'] },
    ];
    const { THREADS_ACCESS_TOKEN: _, ...rest } = MINIMAL;
    const config = readConfig({ ...rest, THREADS_ACCOUNTS: JSON.stringify(accounts) });
    expect(config.accounts).toEqual(accounts);
    expect(config.secrets).toEqual(expect.arrayContaining(['secret-a', 'secret-b', 'discord-secret-2']));
  });

  it('keeps the address of the heartbeat secret', () => {
    const url = 'https://hc.example.com/ping/0f3a9b1e';
    const config = readConfig({ ...MINIMAL, HEARTBEAT_URL: url, LOG_FORMAT: 'pretty' });
    expect(config).toMatchObject({ heartbeatUrl: url, logFormat: 'pretty' });
    expect(config.secrets).toContain(url);
  });

  it('counts an empty variable as not set', () => {
    expect(readConfig({ ...MINIMAL, QUOTA_CRON: '', SLACK_BOT_TOKEN: '' }).quotaCron).toBe('*/5 * * * *');
  });
});

describe('several Slack workspaces', () => {
  const complete = {
    THREADS_ACCESS_TOKEN: 'THAA-secret-1',
    SLACK_CLIENT_ID: '1234567890.9876543210',
    SLACK_CLIENT_SECRET: 'client-secret-4',
    SLACK_TEAM_IDS: 'T012ABCDEF, T034GHIJKL',
    SLACK_APP_TOKEN: 'xapp-1',
    PUBLIC_URL: 'https://bot.example.com/',
    HTTP_PORT: '8080',
    TOKEN_KEY: Buffer.alloc(32, 7).toString('base64'),
  };

  it('are served by the single account, each of them, and their secret is hidden', () => {
    const config = readConfig({ ...complete, DISCORD_TOKEN: 'd', DISCORD_GUILD_IDS: '123456789012345678' });
    expect(config.slack).toMatchObject({
      teams: {
        kind: 'several',
        clientId: '1234567890.9876543210',
        teamIds: ['T012ABCDEF', 'T034GHIJKL'],
        publicUrl: 'https://bot.example.com',
      },
      appToken: 'xapp-1',
    });
    expect(config.accounts[0]?.workspaces).toEqual(['123456789012345678', 'T012ABCDEF', 'T034GHIJKL']);
    expect(config.secrets).toContain('client-secret-4');
  });

  it.each([
    'SLACK_CLIENT_ID',
    'SLACK_CLIENT_SECRET',
    'SLACK_TEAM_IDS',
    'PUBLIC_URL',
    'HTTP_PORT',
    'TOKEN_KEY',
  ])('need %s', (name) => {
    const faults = faultsOf({ ...complete, DISCORD_TOKEN: 'd', DISCORD_GUILD_IDS: '1234567', [name]: '' });
    expect(faults).toEqual([expect.stringMatching(new RegExp(`^${name} is missing: .+ for example `))]);
  });

  it('need a way for Slack to reach the bot', () => {
    expect(faultsOf({ ...complete, SLACK_APP_TOKEN: '' })).toEqual([
      expect.stringMatching(/^SLACK_APP_TOKEN is missing: .*SLACK_SIGNING_SECRET/),
    ]);
    expect(faultsOf({ ...complete, SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: '0a'.repeat(16) })).toEqual([]);
  });

  it('and one token exclude each other', () => {
    expect(faultsOf({ ...complete, SLACK_BOT_TOKEN: 'xoxb-secret-5' })).toEqual([
      'SLACK_BOT_TOKEN and SLACK_CLIENT_ID, SLACK_CLIENT_SECRET, SLACK_TEAM_IDS are both set: keep SLACK_BOT_TOKEN alone for one Slack workspace; or remove it, and let each workspace of SLACK_TEAM_IDS install the app',
    ]);
  });

  it.each(['E012ABCDEF', 't012abcdef', 'T012ABCDEF;T034GHIJKL', 'C012ABCDEF'])('are no teams: %s', (ids) => {
    expect(faultsOf({ ...complete, SLACK_TEAM_IDS: ids })).toEqual([
      'SLACK_TEAM_IDS is not valid: expected team ids, which begin with T, separated by commas; for example T012ABCDEF,T034GHIJKL',
    ]);
  });
});

describe('connecting accounts from chat', () => {
  const { THREADS_ACCESS_TOKEN: _, ...platform } = MINIMAL;
  const complete = {
    ...platform,
    THREADS_APP_ID: '1234',
    THREADS_APP_SECRET: 'app-secret-3',
    PUBLIC_URL: 'https://threadwatch.example.com/',
    HTTP_PORT: '8080',
    TOKEN_KEY: Buffer.alloc(32).toString('base64'),
  };

  it('replaces a configured account if all of its variables are set', () => {
    const { accounts, connect } = readConfig(complete);
    expect(accounts).toEqual([]);
    expect(connect).toMatchObject({
      kind: 'ready',
      app: { redirectUri: 'https://threadwatch.example.com/connect/callback' },
    });
  });

  it('names its missing variables if some are set and no account is configured', () => {
    expect(faultsOf({ ...complete, HTTP_PORT: '', TOKEN_KEY: '' })).toEqual([
      expect.stringContaining('to connect accounts from chat, set HTTP_PORT, TOKEN_KEY too'),
    ]);
    expect(faultsOf(platform)).toEqual([expect.not.stringContaining('from chat')]);
  });
});

describe('the public address', () => {
  it('may be set for hooks alone, and then asks for nothing else', () => {
    const { publicUrl, connect } = readConfig({ ...MINIMAL, PUBLIC_URL: 'https://threadwatch.example.com' });
    expect(publicUrl).toBe('https://threadwatch.example.com');
    expect(connect).toMatchObject({ kind: 'unset', isPartlySet: false });
    const { THREADS_ACCESS_TOKEN: _, ...platform } = MINIMAL;
    expect(faultsOf({ ...platform, PUBLIC_URL: 'https://threadwatch.example.com', HTTP_PORT: '0' })).toEqual([
      expect.not.stringContaining('from chat'),
    ]);
  });
});

describe('an invalid configuration', () => {
  it('with nothing set names what is missing, and mentions the demo', () => {
    const faults = faultsOf({});
    expect(faults[0]).toMatch(/^THREADS_ACCESS_TOKEN is missing/);
    expect(faults[1]).toMatch(/^DISCORD_TOKEN or SLACK_BOT_TOKEN is missing.*npm run demo$/);
    expect(faults[2]).toMatch(
      /^No variable of Threadwatch is set, .* Run npm run setup there, .* \.env\.example/,
    );
  });

  it('names a variable that is nearly one of ours before what is missing', () => {
    const { DISCORD_TOKEN, ...others } = MINIMAL;
    expect(faultsOf({ ...others, DISCORD_TOEKN: DISCORD_TOKEN })[0]).toBe(
      'DISCORD_TOEKN is no variable of Threadwatch: did you mean DISCORD_TOKEN?',
    );
  });

  it('names all invalid variables at once', () => {
    const faults = faultsOf({
      ...MINIMAL,
      QUOTA_CRON: 'often',
      WATCH_CHECKS: '5m,1m',
      LOG_LEVEL: 'loud',
      HTTP_PORT: '99999',
    });
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
      'WATCH_CHECKS',
      'QUOTA_CRON',
      'HTTP_PORT',
      'LOG_LEVEL',
    ]);
  });

  it.each([
    ['THREADS_ACCESS_TOKEN', 'two\nlines'],
    ['THREADS_ACCESS_TOKEN', 'with blanks in it'],
    ['THREADS_ACCESS_TOKEN', ' leading'],
    ['DISCORD_TOKEN', 'tab\there'],
    ['HEARTBEAT_URL', 'hc.example.com/0f3a9b1e'],
    ['HEARTBEAT_URL', 'ftp://hc.example.com/0f3a9b1e'],
    ['LOG_FORMAT', 'colourful'],
    ['DISCORD_GUILD_IDS', 'my server'],
    ['THREADS_API_URL', 'http://example.com'],
    ['THREADS_API_URL', 'http://127.0.0.1.example.com'],
    ['THREADS_API_URL', 'https://user:password@example.com'],
    ['THREADS_API_URL', 'ftp://127.0.0.1'],
    ['DISCORD_API_URL', 'discord.example/api'],
    ['DISCORD_API_URL', 'https://discord.example/api/v10/'],
    ['PUBLIC_URL', 'nowhere'],
    ['THREADS_AUTH', 'cookie'],
    ['WATCH_CHECKS', '0s,1m,2m,3m,4m,5m,6m,23h,24h'],
    ['WATCH_CHECKS', 'now'],
    ['QUOTA_THRESHOLDS', '80,120'],
    ['QUOTA_THRESHOLDS', '81,'],
    ['QUOTA_CRON', '1 2 3'],
    ['STORE_URL', 'mysql://x'],
    ['TOKEN_KEY', 'c2hvcnQ='],
    ['COMMAND_NAME', 'Threads!'],
    ['MANAGERS', '<@1>'],
  ])('%s=%j: says what was expected, with an example, and never shows the value', (name, value) => {
    const [fault, ...others] = faultsOf({ ...MINIMAL, [name]: value });
    expect(others).toEqual([]);
    expect(fault).toMatch(new RegExp(`^${name} is not valid: expected .+; for example .+`));
    expect(fault).not.toContain(value);
  });

  it.each([
    'not json',
    '{}',
    '[]',
    '[{"name":"a b","token":"t-secret","workspaces":["1"]}]',
    '[{"name":"a","token":"t secret","workspaces":["1"]}]',
    '[{"name":"a","token":"t-secret","workspaces":[]}]',
    '[{"name":"a","token":"t-secret","workspaces":["1"]},{"name":"A","token":"t-secret","workspaces":["1"]}]',
  ])('refuses THREADS_ACCOUNTS=%s and does not show the token', (value) => {
    const { THREADS_ACCESS_TOKEN: _, ...rest } = MINIMAL;
    const [fault, ...others] = faultsOf({ ...rest, THREADS_ACCOUNTS: value });
    expect(others).toEqual([]);
    expect(fault).toMatch(/^THREADS_ACCOUNTS is not valid: expected a JSON list/);
    expect(fault).not.toContain('t-secret');
  });

  it('requires variables that belong together, and refuses two that exclude each other', () => {
    expect(faultsOf({ ...MINIMAL, DISCORD_GUILD_IDS: '' })[0]).toMatch(/^DISCORD_GUILD_IDS is missing/);
    expect(faultsOf({ ...MINIMAL, SLACK_BOT_TOKEN: 'xoxb-1' })[0]).toMatch(
      /^SLACK_APP_TOKEN is missing.*SLACK_SIGNING_SECRET/,
    );
    expect(
      faultsOf({ ...MINIMAL, THREADS_ACCOUNTS: '[{"name":"a","token":"t","workspaces":["1"]}]' })[0],
    ).toMatch(/both set/);
  });
});

describe('.env.example', () => {
  const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  // Other programs know these too; `readProxy` and Node read them.
  const withOthers = ['HTTPS_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS'];
  const lines = [...text.matchAll(/^(?:# )?([A-Z_]+)=(.*)$/gm)]
    .map(([, name = '', value = '']) => ({ name, value }))
    .filter(({ name }) => !withOthers.includes(name));

  it('names every variable once, and no other', () => {
    expect(lines.map(({ name }) => name).toSorted()).toEqual(Object.keys(variables).toSorted());
  });

  it.each(lines.filter(({ value }) => value !== ''))('shows a valid $name', ({ name, value }) => {
    const variable = Object.entries(variables).find(([each]) => each === name)?.[1];
    expect(variable?.schema.safeParse(value).success).toBe(true);
  });
});

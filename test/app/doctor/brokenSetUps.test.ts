import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explainRedisFix } from '../../../src/store/explainRedisFault.ts';
import { openStore } from '../../../src/store/openStore.ts';
import { expectFailure } from '../../store/conformance.ts';
import { useRedis } from '../../support/useRedis.ts';
import { ACCOUNT, beginSetUp, type SetUp } from './setUp.ts';

/** What is broken: a part of the scenario, of the environment, or of a double. */
interface Break {
  readonly scenario?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly change?: (setUp: SetUp) => void;
}

const OVER_HTTP = { SLACK_APP_TOKEN: '', SLACK_PORT: '0' };
const LATE = { from: '0s', headers: { date: new Date(Date.now() - 1_200_000).toUTCString() } };

describe('of a set-up in which one thing is broken, the doctor names the thing and the remedy:', () => {
  it.each<[title: string, broken: Break, expected: RegExp]>([
    [
      'a token of Discord',
      { environment: { DISCORD_TOKEN: 'a.b.c' } },
      /^❌ DISCORD_TOKEN: .* press Reset Token/,
    ],
    [
      'a bot token of Slack',
      { environment: { SLACK_BOT_TOKEN: 'xoxb-0' } },
      /^❌ SLACK_BOT_TOKEN: .* copy the Bot User OAuth Token/,
    ],
    [
      'an app token of Slack',
      { environment: { SLACK_APP_TOKEN: 'xapp-0' } },
      /^❌ SLACK_APP_TOKEN: .* create an app-level token/,
    ],
    [
      'a signing secret',
      { environment: { ...OVER_HTTP, SLACK_SIGNING_SECRET: 'x' } },
      /^⚠️ SLACK_SIGNING_SECRET .* copy the Signing Secret anew/,
    ],
    [
      'a token of Threads',
      { environment: { THREADS_ACCESS_TOKEN: 'wrong' } },
      /^❌ default: Threads refuses .* Replace the access token in THREADS_ACCESS_TOKEN/,
    ],
    [
      'a permission that ends soon',
      { scenario: { accounts: [{ ...ACCOUNT, grant_life: '3d' }] } },
      /^⚠️ default: its permission ends in .* Replace the access token/,
    ],
    [
      'a permission that has ended',
      { scenario: { accounts: [{ ...ACCOUNT, grant_life: '0s' }] } },
      /^❌ default: .* Replace the access token/,
    ],
    [
      'a scope of Threads',
      { scenario: { quotas: { posts: 'no-scope' } } },
      /^❌ default: .* most likely not granted: threads_content_publish/,
    ],
    [
      'a clock',
      { scenario: { faults: [LATE] } },
      /^❌ Our clock is 20 min ahead of that of Threads: .* by NTP/,
    ],
    [
      'the name of a variable',
      { environment: { QUOTA_TRESHOLDS: '80' } },
      /^⚠️ QUOTA_TRESHOLDS .* did you mean QUOTA_THRESHOLDS\?/,
    ],
    [
      'a public URL without https',
      { environment: { PUBLIC_URL: 'http://bot.example.com' } },
      /^❌ PUBLIC_URL is not valid: expected an https URL/,
    ],
    [
      'the place of the store',
      { change: ({ folder }) => mkdirSync(join(folder, 'store.db')) },
      /^❌ STORE_URL: .* Name a file inside it/,
    ],
    [
      'the file of the store',
      { change: ({ folder }) => writeFileSync(join(folder, 'store.db'), 'Dear diary, '.repeat(99)) },
      /^❌ STORE_URL: .* is not a SQLite database\. Move that file away/,
    ],
    [
      'what answers in place of Threads',
      { scenario: { faults: [{ from: '0s', http: 200, body: '<html>Please log in</html>' }] } },
      /^❌ default: what answers there is not Threads\. Check whether a proxy .* and THREADS_API_URL/,
    ],
    [
      'the address of Redis',
      { environment: { STORE_URL: 'redis://127.0.0.1:1' } },
      /^❌ STORE_URL: .* Nothing listens there: start Redis/,
    ],
  ])('%s', async (_title, { scenario, environment, change }, expected) => {
    const setUp = await beginSetUp(scenario);
    change?.(setUp);
    const { output, code } = await setUp.run(environment);
    const lines = output.split('\n').filter((line) => expected.test(line));
    expect(lines).toHaveLength(1);
    expect(code).toBe(lines[0]?.startsWith('❌') ? 1 : 0);
  });
});

describe('what a real Redis refuses has its own remedy:', () => {
  const redis = useRedis();

  it('a password that is wrong', async () => {
    const { port } = redis.server;
    await redis.other.sendCommand(['ACL', 'SETUSER', 'tenant', 'on', '>pw', '~*', '+@all']);
    const wrong = await expectFailure(openStore(`redis://tenant:no@127.0.0.1:${port}`));
    expect(wrong.message).toContain('Put the right user and password of Redis into STORE_URL');
    await redis.other.sendCommand(['ACL', 'DELUSER', 'tenant']);
  });

  it('memory that is full', async () => {
    await redis.other.flushAll();
    await redis.other.configSet({ maxmemory: '1' });
    const full = await redis.other.set('a', 'b').then(
      () => undefined,
      (error: unknown) => error,
    );
    await redis.other.configSet({ maxmemory: '0' });
    expect(explainRedisFix(full)).toContain('The memory of Redis is full');
  });

  it.each([
    ['MISCONF Redis is configured to save RDB snapshots', 'make room on that disk'],
    ['READONLY You can’t write against a read only replica.', 'address of the master'],
    ['NOPERM this user has no permissions', 'Allow its user all keys'],
    ['ERR max number of clients reached', 'raise maxclients'],
    ['MOVED 1 127.0.0.1:7001', 'use a single Redis'],
    ['getaddrinfo ENOTFOUND redis', 'mend the DNS'],
    ['hello', 'See whether Redis runs'],
  ])('%s', (message, remedy) => expect(explainRedisFix(new Error(message))).toContain(remedy));
});

import { createClient } from '@redis/client';
import { expect, it, onTestFinished } from 'vitest';
import { BOT_TOKEN } from '../chat/discord/double/discordDouble.ts';
import { GUILD } from '../chat/discord/double/payloads.ts';
import { RedisServer } from '../redis.ts';
import { BotProcess } from '../support/botProcess.ts';

/** The owner record of another process that holds the lease and does not renew it. */
const OWNER = { id: 'other', pid: 1, host: 'web-1', pidSpace: 'elsewhere', since: 0 };

function create(env: Readonly<Record<string, string>>): BotProcess {
  const bot = new BotProcess({
    DISCORD_TOKEN: BOT_TOKEN,
    DISCORD_GUILD_IDS: GUILD,
    THREADS_API_URL: 'http://127.0.0.1:9',
    ...env,
  });
  onTestFinished(() => bot[Symbol.asyncDispose]());
  return bot;
}

it('SIGTERM while the program waits for the lease ends it with 0 and without an error', async () => {
  await using redis = await RedisServer.start();
  const other = await createClient({ url: redis.url }).connect();
  await other.set('threadwatch:owner', JSON.stringify(OWNER), {
    expiration: { type: 'PX', value: 600_000 },
  });
  other.destroy();
  const bot = create({ STORE_URL: redis.url });
  bot.start();
  await bot.says('the store is leased by');
  bot.kill('SIGTERM');
  expect(await bot.ended()).toBe(0);
  expect(bot.errors).toEqual([]);
});

it.each([
  [{ THREADS_API_URL: 'nonsense' }, /^ {2}THREADS_API_URL is not valid: expected an https URL/],
  [
    { HTTP_HOST: 'nowhere.invalid', HTTP_PORT: '0' },
    /HTTP_HOST: nowhere\.invalid is not an address of this machine/,
  ],
])(
  'an invalid configuration ends the start with 1 and a line that names the variable: %j',
  async (env, message) => {
    const bot = create(env);
    bot.start();
    expect(await bot.ended()).toBe(1);
    expect(bot.errors.at(-1)).toMatch(message);
    expect(bot.errors.join('\n')).not.toMatch(/^ {4}at /m);
  },
);

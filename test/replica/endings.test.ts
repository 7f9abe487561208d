import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { lockOfPartition, prefixOfPartition } from '../../src/store/partitions.ts';
import { BOT_TOKEN, DiscordDouble } from '../chat/discord/double/discordDouble.ts';
import { GUILD } from '../chat/discord/double/payloads.ts';
import { SlackDouble } from '../chat/slack/double/slackDouble.ts';
import { BotProcess, PROGRAM } from '../support/botProcess.ts';
import { findFreePort } from '../support/findFreePort.ts';
import { LEFT, OWNS } from '../support/partitionLines.ts';
import { useRedis } from '../support/useRedis.ts';

const PARTITIONS = 16;
const LOCKS = Array.from({ length: PARTITIONS }, (_, partition) => lockOfPartition(partition));

/** At SIGUSR2 it meets an error that nobody catches. */
const BREAKABLE = `data:text/javascript,${encodeURIComponent(
  "process.on('SIGUSR2', () => { throw new Error('it is broken'); });",
)}`;

describe('beside two replicas', () => {
  const redis = useRedis();
  const open = new AsyncDisposableStack();
  const running: BotProcess[] = [];
  let slack: SlackDouble;
  let discord: DiscordDouble;
  let port: number;

  const create = (environment: Readonly<Record<string, string>>, program?: readonly string[]): BotProcess =>
    new BotProcess(
      {
        ...slack.environment,
        DISCORD_API_URL: discord.url,
        DISCORD_TOKEN: BOT_TOKEN,
        DISCORD_GUILD_IDS: GUILD,
        // So one of the two that run has all the connections that there are.
        DISCORD_SHARDS: '1',
        THREADS_API_URL: 'http://127.0.0.1:9',
        STORE_URL: redis.server.url,
        CLUSTER: 'on',
        ...environment,
      },
      undefined,
      program,
    );

  /** Starts one that can be broken. @returns it, and what it owns */
  async function join(): Promise<{ bot: BotProcess; owned: readonly (number | undefined)[] }> {
    const bot = create({}, ['--import', BREAKABLE, ...PROGRAM]);
    onTestFinished(() => bot[Symbol.asyncDispose]());
    bot.start();
    await bot.ready();
    return { bot, owned: await owns(bot, Math.floor(PARTITIONS / 3)) };
  }

  /** Resolves with the partitions that a replica has taken and not handed over, once it has so many. */
  async function owns(bot: BotProcess, count: number): Promise<readonly (number | undefined)[]> {
    for (;;) {
      const lines = bot.log.length;
      const owned = new Set<number | undefined>();
      for (const { msg, partition } of bot.log) {
        if (msg === OWNS) owned.add(partition);
        if (LEFT.includes(msg)) owned.delete(partition);
      }
      if (owned.size === count) return [...owned];
      await bot.says('', lines);
    }
  }

  /** Looks all the time until `work` is done. @returns the fewest partitions that had an owner */
  async function fewestOwned(work: Promise<unknown>): Promise<number> {
    let isOver = false;
    const end = (): void => {
      isOver = true;
    };
    work.then(end, end);
    let fewest = PARTITIONS;
    while (!isOver) fewest = Math.min(fewest, await redis.other.exists(LOCKS));
    await work;
    return fewest;
  }

  beforeAll(async () => {
    slack = open.adopt(await SlackDouble.start({ spreads: true }), (double) => double.close());
    discord = open.use(await DiscordDouble.start());
    port = await findFreePort();
    for (const environment of [{ HTTP_PORT: String(port) }, {}]) running.push(open.use(create(environment)));
    for (const bot of running) bot.start();
    await Promise.all(running.map((bot) => bot.ready()));
    await Promise.all(running.map((bot) => owns(bot, PARTITIONS / 2)));
  });

  afterAll(() => open.disposeAsync());

  it.each([
    ['whose port is in use', () => ({ HTTP_PORT: String(port) }), /HTTP_PORT/],
    ['whose Slack token is refused', () => ({ SLACK_BOT_TOKEN: 'xoxb-of-nobody' }), /SLACK_BOT_TOKEN/],
    ['whose Discord token is refused', () => ({ DISCORD_TOKEN: 'a.token.of-nobody' }), /DISCORD_TOKEN/],
  ])('one %s takes nothing from them, however often it is started', async (_title, environment, says) => {
    const bot = create(environment());
    onTestFinished(() => bot[Symbol.asyncDispose]());
    const lines = running.map(({ log }) => log.length);
    const tries = async (): Promise<void> => {
      for (let each = 0; each < 2; each += 1) {
        bot.start();
        expect(await bot.ended()).toBe(1);
        expect(bot.errors.join('\n')).toMatch(says);
      }
    };
    expect(await fewestOwned(tries())).toBe(PARTITIONS);
    const since = running.flatMap(({ log }, index) => log.slice(lines[index]));
    expect(since.filter(({ msg }) => [OWNS, ...LEFT].includes(msg))).toEqual([]);
  });

  it('one that meets an error hands over what it owns, and then ends with 1', async () => {
    const { bot, owned } = await join();
    bot.kill('SIGUSR2');
    expect(await bot.ended()).toBe(1);
    expect(bot.errors[0]).toContain('it is broken');
    const handedOver = bot.log.filter(({ msg }) => msg === LEFT[0]);
    expect(handedOver.map(({ partition }) => partition)).toEqual(expect.arrayContaining([...owned]));
    await Promise.all(running.map((each) => owns(each, PARTITIONS / 2)));
  });

  it('one that meets an error while Redis does not answer ends all the same', async () => {
    const { bot } = await join();
    redis.server.freeze();
    onTestFinished(() => redis.server.thaw());
    const sentAt = performance.now();
    bot.kill('SIGUSR2');
    expect(await bot.ended()).toBe(1);
    expect(performance.now() - sentAt).toBeLessThan(5_000);
  });
});

describe('a replica alone', () => {
  const redis = useRedis();

  it('owns all partitions before Slack has answered it', async () => {
    const bot = new BotProcess({
      SLACK_BOT_TOKEN: 'xoxb-any',
      SLACK_APP_TOKEN: 'xapp-any',
      SLACK_API_URL: 'http://127.0.0.1:9/api/',
      THREADS_API_URL: 'http://127.0.0.1:9',
      STORE_URL: redis.server.url,
      CLUSTER: 'on',
    });
    onTestFinished(() => bot[Symbol.asyncDispose]());
    bot.start();
    for (let owned = 0, lines = 0; owned < PARTITIONS; owned += 1) {
      await bot.says(OWNS, lines);
      lines = bot.log.findIndex(({ msg }, index) => index >= lines && msg === OWNS) + 1;
    }
  });

  it('is not ready while it can run no partition, so that an update goes no further', async () => {
    const slack = await SlackDouble.start({ spreads: true });
    onTestFinished(() => slack.close());
    const port = await findFreePort();
    const bot = new BotProcess({
      ...slack.environment,
      THREADS_API_URL: 'http://127.0.0.1:9',
      STORE_URL: redis.server.url,
      CLUSTER: 'on',
      HTTP_PORT: String(port),
    });
    onTestFinished(() => bot[Symbol.asyncDispose]());
    const ready = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).text();
    const versions = Array.from(
      { length: PARTITIONS },
      (_, each) => `${prefixOfPartition(each)}format::version`,
    );
    for (const key of versions) await redis.other.set(key, '{"value":{"version":99}}');
    bot.start();
    await bot.says('This replica can run nothing');
    expect(await ready()).toMatch(/^This replica can run no partition: .*newer version/);
    await redis.other.del(versions);
    await bot.says(OWNS);
    await bot.ready();
    expect(await ready()).toMatch(/^ready/);
  });
});

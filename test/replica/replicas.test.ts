import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { HEAP_FLAGS } from '../../src/replica/heap.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { parseScenario, type Scenario } from '../../src/sandbox/schema/scenario.ts';
import { DiscordDouble } from '../chat/discord/double/discordDouble.ts';
import { GUILD, newChannel } from '../chat/discord/double/payloads.ts';
import { Server } from '../chat/discord/double/server.ts';
import { SlackDouble } from '../chat/slack/double/slackDouble.ts';
import { BotProcess } from '../support/botProcess.ts';
import { findFreePort } from '../support/findFreePort.ts';
import { parseOwned } from '../support/partitionLines.ts';
import { scenarioOf, status } from '../support/scenarios.ts';
import { useRedis } from '../support/useRedis.ts';

const READY = '17900000000000001';
const [OF_SLACK, OF_DISCORD, HANDED_OVER] = ['17900000000000002', '17900000000000003', '17900000000000004'];
const SLOW = '17900000000000009';
const TOO_SLOW = '17900000000000010';
/** Watched while Redis loses its records. */
const LOST = ['17900000000000005', '17900000000000006', '17900000000000007', '17900000000000008'];
const PARTITIONS = 16;

/** Processing at the first check, and failed at whichever comes next. */
const FAILS = [status('0s', 'IN_PROGRESS'), status('0.5s', 'ERROR', 'FAILED_DOWNLOADING_VIDEO')];

/** Makes a program print each flag that it gives to V8 while it runs. */
const PRINTS_FLAGS = `--import=data:text/javascript,${encodeURIComponent(`
import { syncBuiltinESMExports } from 'node:module';
import v8 from 'node:v8';
const { setFlagsFromString } = v8;
v8.setFlagsFromString = (flag) => {
  setFlagsFromString(flag);
  console.error('V8 is told', flag);
};
syncBuiltinESMExports();`)}`;

interface Replica {
  readonly bot: BotProcess;
  readonly port: number;
}

async function read({ port }: Replica, path: string): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}${path}`)).text();
}

/** Registers a container as a program does. @returns the HTTP status */
async function callHook({ port }: Replica, key: string): Promise<number> {
  const call = await fetch(`http://127.0.0.1:${port}/hook/${key}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ container: READY }),
  });
  return call.status;
}

/** Calls a hook on each replica in turn, until there is nothing more to see. @returns what was answered, each once */
async function callMeanwhile(replicas: readonly Replica[], key: string, isOver: () => boolean) {
  const answered = new Set<number>();
  while (!isOver()) for (const replica of replicas) answered.add(await callHook(replica, key));
  return [...answered];
}

/** Whether each partition is owned once, and none of them has more than its share. */
async function areBalanced(replicas: readonly Replica[]): Promise<boolean> {
  const texts = await Promise.all(replicas.map((replica) => read(replica, '/readyz')));
  const owned = texts.map(parseOwned);
  const all = owned.flat().sort((one, other) => one - other);
  const most = Math.ceil(PARTITIONS / replicas.length);
  return all.join() === [...Array(PARTITIONS).keys()].join() && owned.every(({ length }) => length <= most);
}

/** Resolves once they are. It looks again whenever one of them has logged something. */
async function balanced(replicas: readonly Replica[]): Promise<void> {
  for (;;) {
    const lines = replicas.map(({ bot }) => bot.log.length);
    if (await areBalanced(replicas)) return;
    await Promise.race(replicas.map(({ bot }, index) => bot.says('', lines[index])));
  }
}

/** Which one watches something in this state. */
async function findWatching(replicas: readonly Replica[], state = 'in_progress'): Promise<Replica> {
  for (const replica of replicas) {
    const metrics = await read(replica, '/metrics');
    if (
      metrics
        .split('\n')
        .some((line) => line.startsWith(`threadwatch_watches{state="${state}"} `) && !line.endsWith(' 0'))
    )
      return replica;
  }
  return expect.fail('none watches anything');
}

describe('three replicas on one Redis', () => {
  const redis = useRedis();
  const open = new AsyncDisposableStack();
  let running: Replica[];
  let sandbox: Sandbox;
  /** Where nothing takes longer than a process may take to end. */
  let mended: Scenario;
  let slack: SlackDouble;
  let discord: DiscordDouble;
  let server: Server;

  /** Makes a hook for a channel of Slack. @returns its key */
  async function makeHook(channel: string): Promise<string> {
    const made = await slack.command('hook on', { channel }).answer();
    return /\/hook\/([\w-]{43})/.exec(JSON.stringify(made))?.[1] ?? expect.fail('no hook was made');
  }

  /** How many alerts on a container a channel of Slack has. */
  const alertsOn = (container: string): number =>
    slack.messages.filter(({ texts: [first = ''] }) => first.includes(container) && first.includes('failed'))
      .length;

  beforeAll(async () => {
    const scenario = scenarioOf({
      [READY]: [status('0s', 'FINISHED')],
      [OF_SLACK]: FAILS,
      [OF_DISCORD]: FAILS,
      [HANDED_OVER]: FAILS,
      [SLOW]: [status('0s', 'FINISHED')],
      [TOO_SLOW]: [status('0s', 'FINISHED')],
      ...Object.fromEntries(LOST.map((container) => [container, FAILS])),
    });
    const faults = [{ container: SLOW, delay: '4s' }];
    mended = parseScenario({ ...scenario, faults });
    sandbox = await startSandbox({
      clock: systemClock,
      scenario: parseScenario({ ...scenario, faults: [...faults, { container: TOO_SLOW, delay: '30s' }] }),
    });
    open.defer(() => sandbox.close());
    slack = open.adopt(await SlackDouble.start({ spreads: true }), (double) => double.close());
    discord = open.use(await DiscordDouble.start());
    server = new Server(discord);
    running = await Promise.all(
      [1, 2, 3].map(async () => {
        const port = await findFreePort();
        const bot = new BotProcess({
          ...slack.environment,
          ...discord.environment,
          THREADS_API_URL: sandbox.url,
          STORE_URL: redis.server.url,
          CLUSTER: 'on',
          NODE_OPTIONS: PRINTS_FLAGS,
          HTTP_PORT: String(port),
          MANAGERS: 'U0ANNA',
          // The second check is the one that finds the failure, and somebody else makes it.
          WATCH_CHECKS: '0s,4s,23h,24h',
        });
        return { bot: open.use(bot), port };
      }),
    );
    for (const { bot } of running) bot.start();
    await Promise.all(running.map(({ bot }) => bot.ready()));
    await balanced(running);
  });

  afterAll(async () => {
    await open.disposeAsync();
    expect([...slack.violations, ...discord.violations]).toEqual([]);
  });

  it('share the partitions, and whichever is asked, the owner answers', async () => {
    for (const _ of running)
      expect((await slack.command(`status ${READY}`).answer()).text).toContain('is ready to publish');
    expect((await server.type('status', { container: READY })).text).toContain('is ready to publish');
    const key = await makeHook('C0HOOK');
    for (const replica of running) expect(await callHook(replica, key)).toBe(202);
    for (const replica of running)
      expect(await read(replica, '/readyz')).toMatch(/^ready\nowns .*\nreplicas: 3$/m);
  });

  it('find the hooks again whose routes somebody deleted, and have nobody give one up meanwhile', async () => {
    const key = await makeHook('C0ROUTES');
    const routes = await redis.other.keys('threadwatch{shared}:hook-routes::*');
    await redis.other.del(routes);
    const answered: number[] = [];
    while (answered.at(-1) !== 202)
      for (const replica of running) answered.push(await callHook(replica, key));
    // 429: this calls more often than anybody may who guesses.
    expect(answered[0]).toBe(503);
    expect([202, 429, 503]).toEqual(expect.arrayContaining(answered));
  });

  it('let their heaps grow, so that a check costs no more than in a single process', () => {
    const told = Object.entries(HEAP_FLAGS).map(([flag, value]) => `V8 is told ${flag}=${value}`);
    for (const { bot } of running) expect(bot.errors).toEqual(expect.arrayContaining(told));
  });

  it('hand over at SIGTERM what one of them owns: it ends with 0, and the alert comes once', async () => {
    await slack.command(`watch ${HANDED_OVER}`, { channel: 'C0HANDED' }).answer();
    const owner = await findWatching(running);
    owner.bot.kill('SIGTERM');
    expect(await owner.bot.ended()).toBe(0);
    expect(owner.bot.log.at(-1)?.msg).toBe('stopped');
    await slack.message('C0HANDED', 'failed');
    owner.bot.start();
    await owner.bot.ready();
    await balanced(running);
    expect(alertsOn(HANDED_OVER)).toBe(1);
  });

  it('take what one of them hands over before it has ended, however slow an answer is that it waits for', async () => {
    await slack.command(`watch ${READY}`, { channel: 'C0SLOW' }).answer();
    const owner = await findWatching(running, 'finished');
    const others = running.filter((each) => each !== owner);
    const owned = others.map(({ bot }) => bot.says('owns a partition', bot.log.length));
    const slow = slack.command(`status ${SLOW}`, { channel: 'C0SLOW' });
    await slow.acknowledged;
    await slack.command(`status ${READY}`, { channel: 'C0SLOW' }).answer();
    owner.bot.kill('SIGTERM');
    const first = await Promise.race([
      owner.bot.ended(),
      Promise.all(owned).then(() => 'the others own more'),
    ]);
    expect(first).toBe('the others own more');
    expect((await slow.answer()).text).toContain('is ready to publish');
    expect(await owner.bot.ended()).toBe(0);
    owner.bot.start();
    await owner.bot.ready();
    await balanced(running);
  });

  it('answer what one of them could not before it had to end, and it hands over the partition of that too', async () => {
    await slack.command(`watch ${READY}`, { channel: 'C0TOOSLOW' }).answer();
    const owner = await findWatching(running, 'finished');
    const owned = parseOwned(await read(owner, '/readyz'));
    const asked = slack.command(`status ${TOO_SLOW}`, { channel: 'C0TOOSLOW' });
    await expect.poll(() => sandbox.calls.some(({ container }) => container === TOO_SLOW)).toBe(true);
    sandbox.load(mended);
    const lines = owner.bot.log.length;
    owner.bot.kill('SIGTERM');
    expect(await owner.bot.ended()).toBe(0);
    const handedOver = owner.bot.log.slice(lines).filter(({ msg }) => msg === 'has handed over a partition');
    expect(handedOver.map(({ partition }) => partition).sort()).toEqual([...owned].sort());
    expect((await asked.answer()).text).toContain('is ready to publish');
    expect(asked.answers).toHaveLength(1);
    owner.bot.start();
    await owner.bot.ready();
    await balanced(running);
  });

  it('take over from one that was killed: its alerts come once, and everybody is answered', async () => {
    const channel = newChannel();
    await slack.command(`watch ${OF_SLACK}`, { channel: 'C0KILLED' }).answer();
    await server.type('watch', { container: OF_DISCORD }, { channel });
    const owner = await findWatching(running);
    owner.bot.kill('SIGKILL');
    running = running.filter((each) => each !== owner);
    await owner.bot.ended();
    const asked = server.sendTyped('status', { container: READY }, { guild: GUILD });
    await slack.message('C0KILLED', 'failed');
    await server.message(/failed/, { channel });
    expect((await server.answerTo(asked)).text).toContain('is ready to publish');
    await balanced(running);
    expect((await slack.command('watches', { channel: 'C0KILLED' }).answer()).text).toContain(
      'watches nothing',
    );
    expect(alertsOn(OF_SLACK)).toBe(1);
    for (const replica of running)
      expect(await read(replica, '/metrics')).toContain('threadwatch_writes_refused_total 0');
  });

  it.each<[title: string, empty: () => Promise<unknown>, ...containers: [string, string]]>([
    ['was flushed', () => redis.other.flushAll(), '17900000000000005', '17900000000000006'],
    [
      'came back without its data',
      async () => {
        await redis.server.stop();
        await redis.server.resume();
      },
      '17900000000000007',
      '17900000000000008',
    ],
  ])(
    'put back what they remember of a Redis that %s, and go on',
    async (_title, empty, ofSlack, ofDiscord) => {
      const channel = newChannel();
      const slackChannel = `C0${ofSlack}`;
      await slack.command(`watch ${ofSlack}`, { channel: slackChannel }).answer();
      await server.type('watch', { container: ofDiscord }, { channel });
      const key = await makeHook(slackChannel);
      let isOver = false;
      const answered = callMeanwhile(running, key, () => isOver);
      await empty();
      for (const words of ['put back', 'failed'])
        await Promise.all([slack.message(slackChannel, words), server.message(words, { channel })]);
      await balanced(running);
      isOver = true;
      // A program calls again where it is told to, or that it calls too often, and gives up where the hook is unknown.
      expect([202, 429, 503]).toEqual(expect.arrayContaining(await answered));
      for (const replica of running) await expect.poll(() => callHook(replica, key)).toBe(202);
      expect(alertsOn(ofSlack)).toBe(1);
      expect(running.flatMap(({ bot }) => bot.log.map(({ msg }) => msg))).toContainEqual(
        expect.stringContaining('remembered was put back'),
      );
    },
  );
});

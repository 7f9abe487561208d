import { choosePartition } from '../../../src/cluster/layout/assign.ts';
import { DEFAULT_PARTITIONS, prefixOfPartition } from '../../../src/store/partitions.ts';
import { DiscordDouble } from '../../chat/discord/double/discordDouble.ts';
import { Server, typed } from '../../chat/discord/double/server.ts';
import { SlackDouble, type UserAction } from '../../chat/slack/double/slackDouble.ts';
import { RedisServer } from '../../redis.ts';
import { BotProcess } from '../../support/botProcess.ts';
import { findFreePort } from '../../support/findFreePort.ts';
import { commandOf, personOf, type Rig } from '../ack/rig.ts';
import { createStorm, PER_MESSAGE, STORM_CHANNELS, stormStatusOf } from '../ack/storm.ts';
import { seedWatches } from '../support/seedWatches.ts';
import { readStartFlags } from '../support/startFlags.ts';
import { ThreadsServer } from '../support/threadsServer.ts';
import { Fleet } from './fleet.ts';
import { channelOf, SERVERS, SERVERS_ENVIRONMENT } from './servers.ts';

/** A cluster to which the bench sends commands. */
export interface ClusterRig extends Rig {
  /** When each command was answered by the owner of its partition, by its index; ms since this process started. */
  answered(): ReadonlyMap<number, number>;
}

type Program = readonly string[];

interface Platform {
  readonly environment: Readonly<Record<string, string>>;
  /** Of the replica with this index. */
  readonly own?: (index: number) => Readonly<Record<string, string>>;
}

/** Starts three replicas with Discord, in whose servers a storm rages. Commands come to the one that has the shard. */
export async function openDiscordCluster(program: Program): Promise<ClusterRig> {
  const stack = new AsyncDisposableStack();
  const discord = stack.use(await DiscordDouble.start({ judges: false }));
  const redis = stack.use(await RedisServer.start());
  const perServer = Math.ceil(STORM_CHANNELS / SERVERS.length);
  for (const server of SERVERS) {
    const channels = Array.from({ length: perServer }, (_, index) => channelOf(server, index));
    const storm = createStorm(channels, Date.now()).filter(
      (_, index) => index % SERVERS.length === server.partition,
    );
    const watches = storm.map((watch) => ({ ...watch, account: server.account }));
    const prefix = prefixOfPartition(server.partition);
    for (const { channel, messageId } of await seedWatches(redis.url, watches, PER_MESSAGE, prefix))
      discord.messages.set(messageId, { channel: channel.id, body: {} });
  }
  await startReplicas(stack, redis, program, {
    environment: { ...discord.environment, ...SERVERS_ENVIRONMENT },
  });
  const server = new Server(discord);
  const indexes = new Map<string, number>();
  const times = (route: 'callback' | 'reply', part: number): ReadonlyMap<number, number> => {
    const calls = discord.calls.entries.filter((call) => call.route === route);
    return new Map(calls.map(({ parts, at }) => [indexes.get(idOf(parts[part])) ?? -1, at]));
  };
  return {
    sendCommand(index) {
      const { command, args } = commandOf(index);
      const guild = SERVERS[index % SERVERS.length]?.id;
      indexes.set(server.send(2, typed(command, args), { person: personOf(index), guild }), index);
    },
    acknowledged: () => times('callback', 0),
    answered: () => times('reply', 0),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Starts three replicas with Slack. Over HTTP, commands come to one that does not own the team's partition. */
export async function openSlackCluster(mode: 'http' | 'socket', program: Program): Promise<ClusterRig> {
  const stack = new AsyncDisposableStack();
  const redis = stack.use(await RedisServer.start());
  const slack = await SlackDouble.start();
  stack.defer(() => slack.close());
  const ports = await Promise.all([findFreePort(), findFreePort(), findFreePort()]);
  const partition = choosePartition({ accounts: [], workspaces: [slack.team] }, DEFAULT_PARTITIONS);
  const channels = Array.from(
    { length: STORM_CHANNELS },
    (_, index) => ({ platform: 'slack', workspace: slack.team, id: `C0STORM${index}` }) as const,
  );
  const watches = createStorm(channels, Date.now());
  for (const { channel, messageId } of await seedWatches(
    redis.url,
    watches,
    PER_MESSAGE,
    prefixOfPartition(partition),
  ))
    slack.messages.push({ team: slack.team, channel: channel.id, ts: messageId, texts: [''], blocks: [] });
  if (mode === 'http') slack.botUrl = `http://127.0.0.1:${ports[0]}`;
  const account = { name: 'brand', token: 'token-of-brand', workspaces: [slack.team] };
  const fleet = await startReplicas(stack, redis, program, {
    environment: {
      ...slack.environment,
      THREADS_ACCESS_TOKEN: '',
      THREADS_ACCOUNT_NAME: '',
      THREADS_ACCOUNTS: JSON.stringify([account]),
    },
    own: (index) => ({ SLACK_PORT: String(ports[index]) }),
  });
  const receiver = fleet.replicas.findIndex((replica) => replica !== fleet.ownerOf(partition));
  if (mode === 'http') slack.botUrl = `http://127.0.0.1:${ports[receiver]}`;
  const [acknowledged, answered] = [new Map<number, number>(), new Map<number, number>()];
  return {
    sendCommand(index) {
      const { command, args } = commandOf(index);
      const text = [command, ...Object.values(args)].join(' ');
      const sent: UserAction = slack.command(text, { user: `U${personOf(index)}` });
      // A command that was not acknowledged, or not answered, is missing in the map.
      sent.acknowledged.then(() => acknowledged.set(index, performance.now())).catch(() => undefined);
      sent
        .answer()
        .then(() => answered.set(index, performance.now()))
        .catch(() => undefined);
    },
    acknowledged: () => acknowledged,
    answered: () => answered,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function startReplicas(
  stack: AsyncDisposableStack,
  redis: RedisServer,
  program: Program,
  { environment, own = () => ({}) }: Platform,
): Promise<Fleet> {
  const threads = stack.use(await ThreadsServer.start({ statusOf: stormStatusOf }));
  return stack.use(
    await Fleet.start((index) => {
      const replica = new BotProcess(
        {
          ...environment,
          ...own(index),
          CLUSTER: 'on',
          THREADS_API_URL: threads.url,
          STORE_URL: redis.url,
          ...readStartFlags(),
        },
        undefined,
        program,
      );
      replica.start();
      return replica;
    }),
  );
}

/** A reply names the interaction's token, which ends with the id. */
function idOf(part = ''): string {
  return part.replace('interaction-token-', '');
}

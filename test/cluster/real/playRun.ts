import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/clock.ts';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { parseScenario } from '../../../src/sandbox/schema/scenario.ts';
import { DEFAULT_PARTITIONS } from '../../../src/store/partitions.ts';
import { createRandom } from '../../bench/support/random.ts';
import { DiscordDouble } from '../../chat/discord/double/discordDouble.ts';
import { guild, PERSON } from '../../chat/discord/double/payloads.ts';
import { SlackDouble } from '../../chat/slack/double/slackDouble.ts';
import { Callers } from './callers.ts';
import { INJECTIONS, type InjectionName, type Outcome } from './injections.ts';
import { findAlerts, judge, type Told, type Verdict } from './judge.ts';
import { People, type Seen } from './people.ts';
import { RedisHost } from './redisHost.ts';
import { Replicas, until, wait } from './replicas.ts';
import { createScenario, drawFailures, GUILDS, WORKSPACES } from './workspaces.ts';
import { Writers } from './writers.ts';

const REPLICAS = 3;
const CHECKS = '0s,5s,10s,15s,20s,25s,30s,35s';

/** How long the run goes on undisturbed before and after the fault, ms. */
const CALM_BEFORE = 3_000;
const CALM_AFTER = 8_000;

/** The last container fails by then, and is told of. */
const LONGEST_WAIT = 60_000;

/** How often it is looked at all that was told; it takes time that the replicas need. */
const LOOK_AT_ALL = 1_000;

export interface RunResult {
  readonly injected: InjectionName;
  readonly outcome: Outcome;
  readonly seen: Seen;
  readonly verdict: Verdict;
  /** How many writes Redis refused because the writer owned the partition no more. */
  readonly refused: number;
  /** How many leases have written. */
  readonly writers: number;
  readonly faults: readonly string[];
  /** Where what the replicas logged was left, if something was wrong. */
  readonly logs?: string;
}

/** Plays one run: three replicas, people who ask all the time, and one fault that the seed chooses. */
export async function playRun(seed: number): Promise<RunResult> {
  const random = createRandom(seed);
  const names = Object.keys(INJECTIONS) as InjectionName[];
  const injected = names[seed % names.length] ?? 'kill -9 of an owner';
  const failures = drawFailures(random);
  await using world = await begin(failures);
  const { replicas, redis, slack, discord, sandbox, writers } = world;
  await replicas.startAll();
  const faults: string[] = [];
  if (!(await until(() => replicas.areSettled(DEFAULT_PARTITIONS), LONGEST_WAIT)))
    faults.push('at the start, not every partition was owned once');
  const people = new People({ slack, discord, replicas: replicas.all, random });
  await people.begin();
  await wait(CALM_BEFORE + random() * CALM_BEFORE);
  const busy = WORKSPACES.map(({ partition }) => partition);
  const outcome = await INJECTIONS[injected]({ replicas, redis, random, busy });
  writers.restart();
  await wait(CALM_AFTER);
  await people.end();
  const told = (): Told[] => readTold(slack, discord);
  const { watched } = people.seen;
  const areTold = (): boolean => {
    const all = told();
    return watched.every(({ container }) => findAlerts(container, all).length > 0);
  };
  await until(areTold, LONGEST_WAIT, LOOK_AT_ALL);
  if (!(await until(() => replicas.areSettled(DEFAULT_PARTITIONS), LONGEST_WAIT)))
    faults.push('in the end, not every partition was owned once', ...replicas.findEnded());
  const refused = await replicas.readRefused();
  const { bornAt } = sandbox.takeSnapshot();
  const failedAt = new Map(Object.entries(bornAt).map(([id, at]) => [id, at + (failures.get(id) ?? 0)]));
  const { changes } = replicas;
  const verdict = judge({ watched, told: told(), changes, failedAt, outcome });
  const platforms = [...slack.violations, ...discord.violations];
  const all = [
    ...faults,
    ...outcome.faults,
    ...people.seen.faults,
    ...verdict.faults,
    ...writers.faults,
    ...platforms,
  ];
  const isWrong =
    all.length + verdict.missed.length + verdict.late.length + people.seen.unanswered.length > 0;
  return {
    injected,
    outcome,
    seen: people.seen,
    verdict,
    refused,
    writers: writers.count,
    faults: all,
    ...(isWrong && { logs: leaveLogs(seed, replicas, told()) }),
  };
}

async function begin(failures: ReadonlyMap<string, number>) {
  const stack = new AsyncDisposableStack();
  const callers = new Callers();
  const redis = await RedisHost.start(REPLICAS);
  stack.defer(() => redis.close());
  const sandbox = await startSandbox({
    clock: systemClock,
    scenario: parseScenario(createScenario(failures)),
  });
  stack.defer(() => sandbox.close());
  const slack = await SlackDouble.start({ nameCaller: callers.find, spreads: true });
  stack.defer(() => slack.close());
  const discord = await DiscordDouble.start({ nameCaller: callers.find, judges: false });
  stack.use(discord);
  discord.gateway.otherGuilds = GUILDS.slice(1).map(guild);
  discord.servers = GUILDS.map((id) => ({ id, name: id }));
  const writers = new Writers();
  writers.read(() => redis.monitor);
  stack.defer(() => writers.close());
  const replicas = await Replicas.create(REPLICAS, (index) => ({
    ...slack.environment,
    ...discord.environment,
    DISCORD_GUILD_IDS: GUILDS.join(),
    THREADS_API_URL: sandbox.url,
    THREADS_ACCOUNTS: JSON.stringify(
      WORKSPACES.map(({ account, token, id }) => ({ name: account, token, workspaces: [id] })),
    ),
    THREADS_ACCESS_TOKEN: '',
    THREADS_ACCOUNT_NAME: '',
    MANAGERS: `U0ANNA,${PERSON}`,
    STORE_URL: redis.urlOf(index),
    WATCH_CHECKS: CHECKS,
    UNPUBLISHED_AFTER: 'off',
  }));
  callers.watch(replicas);
  stack.defer(() => replicas.close());
  return {
    redis,
    sandbox,
    slack,
    discord,
    writers,
    replicas,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** All messages that either platform got, and their edits, in the order in which they came. */
function readTold(slack: SlackDouble, discord: DiscordDouble): Told[] {
  const posted = new Map(slack.messages.map(({ call, channel, ts }) => [call, `${channel} ${ts}`]));
  const ofSlack = slack.calls.flatMap((call) => {
    const { method, args, at, caller, blocks } = call;
    const { text = '', channel = '', ts = '' } = args;
    const message = method === 'chat.update' ? `${channel} ${ts}` : posted.get(call);
    if (message === undefined) return [];
    return [{ at, replica: caller, text: `${text} ${JSON.stringify(blocks)}`, message }];
  });
  const ofDiscord = discord.calls.entries.flatMap(({ at, caller, body, message }) =>
    message === undefined
      ? []
      : [{ at: at + performance.timeOrigin, replica: caller, text: JSON.stringify(body), message }],
  );
  return [...ofSlack, ...ofDiscord].sort((one, other) => one.at - other.at);
}

function leaveLogs(seed: number, { all }: Replicas, told: readonly Told[]): string {
  const path = join(tmpdir(), `threadwatch-cluster-${seed}.log`);
  const lines = all.flatMap(({ index, bot }) => bot.written.map((line) => `${index} ${line}`));
  const messages = told.map((each) => `told ${new Date(each.at).toISOString()} ${JSON.stringify(each)}`);
  writeFileSync(path, `${[...lines, ...messages].join('\n')}\n`);
  return path;
}

import { afterEach, beforeEach, describe, expect, it, type TestContext, vi } from 'vitest';
import { HOUR, MINUTE } from '../../../../src/duration.ts';
import { A, OTHER_KEY, type Replica, type ReplicaOptions, TeamsWorld } from '../double/teamsWorld.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

/** Over HTTP, since a socket has intervals of its own. */
const start = (world: TeamsWorld, options: ReplicaOptions = {}): Promise<Replica> =>
  world.start({ isHttp: true, ...options });

const startThree = (world: TeamsWorld, options?: ReplicaOptions): Promise<Replica[]> =>
  Promise.all([start(world, options), start(world, options), start(world, options)]);

/** A world in which a team installed the app, and no replica runs. */
async function beginInstalled(test: TestContext, { rotates = false } = {}): Promise<TeamsWorld> {
  const world = await TeamsWorld.begin(test);
  world.slack.grants.rotates = rotates;
  const first = await start(world);
  await world.install(first, { team: A });
  await first.stop();
  return world;
}

const refusalsOf = ({ bot }: Replica): string[] =>
  bot.logged.filter((line) => line.includes('Slack refuses the token of the workspace'));

const faulty = ({ bot }: Replica): Promise<true> =>
  bot.events.until(() => (bot.faults.all.length > 0 ? true : undefined));

const sound = ({ bot }: Replica): Promise<true> =>
  bot.events.until(() => (bot.faults.all.length === 0 ? true : undefined));

const testsOf = ({ slack }: TeamsWorld): number => slack.callsOf('auth.test').length;

describe('replicas that start together after a token has ended', () => {
  it('use what one of them got for it, and find no fault', async (test) => {
    const world = await beginInstalled(test, { rotates: true });
    const { slack, records } = world;
    vi.setSystemTime(Date.now() + 13 * HOUR);
    // Each has sent the same refresh token before one of them stores what it got.
    records.before = async (call) => {
      if (call === 'set') await slack.events.until(() => (world.exchanges === 4 ? true : undefined));
    };
    const replicas = await startThree(world);
    for (const replica of replicas) await replica.stop();
    expect(world.exchanges).toBe(4);
    expect(replicas.flatMap(refusalsOf)).toEqual([]);
    expect(replicas.flatMap(({ bot }) => bot.faults.all)).toEqual([]);
  });

  it('have none a minute later, where it was stored only after Slack had refused the others', async (test) => {
    const world = await beginInstalled(test, { rotates: true });
    const stored = Promise.withResolvers<void>();
    vi.setSystemTime(Date.now() + 13 * HOUR);
    world.records.before = (call) => (call === 'set' ? stored.promise : undefined);
    const replicas = await startThree(world);
    const areTwoRefused = (): true | undefined =>
      replicas.flatMap(refusalsOf).length === 2 ? true : undefined;
    await Promise.any(replicas.map(({ bot }) => bot.events.until(areTwoRefused)));
    stored.resolve();
    vi.advanceTimersByTime(MINUTE);
    await Promise.all(replicas.map(sound));
  });
});

describe('a fault of a token that every replica has', () => {
  /** Slack refuses the token that the team has now. */
  const refuse = ({ slack }: TeamsWorld): void => {
    const old = slack.grants.issued.at(-1);
    slack.refuse(({ token }) => (token === old ? 'invalid_auth' : undefined));
  };

  async function beginFaulty(test: TestContext): Promise<{ world: TeamsWorld; replicas: Replica[] }> {
    const world = await beginInstalled(test);
    refuse(world);
    const replicas = await startThree(world);
    await Promise.all(replicas.map(faulty));
    return { world, replicas };
  }

  it('is over on each within a minute after the team installed the app again through one', async (test) => {
    const { world, replicas } = await beginFaulty(test);
    const [one] = replicas;
    if (one === undefined) throw new Error('there is no replica');
    await world.install(one, { team: A });
    vi.advanceTimersByTime(MINUTE);
    await Promise.all(replicas.map(sound));
  });

  it('is over likewise where no key decrypted it', async (test) => {
    const world = await beginInstalled(test);
    const replicas = await startThree(world, { tokenKeys: [OTHER_KEY] });
    await Promise.all(replicas.map(faulty));
    const [one] = replicas;
    if (one === undefined) throw new Error('there is no replica');
    await world.install(one, { team: A });
    vi.advanceTimersByTime(MINUTE);
    await Promise.all(replicas.map(sound));
  });

  it('is over where Slack takes the same token again', async (test) => {
    const { world, replicas } = await beginFaulty(test);
    world.slack.mend();
    vi.advanceTimersByTime(MINUTE);
    await Promise.all(replicas.map(sound));
  });

  it('is over where the team removed the app', async (test) => {
    const { world, replicas } = await beginFaulty(test);
    await world.records.set(A, { version: 1, kind: 'removed', team: A, removedAt: Date.now() });
    vi.advanceTimersByTime(MINUTE);
    await Promise.all(replicas.map(sound));
  });

  it('stays while Slack refuses it, and is logged once', async (test) => {
    const { world, replicas } = await beginFaulty(test);
    const before = testsOf(world);
    vi.advanceTimersByTime(MINUTE);
    await world.slack.events.until(() => (testsOf(world) === before + 3 ? true : undefined));
    for (const replica of replicas) await replica.stop();
    expect(replicas.map((replica) => refusalsOf(replica).length)).toEqual([1, 1, 1]);
    expect(replicas.map(({ bot }) => bot.faults.all.length)).toEqual([1, 1, 1]);
  });

  it('is not looked at any more by a replica that was stopped', async (test) => {
    const { world, replicas } = await beginFaulty(test);
    for (const replica of replicas) await replica.stop();
    const before = testsOf(world);
    vi.advanceTimersByTime(3 * MINUTE);
    expect(vi.getTimerCount()).toBe(0);
    expect(testsOf(world)).toBe(before);
  });
});

import { afterEach, beforeEach, describe, expect, it, type TestContext, vi } from 'vitest';
import { SECOND } from '../../../../src/duration.ts';
import { CARD } from '../../testBot.ts';
import { A, KEY, OTHER_KEY, type Replica, TeamsWorld } from '../double/teamsWorld.ts';

// No whole second, since Slack names the time of an event without what is left of its second.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 27, 9, 0, 0, 500) }));
afterEach(() => void vi.useRealTimers());

const pass = (ms: number): void => void vi.setSystemTime(Date.now() + ms);

const post = ({ bot }: Replica, id: string) =>
  bot.platform.port.post({ platform: 'slack', workspace: A, id }, CARD, 'n');

const lastToken = ({ slack }: TeamsWorld): string | undefined =>
  slack.callsOf('chat.postMessage').at(-1)?.token;

interface Replicas {
  readonly world: TeamsWorld;
  /** Where the team installs the app again. */
  readonly one: Replica;
  /** Slack tells this one of events. */
  readonly other: Replica;
}

/** A team installed the app, and a replica has just used its token. */
async function begin(test: TestContext): Promise<Replicas> {
  const world = await TeamsWorld.begin(test);
  const one = await world.start();
  await world.install(one, { team: A });
  pass(SECOND);
  const other = await world.start();
  await post(other, 'C0FIRST');
  return { world, one, other };
}

/**
 * The team removes the app, and installs it again on the first replica. That is stored right before a read of the other one, or
 * while Slack looks at a token of it: before the step with this number; at once for 0.
 *
 * @returns tells whether there were so many steps
 */
async function reinstallAt(step: number, { world, one }: Replicas): Promise<() => boolean> {
  const { records, slack } = world;
  const before = await records.get(A);
  slack.grants.remove(A);
  await world.install(one, { team: A });
  const after = await records.get(A);
  if (before === undefined || after === undefined) throw new Error('it was not installed');
  if (step > 0) await records.set(A, before);
  let steps = 0;
  const count = async (): Promise<void> => {
    steps += 1;
    if (steps === step) await records.set(A, after);
  };
  records.before = (call) => (call === 'get' ? count() : undefined);
  slack.refuse(({ method }) => {
    if (method === 'auth.test') void count();
    return undefined;
  });
  return () => {
    records.before = () => undefined;
    return steps >= step;
  };
}

/** What the other replica did to the team is right. */
async function expectLeft(isLeft: boolean, { world, other }: Replicas): Promise<void> {
  await other.bot.platform.stop();
  expect((await world.records.get(A))?.kind).toBe(isLeft ? 'removed' : 'installed');
  expect(other.bot.left).toHaveLength(isLeft ? 1 : 0);
}

/** Plays a story once for each step at which the team may install the app again, and once where it does not. */
async function atEachStep(
  test: TestContext,
  play: (replicas: Replicas) => Promise<(isLeft: boolean) => void>,
): Promise<void> {
  let step = 0;
  for (let isLeft = false; !isLeft; step += 1) {
    const replicas = await begin(test);
    const isReached = await reinstallAt(step, replicas);
    const judge = await play(replicas);
    isLeft = !isReached();
    judge(isLeft);
    await expectLeft(isLeft, replicas);
  }
  expect(step).toBeGreaterThan(3);
}

describe.each([{ type: 'app_uninstalled' }, { type: 'tokens_revoked', tokens: { bot: ['U0BOT'] } }])(
  'a late event $type',
  (event) => {
    const tell = async ({ world, other: { bot } }: Replicas): Promise<() => void> => {
      await world.slack.tellEvent(A, event);
      const isJudged = (line: string): boolean => /its token is deleted|installed it again since/.test(line);
      await bot.events.until(() => bot.logged.find(isJudged));
      return () => undefined;
    };

    it('ends nothing of a team that has installed the app again on another replica, whenever it did', async (test) => {
      await atEachStep(test, tell);
    });

    it('nor does it where Slack does not answer for the token', async (test) => {
      await atEachStep(test, (replicas) => {
        replicas.world.slack.fail('auth.test', 'drop', 'drop', 'drop');
        return tell(replicas);
      });
    });
  },
);

describe('a message that Slack refuses since the team removed the app', () => {
  it('waits where the team installs the app again on another replica, whenever it does', async (test) => {
    await atEachStep(test, async ({ other }) => {
      const failure = await post(other, 'C0SECOND').catch((error) => error);
      return (isLeft) =>
        expect(failure).toMatchObject(
          isLeft ? { kind: 'lasting' } : { kind: 'passing', code: 'token_changed' },
        );
    });
  });
});

describe('a team that installs the app again', () => {
  it('is called with its new token, though its old one was just being read', async (test) => {
    const { world, one } = await begin(test);
    const [isRead, goesOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    pass(3 * SECOND);
    world.records.after = (team) => {
      if (team !== A) return;
      world.records.after = () => undefined;
      isRead.resolve();
      return goesOn.promise;
    };
    const first = post(one, 'C0SECOND').catch(() => undefined);
    await isRead.promise;
    world.slack.grants.remove(A);
    await world.install(one, { team: A });
    const second = post(one, 'C0THIRD');
    goesOn.resolve();
    await second;
    expect(lastToken(world)).toBe(world.slack.grants.issued.at(-1));
    await first;
  });

  it('keeps its new token, though a replica that starts was just encrypting the old one anew', async (test) => {
    const { world, one } = await begin(test);
    world.records.after = async (team) => {
      if (team !== A) return;
      world.records.after = () => undefined;
      world.slack.grants.remove(A);
      await world.install(one, { team: A });
    };
    const next = await world.start({ tokenKeys: [OTHER_KEY, KEY] });
    await post(next, 'C0SECOND');
    expect(next.bot.left).toEqual([]);
    const last = await world.start({ tokenKeys: [OTHER_KEY] });
    await post(last, 'C0THIRD');
    expect(lastToken(world)).toBe(world.slack.grants.issued.at(-1));
  });
});

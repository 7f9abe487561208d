import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../../../src/duration.ts';
import { CARD } from '../../testBot.ts';
import { A, B, KEY, OTHER_KEY, type Replica, TeamsWorld } from '../double/teamsWorld.ts';

const channelOf = (workspace: string, id: string) => ({ platform: 'slack', workspace, id }) as const;
let count = 0;

/** Posts in a channel of its own: Slack takes one message a second in each. */
function post({ bot }: Replica, team = A) {
  count += 1;
  return bot.platform.port.post(channelOf(team, `C0NUMBER${count}`), CARD, 'n');
}

const pass = (ms: number): void => void vi.setSystemTime(Date.now() + ms);

/** The token of the last post. */
const lastToken = ({ slack }: TeamsWorld): string | undefined =>
  slack.callsOf('chat.postMessage').at(-1)?.token;

describe('where the app rotates its tokens', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  async function begin(test: Parameters<typeof TeamsWorld.begin>[0]) {
    const world = await TeamsWorld.begin(test);
    world.slack.grants.rotates = true;
    const replica = await world.start();
    await world.install(replica, { team: A });
    return { world, replica, issued: world.slack.grants.issued };
  }

  it('a token is refreshed before it ends, and the new one is stored encrypted', async (test) => {
    const { world, replica, issued } = await begin(test);
    pass(9 * HOUR);
    await post(replica);
    expect(issued).toHaveLength(1);
    pass(2 * HOUR);
    await post(replica);
    expect(issued).toHaveLength(2);
    expect(lastToken(world)).toBe(issued[1]);
    const stored = JSON.stringify(await world.records.get(A));
    for (const token of issued) {
      expect(replica.secrets).toContain(token);
      expect(stored + replica.bot.logged.join('')).not.toContain(token);
    }
    for (let days = 0; days < 6; days += 0.5) {
      pass(12 * HOUR);
      await post(replica);
    }
    expect(issued).toHaveLength(14);
    expect(lastToken(world)).toBe(issued.at(-1));
  });

  it('a burst of calls refreshes it once', async (test) => {
    const { replica, issued } = await begin(test);
    pass(11 * HOUR);
    await Promise.allSettled(Array.from({ length: 20 }, () => post(replica)));
    expect(issued).toHaveLength(2);
  });

  it('one replica refreshes it, and the others use the new one within seconds', async (test) => {
    const { world, replica, issued } = await begin(test);
    const other = await world.start();
    await post(other);
    pass(11 * HOUR);
    await post(replica);
    pass(3 * SECOND);
    await post(other);
    expect(issued).toHaveLength(2);
    expect(lastToken(world)).toBe(issued[1]);
  });

  it('a token that another replica has refreshed at the same time is used at once', async (test) => {
    const { world, replica, issued } = await begin(test);
    const other = await world.start();
    pass(13 * HOUR);
    const before = await world.records.get(A);
    await post(replica);
    const after = await world.records.get(A);
    if (before === undefined || after === undefined) throw new Error('it is not installed');
    await world.records.set(A, before);
    world.slack.refuse(({ method }) => {
      if (method === 'oauth.v2.access') void world.records.set(A, after);
      return undefined;
    });
    await post(other);
    expect(lastToken(world)).toBe(issued[1]);
    expect(world.exchanges).toBe(3);
    expect(other.bot.logged.join('')).not.toContain('could not be refreshed');
  });

  it('a new token that the store does not take is used, and stored as soon as it does', async (test) => {
    const { world, replica, issued } = await begin(test);
    pass(11 * HOUR);
    world.records.before = (call) => {
      if (call === 'set') throw new Error('the disk is full');
    };
    await post(replica);
    expect(lastToken(world)).toBe(issued[1]);
    expect(replica.bot.logged.join('')).toContain('could not be stored; it is used');
    pass(3 * SECOND);
    await post(replica);
    world.records.before = () => undefined;
    pass(3 * SECOND);
    await post(replica);
    expect(issued).toHaveLength(2);
    const next = await world.start();
    await post(next);
    expect(lastToken(world)).toBe(issued[1]);
  });

  it('a token that can’t be refreshed is used until it ends; then the log and doctor say what to do', async (test) => {
    const { world, replica, issued } = await begin(test);
    pass(11 * HOUR);
    world.slack.refuse(({ method }) => (method === 'oauth.v2.access' ? 'invalid_refresh_token' : undefined));
    await post(replica);
    expect(lastToken(world)).toBe(issued[0]);
    pass(3 * SECOND);
    await post(replica);
    expect(world.exchanges).toBe(2);
    expect(replica.bot.logged.join('')).toContain(
      'could not be refreshed; if it ends, the workspace has to install',
    );
    pass(2 * HOUR);
    await expect(post(replica)).rejects.toMatchObject({ kind: 'passing' });
    expect(replica.bot.faults.all).toEqual([
      expect.stringContaining('(token_expired). Let it install the app again'),
    ]);
    world.slack.mend();
    pass(MINUTE);
    await post(replica);
    expect(lastToken(world)).toBe(issued[1]);
    expect(replica.bot.faults.all).toEqual([]);
  });

  it('a token that was replaced on another replica just now is no reason to end anything', async (test) => {
    const { world, replica } = await begin(test);
    const other = await world.start();
    await post(replica);
    world.slack.grants.remove(A);
    await world.install(other, { team: A });
    await expect(post(replica)).rejects.toMatchObject({ kind: 'passing', code: 'token_changed' });
    await post(replica);
    expect(lastToken(world)).toBe(world.slack.grants.issued.at(-1));
    expect(replica.bot.left).toEqual([]);
  });

  it('what a team installed again while its old token was refreshed keeps its own token', async (test) => {
    const { world, replica } = await begin(test);
    const record = await world.records.get(A);
    if (record?.kind !== 'installed') throw new Error('it is not installed');
    const again = { ...record, installedAt: record.installedAt + 1 };
    pass(11 * HOUR);
    world.slack.refuse(({ method }) => {
      if (method === 'oauth.v2.access') void world.records.set(A, again);
      return undefined;
    });
    await post(replica);
    expect(await world.records.get(A)).toEqual(again);
  });

  it('what a team removed while its token was refreshed stays removed', async (test) => {
    const { world, replica } = await begin(test);
    pass(11 * HOUR);
    world.slack.refuse(({ method }) => {
      if (method === 'oauth.v2.access')
        void world.records.set(A, { version: 1, kind: 'removed', team: A, removedAt: Date.now() });
      return undefined;
    });
    await post(replica).catch(() => undefined);
    expect((await world.records.get(A))?.kind).toBe('removed');
    pass(3 * SECOND);
    await expect(post(replica)).rejects.toMatchObject({ code: 'app_removed' });
  });
});

describe('TOKEN_KEY', () => {
  it('that was changed is said clearly; what waits stays, and another installation mends it', async (test) => {
    const world = await TeamsWorld.begin(test);
    const before = await world.start();
    for (const team of [A, B]) await world.install(before, { team });
    await before.stop();
    const replica = await world.start({ tokenKeys: [OTHER_KEY] });
    await expect(post(replica)).rejects.toMatchObject({ kind: 'passing', code: 'wrong_key' });
    expect(replica.bot.faults.inWorkspace(A)).toEqual([
      {
        words: expect.stringMatching(/T0AAAAAAA can’t be decrypted with TOKEN_KEY.*slack\/install/),
        inChat: expect.stringMatching(/installed again/),
        workspace: A,
      },
    ]);
    expect((await world.records.get(A))?.kind).toBe('installed');
    await world.install(replica, { team: A });
    await post(replica);
    expect(replica.bot.faults.inWorkspace(A)).toEqual([]);
    expect(replica.bot.faults.inWorkspace(B)).toHaveLength(1);
  });

  it('that is followed by the old one encrypts the tokens anew at the start', async (test) => {
    const world = await TeamsWorld.begin(test);
    const before = await world.start();
    await world.install(before, { team: A });
    await before.stop();
    await (await world.start({ tokenKeys: [OTHER_KEY, KEY] })).stop();
    const after = await world.start({ tokenKeys: [OTHER_KEY] });
    await post(after);
    expect(lastToken(world)).toBe(world.slack.grants.issued[0]);
  });

  it('binds a token to its team: one that is copied to another can’t be read', async (test) => {
    const world = await TeamsWorld.begin(test);
    const replica = await world.start();
    await world.install(replica, { team: A });
    const record = await world.records.get(A);
    if (record?.kind !== 'installed') throw new Error('it is not installed');
    await world.records.set(B, { ...record, team: B });
    await expect(post(replica, B)).rejects.toMatchObject({ code: 'wrong_key' });
    expect(world.slack.callsOf('chat.postMessage')).toEqual([]);
  });
});

describe('a store that fails', () => {
  it('delays messages, and ends nothing', async (test) => {
    const world = await TeamsWorld.begin(test);
    const replica = await world.start();
    await world.install(replica, { team: A });
    const next = await world.start();
    world.records.before = () => {
      throw new Error('the store is away');
    };
    await next.stop();
    const third = await world.start();
    await expect(post(third)).rejects.toMatchObject({ kind: 'passing', code: 'store_failed' });
    expect(third.bot.left).toEqual([]);
    world.records.before = () => undefined;
    await post(third);
  });
});

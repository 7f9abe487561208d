import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type SessionStore,
  type StoredSession,
  sessionSchema,
} from '../../../src/chat/discord/connect/session.ts';
import {
  MAX_SESSION_AGE,
  SAVE_INTERVAL,
  SessionKeeper,
  type SessionKeeperOptions,
} from '../../../src/chat/discord/connect/sessionKeeper.ts';
import { createLog } from '../../../src/log.ts';
import { Secrets } from '../../../src/secrets.ts';

const TOKEN = 'discord-bot-token';
const BOT = { applicationId: '1100000000000000001', name: 'threadwatch' };
const INFO = {
  sessionId: 'abc',
  sequence: 1,
  resumeURL: 'wss://gateway-us-east1-b.discord.gg',
  shardId: 0,
  shardCount: 1,
};

/** What each process finds, and how often it was written. */
let saves: StoredSession[];
let lines: string[];

const sessions: SessionStore = {
  load: async () => saves.at(-1),
  save: async (session) => {
    saves.push(sessionSchema.parse(JSON.parse(JSON.stringify(session))));
  },
};

beforeEach(() => {
  saves = [];
  lines = [];
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 25) });
});

afterEach(() => {
  vi.useRealTimers();
});

/** The keeper of a process that starts now. */
function start(options: Partial<SessionKeeperOptions> = {}): SessionKeeper {
  const destination = new Writable({
    write(line, _encoding, done) {
      lines.push(String(line));
      done();
    },
  });
  return new SessionKeeper({
    shard: { id: 0, count: 1 },
    sessions,
    token: TOKEN,
    apiUrl: 'https://discord.com/api',
    clock: { now: () => Date.now() },
    log: createLog({ level: 'trace', secrets: new Secrets(), destination }),
    ...options,
  });
}

/** A session that one process has begun, and that the next finds. */
async function leaveSession(): Promise<void> {
  const keeper = start();
  keeper.update(INFO);
  keeper.begin(BOT);
  keeper.update({ ...INFO, sequence: 7 });
  await keeper.save();
}

async function loadInfo(options: Partial<SessionKeeperOptions> = {}) {
  const keeper = start(options);
  await keeper.load();
  return keeper.info;
}

describe('the session that is stored', () => {
  it('is resumed by the next process, with what READY said about the bot', async () => {
    await leaveSession();
    const keeper = start();
    await keeper.load();
    expect(keeper.info).toEqual({ ...INFO, sequence: 7 });
    expect(keeper.bot).toEqual(BOT);
  });

  it('does not hold the token', async () => {
    await leaveSession();
    expect(JSON.stringify(saves)).not.toContain(TOKEN);
  });

  it.each([
    ['another token', { token: 'another-token' }],
    ['another Discord', { apiUrl: 'http://127.0.0.1:1234/api' }],
  ] as const)('is not resumed with %s', async (_, options) => {
    await leaveSession();
    expect(await loadInfo(options)).toBeNull();
  });

  it.each([
    ['whose address was changed', { resumeUrl: 'wss://elsewhere.example' }],
    ['of another application', { bot: { ...BOT, applicationId: '1100000000000000002' } }],
    ['of another shard', { shardId: 1 }],
    ['of another shard count', { shardCount: 2 }],
  ] as const)('is not resumed where it is one %s', async (_, change) => {
    await leaveSession();
    saves = saves.map((session) => ({ ...session, ...change }));
    expect(await loadInfo()).toBeNull();
    expect(lines.join('')).toContain('is not resumed');
  });

  it('is not resumed when it is too old', async () => {
    await leaveSession();
    vi.advanceTimersByTime(MAX_SESSION_AGE);
    expect(await loadInfo()).not.toBeNull();
    vi.advanceTimersByTime(1);
    expect(await loadInfo()).toBeNull();
  });

  it('stays fresh while the connection is alive, however little happens', async () => {
    const keeper = start();
    keeper.update(INFO);
    keeper.begin(BOT);
    for (let minute = 0; minute < 60; minute += 1) {
      await vi.advanceTimersByTimeAsync(60_000);
      keeper.refresh();
    }
    await vi.advanceTimersByTimeAsync(SAVE_INTERVAL);
    expect(await loadInfo()).toEqual(INFO);
  });

  it.each([
    ['read', { load: () => Promise.reject(new Error('the disk is gone')) }],
    ['written', { save: () => Promise.reject(new Error('the disk is gone')) }],
  ] as const)('costs nothing but a new session where it can not be %s', async (_, broken) => {
    await leaveSession();
    saves = [];
    const keeper = start({ sessions: { ...sessions, ...broken } });
    await keeper.load();
    keeper.update(INFO);
    keeper.begin(BOT);
    await keeper.save();
    expect(keeper.info).toEqual(INFO);
    expect(lines.join('')).toContain('the disk is gone');
  });
});

describe('the store is written', () => {
  it('at once when a session begins, and then once in five seconds, however many events come', async () => {
    const keeper = start();
    keeper.update(INFO);
    keeper.begin(BOT);
    expect(saves.map(({ sequence }) => sequence)).toEqual([1]);
    for (let event = 2; event <= 1_001; event += 1) {
      keeper.update({ ...INFO, sequence: event });
      await vi.advanceTimersByTimeAsync(20);
    }
    expect(saves.map(({ sequence }) => sequence)).toEqual([1, 251, 501, 751, 1_001]);
  });

  it('with the last event at the stop, and never after it', async () => {
    const keeper = start();
    keeper.update(INFO);
    keeper.begin(BOT);
    keeper.update({ ...INFO, sequence: 2 });
    await keeper.save();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(saves.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  it('never with a session that Discord has refused', async () => {
    await leaveSession();
    const keeper = start();
    await keeper.load();
    const before = saves.length;
    keeper.update({ ...INFO, sequence: 8 });
    keeper.update(null);
    await keeper.save();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(saves).toHaveLength(before);
    expect(keeper.info).toBeNull();
  });

  it('never with a session that this process has not resumed yet', async () => {
    await leaveSession();
    const before = saves.length;
    const keeper = start();
    await keeper.load();
    await keeper.save();
    expect(saves).toHaveLength(before);
  });

  it('never with a READY that names no session: the one before it goes on', async () => {
    const keeper = start();
    keeper.update(INFO);
    keeper.begin(BOT);
    keeper.update(JSON.parse('{"shardId":0,"shardCount":1,"sequence":9}'));
    await keeper.save();
    expect(keeper.info).toEqual(INFO);
    expect(saves.at(-1)).toMatchObject({ sessionId: 'abc' });
  });
});

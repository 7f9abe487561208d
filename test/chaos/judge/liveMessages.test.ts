import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/duration.ts';
import type { History } from '../history.ts';
import type { Transcript, Typed } from '../transcript.ts';
import { idOf } from '../world.ts';
import { judge } from './judge.ts';

const WATCH = {
  at: 0,
  kind: 'watch',
  channel: 0,
  containers: [0],
  namesOwner: true,
  hasNote: false,
} as const;

/** A channel watches a container while the chat takes nothing, and is never told anything. */
const history: History = {
  containers: [{ fate: 'is never seen', at: 0, account: 0 }],
  channels: 1,
  events: [WATCH, { at: 0, kind: 'chat fails', span: 5 * MINUTE, takes: false }],
  threadsFaults: [],
  usage: [{ from: 0, used: 0 }],
  store: 'redis',
};

const EMPTY: Transcript = {
  told: [],
  typed: [],
  bornAt: new Map([[0, 0]]),
  deaths: [],
  sleeps: [],
  stops: [],
  flushes: [],
  failovers: [],
  pauses: [],
  denied: 0,
  lists: ['watches nothing'],
  faults: [],
};

const TYPED: Typed = {
  at: 0,
  answeredAt: 0,
  command: WATCH,
  containers: [0],
  note: undefined,
  outcome: 'done',
  answer: '👀',
};

function missed(happened: Partial<Transcript>, day = history): readonly string[] {
  const { missed } = judge(day, { ...EMPTY, typed: [TYPED], ...happened });
  return missed.filter((words) => words.includes('live message was due'));
}

describe('a live message that waits for the chat is owed', () => {
  const flush = { at: SECOND, isRemembered: true };

  it('where the store keeps it', () => {
    expect(missed({})).toHaveLength(1);
  });

  it('where the process that is there puts its watch back into an emptied store', () => {
    expect(missed({ flushes: [flush] })).toHaveLength(1);
  });

  it('where the process dies long before the store is emptied', () => {
    expect(missed({ flushes: [{ ...flush, at: 2 * MINUTE }], deaths: [MINUTE] })).toHaveLength(1);
  });

  it('but not where the process dies before it has put anything back', () => {
    expect(missed({ flushes: [flush], deaths: [10 * SECOND] })).toEqual([]);
  });

  it('but not where the store is emptied while no process is there', () => {
    expect(missed({ flushes: [{ ...flush, isRemembered: false }] })).toEqual([]);
  });

  it('where it was due before the store was emptied', () => {
    expect(missed({ flushes: [{ at: 30 * MINUTE, isRemembered: false }] })).toHaveLength(1);
  });
});

describe('where a `watch` is answered late, its first check counts', () => {
  const fails: History = { ...history, containers: [{ fate: 'fails', at: 30 * SECOND, account: 0 }] };

  it('which has no live message where it finds the end of its container', () => {
    expect(missed({ typed: [{ ...TYPED, answeredAt: 5 * MINUTE }] }, fails)).toEqual([]);
  });

  it('and a live message is owed where the container went on', () => {
    expect(missed({ typed: [{ ...TYPED, answeredAt: 10 * SECOND }] }, fails)).toHaveLength(1);
  });
});

describe('a live message that waits for the chat while its watch is stopped', () => {
  const fails: History = { ...history, containers: [{ fate: 'fails', at: 30 * SECOND, account: 0 }] };
  const unwatch = { at: 10 * SECOND, kind: 'unwatch', channel: 0, container: 0 } as const;
  const stopped: Typed = {
    ...TYPED,
    at: unwatch.at,
    answeredAt: unwatch.at,
    command: unwatch,
    answer: idOf(0),
  };
  const typedAnew = (at: number): Typed => ({ ...TYPED, at, answeredAt: at });

  it('is owed', () => {
    expect(missed({ typed: [TYPED, stopped] }, fails)).toHaveLength(1);
  });

  it('also where a newer watch found the container as it was', () => {
    expect(missed({ typed: [TYPED, stopped, typedAnew(20 * SECOND)] }, fails)).toHaveLength(2);
  });

  it('but not where a newer watch was answered with the end of the container', () => {
    expect(missed({ typed: [TYPED, stopped, typedAnew(MINUTE)] }, fails)).toEqual([]);
  });

  it('and again where that newer watch came long after it was due', () => {
    expect(missed({ typed: [TYPED, stopped, typedAnew(HOUR)] }, fails)).toHaveLength(1);
  });
});

/** Commands that are typed at one moment, and how the live message of the last watch ends. */
function missedAtTheEnd(order: readonly ('watch' | 'unwatch')[], words: string): readonly string[] {
  const id = idOf(0);
  const stop = { at: 0, kind: 'unwatch', channel: 0, container: 0 } as const;
  const versions = [`👀 Watching ${id}`, `${words} ${id}`].map((each, index) => ({
    at: index * DAY,
    words: each,
    isOfFormer: false,
  }));
  const day: History = { ...history, containers: [{ fate: 'stays ready', at: 0, account: 0 }], events: [] };
  const transcript: Transcript = {
    ...EMPTY,
    told: [{ nonce: 'm1', channel: 'c1', at: 0, first: `👀 Watching ${id}`, versions, deletedAt: undefined }],
    typed: order.map((kind) => ({
      ...TYPED,
      command: kind === 'watch' ? WATCH : stop,
      answer: id,
    })),
  };
  return judge(day, transcript).missed.filter((each) => each.includes('its live message reads'));
}

describe('of commands that are typed at one moment, the order says how a live message ends', () => {
  it('by its container, where the watch came last', () => {
    expect(missedAtTheEnd(['watch', 'unwatch', 'watch'], '⌛')).toEqual([]);
    expect(missedAtTheEnd(['watch', 'unwatch', 'watch'], 'stopped by ann:')).toHaveLength(1);
  });

  it('by whoever stopped it, where that came last', () => {
    expect(missedAtTheEnd(['watch', 'unwatch'], 'stopped by ann:')).toEqual([]);
    expect(missedAtTheEnd(['watch', 'unwatch'], '⌛')).toHaveLength(1);
  });
});

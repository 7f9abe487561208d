import { describe, expect, it } from 'vitest';
import { type Evidence, judge, type Told } from './judge.ts';
import type { OwnerChange } from './replicas.ts';
import { containerAt, WORKSPACES, type Workspace } from './workspaces.ts';
import { Writers } from './writers.ts';

const CONTAINER = containerAt(1);
const [workspace] = WORKSPACES as readonly [Workspace, ...Workspace[]];
const { partition } = workspace;

/** Replica 0 owned the partition at first; it was killed at 20,000, and replica 1 took over. */
const CHANGES: readonly OwnerChange[] = [
  { at: 1_000, replica: 0, partition, isOwner: true },
  { at: 26_000, replica: 1, partition, isOwner: true },
];

const live = (at: number, message = 'live'): Told => ({
  at,
  replica: 0,
  message,
  text: `👀 Watching ${CONTAINER}`,
});
const alert = (at: number, message = 'alert', replica = 1): Told => ({
  at,
  replica,
  message,
  text: `Container ${CONTAINER} failed`,
});

function judged(told: readonly Told[], more: Partial<Evidence> = {}) {
  return judge({
    watched: [{ container: CONTAINER, workspace, asked: 1 }],
    told,
    changes: CHANGES,
    failedAt: new Map([[CONTAINER, 10_000]]),
    outcome: { words: '', disturbances: [{ at: 20_000, over: 20_000 }], failovers: [], faults: [] },
    ...more,
  });
}

describe('a run with real replicas is judged:', () => {
  it('an alert after the takeover is in time', () => {
    expect(judged([live(5_000), alert(29_000)])).toEqual({
      alerts: 1,
      missed: [],
      late: [],
      duplicates: 0,
      faults: [],
    });
  });

  it('an alert that never came is missed, also if the live message shows the failure', () => {
    expect(judged([live(5_000), { ...alert(29_000), message: 'live' }]).missed).toEqual([CONTAINER]);
  });

  it('an alert more than 10 s after the kill is late', () => {
    expect(judged([live(5_000), alert(30_500)]).late).toEqual([`${CONTAINER}, by 500 ms`]);
  });

  it('a message that came twice is a duplicate, and one more than there were takeovers is a fault', () => {
    const twice = [alert(27_000), alert(28_000, 'again')];
    expect(judged(twice)).toMatchObject({ duplicates: 1, faults: [] });
    expect(judged([...twice, alert(28_500, 'once more')])).toMatchObject({
      duplicates: 2,
      faults: [`${CONTAINER} was told 2 times too often`],
    });
    const outcome = { words: '', disturbances: [], failovers: [], faults: [], isGraceful: true };
    expect(judged(twice, { outcome }).faults).toEqual([`${CONTAINER} was told 1 times too often`]);
  });

  it('whoever asked twice may be told twice that it is watched', () => {
    const told = [live(5_000), live(6_000, 'again'), alert(27_000)];
    expect(judged(told).duplicates).toBe(1);
    const watched = [{ container: CONTAINER, workspace, asked: 2 }];
    expect(judged(told, { watched }).duplicates).toBe(0);
  });

  it('what a former owner sends after the takeover is a fault, but for what it had on its way when it was paused', () => {
    expect(judged([alert(27_000, 'alert', 0)]).faults).toEqual([
      `replica 0 told of ${CONTAINER} 1000 ms after replica 1 took partition ${partition} over`,
    ]);
    const outcome = { words: '', disturbances: [], failovers: [], faults: [], resumedAt: 26_900 };
    expect(judged([alert(27_000, 'alert', 0)], { outcome }).faults).toEqual([]);
  });
});

describe('who writes, by what Redis says that it does:', () => {
  const write = (writers: Writers, of: number, token: string, isTaken = true): void => {
    const lock = `{threadwatch-cluster}:partitions:partition-${of}:lock`;
    writers.take(
      `1764.1 [0 198.18.0.1:5000] "EVALSHA" "abc" "2" "${lock}" "threadwatch{${of}}:a::b" "${token}" "x"`,
    );
    writers.take(`1764.1 [0 lua] "GET" "${lock}"`);
    writers.take(
      isTaken
        ? `1764.1 [0 lua] "SET" "threadwatch{${of}}:a::b" "x"`
        : `1764.1 [0 lua] "UNLINK" "${lock}:none"`,
    );
  };

  it('one lease after the other is right', () => {
    const writers = new Writers();
    for (const token of ['one', 'one', 'two', 'two']) write(writers, 3, token);
    write(writers, 4, 'one');
    expect([writers.count, writers.faults]).toEqual([3, []]);
  });

  it('a refused write is none', () => {
    const writers = new Writers();
    for (const token of ['one', 'two']) write(writers, 3, token);
    write(writers, 3, 'one', false);
    expect(writers.faults).toEqual([]);
  });

  it('two leases in turns are two writers', () => {
    const writers = new Writers();
    for (const token of ['one', 'two', 'one']) write(writers, 3, token);
    expect(writers.faults).toEqual(['partition 3 was written by a lease that another one had followed']);
  });
});

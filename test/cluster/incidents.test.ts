import { describe, expect, it } from 'vitest';
import { Incidents } from '../../src/cluster/incidents.ts';
import { SteppedTime } from '../support/steppedClusterTime.ts';

function createIncidents() {
  const time = new SteppedTime();
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  return { time, lines, incidents: new Incidents('redis://redis:6379', { info: log, warn: log }, time) };
}

describe('incidents of the cluster’s Redis', () => {
  it('have one line when they begin, whatever all clients say, and one when they are over', async () => {
    const { time, lines, incidents } = createIncidents();
    const read = "READONLY You can't write against a read only replica. script: d96c, on @user_script:217.";
    for (let second = 0; second < 30; second++) {
      incidents.report(new Error(read));
      incidents.report(new Error('Socket closed unexpectedly'));
      incidents.report(Object.assign(new Error(''), { code: 'ECONNREFUSED' }));
      incidents.noteAnswer();
      await time.pass(1_000);
    }
    await time.pass(1_000);
    incidents.noteAnswer();
    incidents.noteAnswer();
    expect(lines).toEqual([
      "The cluster’s connection to Redis at redis://redis:6379 failed: READONLY You can't write against a read only replica. This Redis is a replica. During a failover that passes; if it lasts, put the address of the master into STORE_URL. Until Redis answers, this replica checks nothing and answers nobody",
      'Redis at redis://redis:6379 answers again. It did not for about 29 s',
    ]);
  });

  it('count the requests that were refused meanwhile, and those of the next incident anew', async () => {
    const { time, lines, incidents } = createIncidents();
    for (const refusals of [3, 1, 0]) {
      // Another error, outside of any incident.
      incidents.report(new Error('ERR value is not an integer'));
      incidents.countRefused();
      incidents.report(new Error('Socket closed unexpectedly'));
      for (let each = 0; each < refusals; each += 1) incidents.countRefused();
      expect(incidents.isOpen).toBe(true);
      await time.pass(3_000);
      incidents.noteAnswer();
      expect(incidents.isOpen).toBe(false);
    }
    expect(lines.filter((line) => line.includes('answers again'))).toEqual([
      'Redis at redis://redis:6379 answers again. It did not for about 0.1 s. Meanwhile 3 requests were refused, and whoever asked was told so',
      'Redis at redis://redis:6379 answers again. It did not for about 0.1 s. Meanwhile 1 request was refused, and whoever asked was told so',
      'Redis at redis://redis:6379 answers again. It did not for about 0.1 s',
    ]);
  });

  it('do not begin with what a reconnect of our own makes the clients say', () => {
    const { lines, incidents } = createIncidents();
    incidents.report(new Error('Disconnects client'));
    incidents.report(new Error('The client is closed'));
    expect(lines).toEqual([]);
  });

  it('say once that the leases are late, however many kinds of jobs find it out', async () => {
    const { time, lines, incidents } = createIncidents();
    for (let pauses = 0; pauses < 2; pauses += 1) {
      incidents.reportLate(7_964, 5_000);
      incidents.reportLate(7_876, 5_000);
      await time.pass(5_000);
    }
    const line =
      'The leases are renewed 7964 ms late, because this process was blocked or paused. They last 5000 ms';
    expect(lines).toEqual([line, line]);
  });

  it('keep another error from being said more than once a minute', async () => {
    const { time, lines, incidents } = createIncidents();
    for (let second = 0; second < 90; second++) {
      incidents.report(new Error('ERR value is not an integer'));
      await time.pass(1_000);
    }
    expect(lines).toEqual([
      'Redis at redis://redis:6379 answered the cluster with an error: ERR value is not an integer',
      'Redis at redis://redis:6379 answered the cluster with an error: ERR value is not an integer',
    ]);
  });
});

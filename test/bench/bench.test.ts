import { describe, expect, it } from 'vitest';
import { DAY } from '../../src/duration.ts';
import { judge } from './checks/judge.ts';
import { simulate } from './checks/schedules.ts';
import type { TracedContainer } from './checks/trace.ts';
import type { Figure, Group } from './figure.ts';
import { measureChecks } from './groups/checks.ts';
import { groups } from './groups.ts';
import { describeUsage, readOptions, UsageError } from './options.ts';
import { renderJson, renderTable } from './renderFigures.ts';
import { percentile } from './support/percentile.ts';

const FIGURES: readonly Figure[] = [
  { name: 'checks.max', value: 7, unit: 'checks', how: 'counted' },
  { name: 'checks.max[every minute]', value: 1_440, unit: 'checks', how: 'counted' },
  { name: 'cpu.share', value: 0.123_456, unit: 'share of a core', how: 'measured' },
];

const KNOWN: readonly Group[] = ['checks', 'ack'].map((name) => ({
  name,
  measures: `what ${name} costs`,
  run: async () => [],
}));

describe('the table', () => {
  it('shows each figure with its unit and its target, and says plainly which is missed', () => {
    expect(renderTable(FIGURES)).toBe(
      [
        'figure                    value  unit             at most          how',
        'checks.max                    7  checks                 7  met     counted',
        'checks.max[every minute]  1,440  checks                            counted',
        'cpu.share                 0.123  share of a core      0.1  MISSED  measured',
        '',
        '1 of the figures misses its target: cpu.share.',
        '',
      ].join('\n'),
    );
  });

  it('says so when none is missed', () => {
    expect(renderTable(FIGURES.slice(0, 2))).toContain('Every figure that has a target meets it.');
  });

  it('counts a figure that is no number as missed', () => {
    expect(renderTable([{ name: 'checks.max', value: Number.NaN, unit: '', how: '' }])).toContain('MISSED');
  });
});

describe('the JSON', () => {
  it('holds each figure with name, value, unit and how, and nothing else', () => {
    expect(JSON.parse(renderJson(FIGURES))).toEqual({
      figures: [FIGURES[0], FIGURES[1], { ...FIGURES[2], value: 0.123 }],
    });
  });
});

describe('the command line', () => {
  it('runs everything, or the groups that are named', () => {
    expect(readOptions([], KNOWN)).toEqual({ help: false, json: false, groups: KNOWN });
    expect(readOptions(['ack', '--json'], KNOWN)).toEqual({ help: false, json: true, groups: [KNOWN[1]] });
  });

  it('refuses a group that does not exist by naming those that do', () => {
    expect(() => readOptions(['speed'], KNOWN)).toThrow(
      new UsageError(
        'There is no group "speed"; there are checks, ack. For example: npm run bench -- checks',
      ),
    );
  });

  it('refuses an unknown flag by naming those that exist', () => {
    expect(() => readOptions(['--fast'], KNOWN)).toThrow(/Flags are --json and --help/);
  });

  it('tells in its help what each group measures', () => {
    const help = describeUsage(groups);
    for (const { name, measures } of groups)
      expect(help).toMatch(new RegExp(`^  ${name} +${measures}$`, 'm'));
  });
});

describe('a percentile', () => {
  it('is a value of the sample, whatever its order', () => {
    const sample = Array.from({ length: 1_000 }, (_, index) => 1_000 - index);
    expect([0.5, 0.99, 0.999, 1].map((share) => percentile(sample, share))).toEqual([500, 990, 999, 1_000]);
    expect(() => percentile([], 0.5)).toThrow(RangeError);
  });
});

describe('the judge of checks', () => {
  const video: TracedContainer = {
    id: '17900000000000001',
    createdAt: 0,
    watchedAfter: 2_000,
    saysAge: false,
    life: [
      { after: 0, status: 'IN_PROGRESS' },
      { after: 40_000, status: 'FINISHED' },
      { after: 70_000, status: 'PUBLISHED' },
    ],
  };
  const failed: TracedContainer = {
    ...video,
    life: [
      { after: 1_000, status: 'FINISHED' },
      { after: DAY, status: 'EXPIRED' },
    ],
  };

  it('measures from each change that is told to the check that saw it', () => {
    const { checks, checksPublishedEarly, detection, missed } = judge([
      { container: video, checks: [2_000, 62_000, 122_000] },
    ]);
    expect({ checks, checksPublishedEarly, detection, missed }).toEqual({
      checks: [3],
      checksPublishedEarly: [3],
      detection: [22_000, 52_000],
      missed: [],
    });
  });

  it('leaves out a change that another overtook, and one that the watch was answered with', () => {
    expect(judge([{ container: video, checks: [2_000, 92_000] }]).detection).toEqual([22_000]);
    expect(judge([{ container: failed, checks: [2_000] }]).detection).toEqual([]);
  });

  it('names whose end no check saw, and how late the others were', () => {
    expect(judge([{ container: failed, checks: [2_000, DAY - 1] }])).toMatchObject({
      missed: [failed.id],
      expired: [],
    });
    expect(judge([{ container: failed, checks: [DAY + 3_000] }])).toMatchObject({
      missed: [],
      expired: [3_000],
    });
  });

  it('has a plain schedule end with its patience, or with what it waits for', () => {
    expect(simulate(video, { label: '', every: 20_000, atMost: 3 })).toEqual([2_000, 22_000, 42_000]);
    expect(simulate(video, { label: '', every: 60_000, atMost: 90 })).toEqual([2_000, 62_000, 122_000]);
  });
});

describe('checks over a trace', () => {
  it('stay within seven, miss nothing, and come out the same every time', async () => {
    const figures = await measureChecks(60);
    const values = new Map(figures.map(({ name, value }) => [name, value]));
    expect(values.get('checks.max')).toBeLessThanOrEqual(7);
    expect(values.get('checks.missed')).toBe(0);
    expect(values.get('checks.max[every minute until done]')).toBeGreaterThan(1_000);
    expect(await measureChecks(60)).toEqual(figures);
  });
});

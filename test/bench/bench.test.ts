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
  { name: 'checks.max', value: 8, unit: 'checks', how: 'counted' },
  { name: 'checks.max[every minute]', value: 1_440, unit: 'checks', how: 'counted' },
  { name: 'cpu.share', value: 0.123_456, unit: 'share of a core', how: 'measured' },
];

const KNOWN: readonly Group[] = ['checks', 'ack'].map((name) => ({
  name,
  measures: `what ${name} costs`,
  run: async () => [],
}));

describe('the table', () => {
  it('shows each figure with its unit and target, and marks a missed target', () => {
    expect(renderTable(FIGURES)).toBe(
      [
        'figure                    value  unit             at most          how',
        'checks.max                    8  checks                 8  met     counted',
        'checks.max[every minute]  1,440  checks                            counted',
        'cpu.share                 0.123  share of a core      0.1  MISSED  measured',
        '',
        '1 of the figures misses its target: cpu.share.',
        '',
      ].join('\n'),
    );
  });

  it('says so if every target is met', () => {
    expect(renderTable(FIGURES.slice(0, 2))).toContain('Every figure that has a target meets it.');
  });

  it('counts NaN as a missed target', () => {
    expect(renderTable([{ name: 'checks.max', value: Number.NaN, unit: '', how: '' }])).toContain('MISSED');
  });
});

describe('the JSON', () => {
  it('contains name, value, unit and how of each figure, and nothing else', () => {
    expect(JSON.parse(renderJson(FIGURES))).toEqual({
      figures: [FIGURES[0], FIGURES[1], { ...FIGURES[2], value: 0.123 }],
    });
  });
});

describe('the command line', () => {
  it('selects all groups, or the named ones', () => {
    expect(readOptions([], KNOWN)).toEqual({ help: false, json: false, groups: KNOWN });
    expect(readOptions(['ack', '--json'], KNOWN)).toEqual({ help: false, json: true, groups: [KNOWN[1]] });
  });

  it('selects a group that takes long only where it is named', () => {
    const long: Group = { name: 'cluster', measures: 'many', isSeparate: true, run: async () => [] };
    expect(readOptions([], [...KNOWN, long]).groups).toEqual(KNOWN);
    expect(readOptions(['cluster'], [...KNOWN, long]).groups).toEqual([long]);
  });

  it('refuses an unknown group and names the known ones', () => {
    expect(() => readOptions(['speed'], KNOWN)).toThrow(
      new UsageError(
        'There is no group "speed". The groups are checks, ack. For example: npm run bench -- checks',
      ),
    );
  });

  it('refuses an unknown flag and names the known ones', () => {
    expect(() => readOptions(['--fast'], KNOWN)).toThrow(/Flags are --json and --help/);
  });

  it('lists in its help what each group measures', () => {
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
    givesAge: false,
    changes: [
      { after: 0, status: 'IN_PROGRESS' },
      { after: 40_000, status: 'FINISHED' },
      { after: 70_000, status: 'PUBLISHED' },
    ],
  };
  const failed: TracedContainer = {
    ...video,
    changes: [
      { after: 1_000, status: 'FINISHED' },
      { after: DAY, status: 'EXPIRED' },
    ],
  };

  it('measures from each reported change to the check that found it', () => {
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

  it('leaves out a change that was followed by another before a check, and one before the watch', () => {
    expect(judge([{ container: video, checks: [2_000, 92_000] }]).detection).toEqual([22_000]);
    expect(judge([{ container: failed, checks: [2_000] }]).detection).toEqual([]);
  });

  it('names the containers whose end no check found, and how late the others were found', () => {
    expect(judge([{ container: failed, checks: [2_000, DAY - 1] }])).toMatchObject({
      missed: [failed.id],
      expired: [],
    });
    expect(judge([{ container: failed, checks: [DAY + 3_000] }])).toMatchObject({
      missed: [],
      expired: [3_000],
    });
  });

  it('simulates a plain schedule up to its maximum or to a final status', () => {
    expect(simulate(video, { label: '', interval: 20_000, maxChecks: 3 })).toEqual([2_000, 22_000, 42_000]);
    expect(simulate(video, { label: '', interval: 60_000, maxChecks: 90 })).toEqual([2_000, 62_000, 122_000]);
  });
});

describe('checks over a trace', () => {
  it('are at most eight per container, miss nothing, and are the same every time', async () => {
    const figures = await measureChecks(30);
    const values = new Map(figures.map(({ name, value }) => [name, value]));
    expect(values.get('checks.max')).toBeLessThanOrEqual(8);
    expect(values.get('checks.missed')).toBe(0);
    expect(values.get('checks.max[every minute until done]')).toBeGreaterThan(1_000);
    expect(await measureChecks(30)).toEqual(figures);
  });
});

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { createMetrics } from '../../src/app/metrics.ts';
import { groupsOf, readDocument } from '../docs/readDocument.ts';

const RULES = readFileSync('ops/alerts.yml', 'utf8');
const PLAYED = readFileSync('ops/alerts.test.yml', 'utf8');
const ALERTS = groupsOf(RULES, /^ +- alert: (\w+)$/gm);

const dashboardSchema = z.object({
  panels: z.array(
    z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).optional() }),
  ),
  templating: z.object({ list: z.array(z.object({ query: z.union([z.string(), z.looseObject({})]) })) }),
});
const DASHBOARD = dashboardSchema.parse(JSON.parse(readFileSync('ops/dashboard.json', 'utf8')));

/** Prometheus' own tool: of Debian's package `prometheus`. */
const HAS_PROMTOOL = spawnSync('promtool', ['--version']).status === 0;

/** The names of all series that `/metrics` has, and the labels of each. */
async function readSeries(): Promise<Map<string, ReadonlySet<string>>> {
  const { registry } = createMetrics({
    version: '1.2.3',
    platforms: ['slack'],
    isReady: () => true,
    holdsStore: async () => true,
    readState: () => undefined,
    readOwnership: () => ({ partitions: [0], count: 2, replicas: 2, refusedWrites: 0 }),
  });
  const names = (await registry.getMetricsAsJSON()).map(({ name }) => name);
  const series = new Map<string, ReadonlySet<string>>();
  for (const name of names) {
    const labels: unknown = Reflect.get(registry.getSingleMetric(name) ?? {}, 'labelNames');
    const known = new Set(z.array(z.string()).catch([]).parse(labels));
    series.set(name, known);
    for (const part of ['bucket', 'sum', 'count']) series.set(`${name}_${part}`, known);
  }
  return series;
}

function namesIn(text: string): string[] {
  return [...new Set(groupsOf(text, /\b((?:threadwatch|process|nodejs)_\w+)/g))];
}

it.skipIf(!HAS_PROMTOOL)(
  `every alert fires on a bot that is broken, and none on one that is well${HAS_PROMTOOL ? '' : ': left out, since promtool is not installed'}`,
  () => {
    const run = (...args: string[]): string => execFileSync('promtool', args, { encoding: 'utf8' });
    expect(run('check', 'rules', 'ops/alerts.yml')).toContain(`${ALERTS.length} rules found`);
    expect(run('test', 'rules', 'ops/alerts.test.yml')).toContain('SUCCESS');
  },
);

it('each alert is played twice, on a bot that is broken and on one that is well, and is explained', () => {
  expect(ALERTS.length).toBeGreaterThanOrEqual(6);
  const [well = '', ...broken] = PLAYED.split(/^ {2}- name: /m).slice(1);
  const { text } = readDocument('docs/operating.md');
  for (const alert of ALERTS) {
    expect(well).toContain(`alertname: ${alert}, exp_alerts: [] }`);
    expect(broken.join('')).toMatch(new RegExp(`alertname: ${alert}\\n +exp_alerts:\\n +- exp_labels`));
    expect(text).toContain(`| \`${alert}\``);
  }
  expect(groupsOf(text, /^\| `(Threadwatch\w+)`/gm).sort()).toEqual(ALERTS.toSorted());
});

it('every metric that a rule names is one that the program has', async () => {
  const series = await readSeries();
  expect(namesIn(RULES).length).toBeGreaterThan(8);
  for (const text of [RULES, PLAYED]) expect(namesIn(text).filter((name) => !series.has(name))).toEqual([]);
});

it('every query of the dashboard names metrics of the program, and labels that they have', async () => {
  const series = await readSeries();
  const queries = DASHBOARD.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  expect(queries.length).toBeGreaterThan(20);
  const variables = DASHBOARD.templating.list.map(({ query }) => JSON.stringify(query)).join('\n');
  for (const text of [...queries, variables])
    expect(namesIn(text).filter((name) => !series.has(name))).toEqual([]);
  for (const query of queries) {
    const [name = ''] = namesIn(query);
    const grouped = groupsOf(query, /\bby \(([\w, ]+)\)/g).flatMap((list) => list.split(', '));
    const known = [...(series.get(name) ?? []), 'le', 'job', 'instance'];
    expect(grouped.filter((label) => !known.includes(label))).toEqual([]);
  }
});

it('the dashboard shows every metric of ours', async () => {
  const shown = DASHBOARD.panels.flatMap(({ targets = [] }) =>
    namesIn(targets.map(({ expr }) => expr).join()),
  );
  const { registry } = createMetrics({
    version: '1.2.3',
    platforms: [],
    isReady: () => true,
    holdsStore: async () => true,
    readState: () => undefined,
    readOwnership: () => ({ partitions: [0], count: 2, replicas: 2, refusedWrites: 0 }),
  });
  const ours = (await registry.getMetricsAsJSON())
    .map(({ name }) => name)
    .filter((name) => name.startsWith('threadwatch_'));
  expect(ours.filter((name) => !shown.some((each) => each === name || each === `${name}_bucket`))).toEqual(
    [],
  );
});

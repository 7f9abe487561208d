import { judge, type Verdict } from '../checks/judge.ts';
import { replay } from '../checks/replay.ts';
import { replayByHook } from '../checks/replayByHook.ts';
import { PLAIN_SCHEDULES, simulate } from '../checks/schedules.ts';
import { createTrace, type TracedContainer } from '../checks/trace.ts';
import type { Figure, Group } from '../figure.ts';
import { mean, percentile } from '../support/percentile.ts';

const CONTAINERS = 400;

export const checks: Group = {
  name: 'checks',
  measures: 'how many status calls a container costs, and how soon a change is found, over a fixed trace',
  run: () => measureChecks(CONTAINERS),
};

/** @param count the number of containers in the trace */
export async function measureChecks(count: number): Promise<Figure[]> {
  const trace = createTrace(count);
  const { checked, alerted } = await replay(trace);
  const ours = judge(checked);
  const unalerted = trace.filter((container) => mustAlert(container) && !alerted.has(container.id));
  return [
    ...describe(ours, '', `the whole bot on a stepped clock, ${count} containers of a fixed trace`),
    {
      name: 'checks.max[published early]',
      value: Math.max(0, ...ours.checksPublishedEarly),
      unit: 'checks',
      how: 'the same, for the containers that were published within 4 minutes',
    },
    {
      name: 'checks.missed',
      value: new Set([...ours.missed, ...unalerted.map(({ id }) => id)]).size,
      unit: 'containers',
      how: 'containers that ended in ERROR or EXPIRED without a check that found it, or without an alert',
    },
    ...(await measureByHook(trace)),
    ...PLAIN_SCHEDULES.flatMap((schedule) => {
      const verdict = judge(trace.map((container) => ({ container, checks: simulate(container, schedule) })));
      return [
        ...describe(verdict, `[${schedule.label}]`, 'the same trace under this schedule, simulated'),
        {
          name: `checks.missed[${schedule.label}]`,
          value: verdict.missed.length,
          unit: 'containers',
          how: 'containers that ended in ERROR or EXPIRED without a check that found it',
        },
      ];
    }),
  ];
}

/** The same where a program registers the containers, and reports what it has published. */
async function measureByHook(trace: readonly TracedContainer[]): Promise<Figure[]> {
  const { checked, alerted } = await replayByHook(trace);
  const verdict = judge(checked);
  const how = 'the same trace, registered by a hook to which the program reports what it has published';
  const unalerted = trace.filter((container) => mustAlert(container) && !alerted.has(container.id));
  return [
    {
      name: 'checks.mean[hook]',
      value: mean(verdict.checks),
      unit: 'checks',
      how: `status calls per container: ${how}`,
    },
    {
      name: 'checks.missed[hook]',
      value: new Set([...verdict.missed, ...unalerted.map(({ id }) => id)]).size,
      unit: 'containers',
      how: 'containers that ended in ERROR or EXPIRED without a check that found it, or without an alert',
    },
  ];
}

function describe(verdict: Verdict, suffix: string, how: string): Figure[] {
  const figure = (name: string, value: number, unit: string, what: string): Figure => ({
    name: `${name}${suffix}`,
    value,
    unit,
    how: `${what}: ${how}`,
  });
  const { detection, expired } = verdict;
  const seconds = (ms: number): number => ms / 1_000;
  return [
    figure('checks.mean', mean(verdict.checks), 'checks', 'status calls per container'),
    figure('checks.max', Math.max(...verdict.checks), 'checks', 'status calls per container'),
    figure(
      'detection.p50',
      seconds(percentile(detection, 0.5)),
      's',
      'from a change in the first 4 min to the check that found it',
    ),
    figure(
      'detection.p99',
      seconds(percentile(detection, 0.99)),
      's',
      'from a change in the first 4 min to the check that found it',
    ),
    ...(expired.length > 0
      ? [
          figure(
            'expired.max',
            seconds(Math.max(...expired)),
            's',
            'from 24 h after creation to the check that found EXPIRED',
          ),
        ]
      : []),
  ];
}

function mustAlert({ changes }: TracedContainer): boolean {
  const end = changes.at(-1)?.status;
  return end === 'ERROR' || end === 'EXPIRED';
}

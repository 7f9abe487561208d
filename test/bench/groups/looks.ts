import type { Figure, Group } from '../figure.ts';
import { judge, type Verdict } from '../looks/judge.ts';
import { replay } from '../looks/replay.ts';
import { PLAIN_SCHEDULES, simulate } from '../looks/schedules.ts';
import { createTrace, type TracedContainer } from '../looks/trace.ts';
import { mean, percentile } from '../support/percentile.ts';

const CONTAINERS = 400;

export const looks: Group = {
  name: 'looks',
  measures: 'what a container costs in status calls, and how soon a change is seen, over a fixed trace',
  run: () => measureLooks(CONTAINERS),
};

/** @param count how many containers of the trace are played */
export async function measureLooks(count: number): Promise<Figure[]> {
  const trace = createTrace(count);
  const { looked, alerted } = await replay(trace);
  const ours = judge(looked);
  const unalerted = trace.filter((container) => mustAlert(container) && !alerted.has(container.id));
  return [
    ...describe(ours, '', `the whole bot on a stepped clock, ${count} containers of a fixed trace`),
    {
      name: 'looks.max[published early]',
      value: Math.max(0, ...ours.looksPublishedEarly),
      unit: 'looks',
      how: 'the same, of the containers that were published within 4 minutes',
    },
    {
      name: 'looks.missed',
      value: new Set([...ours.missed, ...unalerted.map(({ id }) => id)]).size,
      unit: 'containers',
      how: 'those that ended in ERROR or EXPIRED, and no look saw it or no channel got an alert',
    },
    ...PLAIN_SCHEDULES.flatMap((schedule) => {
      const verdict = judge(trace.map((container) => ({ container, looks: simulate(container, schedule) })));
      return [
        ...describe(verdict, `[${schedule.label}]`, 'the same trace under this schedule, simulated'),
        {
          name: `looks.missed[${schedule.label}]`,
          value: verdict.missed.length,
          unit: 'containers',
          how: 'those that ended in ERROR or EXPIRED, and no look saw it',
        },
      ];
    }),
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
    figure('looks.mean', mean(verdict.looks), 'looks', 'status calls per container'),
    figure('looks.max', Math.max(...verdict.looks), 'looks', 'status calls per container'),
    figure(
      'detection.p50',
      seconds(percentile(detection, 0.5)),
      's',
      'from a change in the first 4 min to the look that saw it',
    ),
    figure(
      'detection.p99',
      seconds(percentile(detection, 0.99)),
      's',
      'from a change in the first 4 min to the look that saw it',
    ),
    ...(expired.length > 0
      ? [
          figure(
            'expired.max',
            seconds(Math.max(...expired)),
            's',
            'from 24 h after the creation to the look that saw EXPIRED',
          ),
        ]
      : []),
  ];
}

function mustAlert({ life }: TracedContainer): boolean {
  const end = life.at(-1)?.status;
  return end === 'ERROR' || end === 'EXPIRED';
}

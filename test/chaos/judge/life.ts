import type { ContainerPlan } from '../history.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What Threads says of a container. */
export type Status =
  | 'IN_PROGRESS'
  | 'FINISHED'
  | 'PUBLISHED'
  | 'ERROR'
  | 'EXPIRED'
  | 'not found'
  | 'not a container';

interface Stage {
  /** ms after the start. */
  readonly from: number;
  readonly status: Status;
}

/** After creation a container is checked then, as the documentation promises; ms. */
export const CHECKS: readonly number[] = [
  0,
  MINUTE,
  2 * MINUTE,
  3 * MINUTE,
  4 * MINUTE,
  15 * MINUTE,
  23 * HOUR,
  24 * HOUR,
];

/** The checks among them that are made however often people ask: no other soon makes up for them. */
export const KEPT_CHECKS: readonly number[] = [15 * MINUTE, 23 * HOUR, 24 * HOUR];

/** A container's stages, the first from its creation on; ms after the start. */
export function lifeOf({ fate, at }: ContainerPlan, bornAt: number): readonly Stage[] {
  const stage = (from: number, status: Status): Stage => ({ from: bornAt + from, status });
  switch (fate) {
    case 'fails':
      return [stage(0, 'IN_PROGRESS'), stage(at, 'ERROR')];
    case 'is published':
      return [stage(0, 'FINISHED'), stage(at, 'PUBLISHED')];
    case 'is published late':
      return [stage(0, 'FINISHED'), stage(23.5 * HOUR, 'PUBLISHED')];
    case 'expires':
      return [stage(0, 'FINISHED'), stage(24 * HOUR, 'EXPIRED')];
    case 'stays ready':
      return [stage(0, 'FINISHED')];
    case 'stays in progress':
      return [stage(0, 'IN_PROGRESS')];
    case 'is never seen':
      return [stage(0, 'not found')];
    case 'is refused':
      return [stage(0, 'not a container')];
    case 'is seen after 20 s and fails':
      return [stage(0, 'not found'), stage(20 * SECOND, 'IN_PROGRESS'), stage(100 * SECOND, 'ERROR')];
  }
}

/** What Threads says of a container to those that may not see it. */
export function unseenLife(bornAt: number): readonly Stage[] {
  return [{ from: bornAt, status: 'not found' }];
}

export function statusAt(life: readonly Stage[], at: number): Status | undefined {
  return life.findLast(({ from }) => from <= at)?.status;
}

/** Whether it had a status at some moment between two, both included. */
export function hadStatus(life: readonly Stage[], status: Status, from: number, to: number): boolean {
  return life.some((stage, index) => {
    const end = life[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    return stage.status === status && stage.from <= to && end > from && stage.from < end;
  });
}

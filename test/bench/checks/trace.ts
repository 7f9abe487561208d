import { DAY, HOUR, MINUTE, SECOND } from '../../../src/duration.ts';
import { createRandom } from '../support/random.ts';

/** A change of a container's status, ms after its creation. */
export interface Change {
  readonly after: number;
  readonly status: 'IN_PROGRESS' | 'FINISHED' | 'PUBLISHED' | 'ERROR' | 'EXPIRED';
}

/** A container with its true statuses, and when it was watched. */
export interface TracedContainer {
  readonly id: string;
  /** ms after the trace's start. */
  readonly createdAt: number;
  /** From its creation to the `watch`, ms. */
  readonly watchedAfter: number;
  /** Whether the `watch` command gives its age; nobody does that for a second or two. */
  readonly givesAge: boolean;
  readonly changes: readonly Change[];
}

interface Kind {
  /** The share of all containers; the shares add up to 1. */
  readonly share: number;
  /** The processing time in ms. As on the real API: text at once, image some seconds, video 25–90 s. */
  readonly processing: readonly [min: number, max: number];
  readonly failureShare: number;
}

const KINDS: Readonly<Record<string, Kind>> = {
  text: { share: 0.25, processing: [0, 0], failureShare: 0 },
  image: { share: 0.3, processing: [SECOND, 10 * SECOND], failureShare: 0.04 },
  video: { share: 0.33, processing: [25 * SECOND, 90 * SECOND], failureShare: 0.12 },
  slowVideo: { share: 0.12, processing: [90 * SECOND, 4 * MINUTE], failureShare: 0.25 },
};

/** How long after it is ready a container is published, if at all. Meta recommends about 30 s. */
const PUBLISHING: readonly {
  readonly share: number;
  readonly wait: readonly [number, number] | undefined;
}[] = [
  { share: 0.68, wait: [20 * SECOND, 60 * SECOND] },
  { share: 0.14, wait: [MINUTE, 4 * MINUTE] },
  { share: 0.08, wait: [10 * MINUTE, 20 * HOUR] },
  { share: 0.1, wait: undefined },
];

/** Most containers are watched at once; some later, by a person who gives the age. */
const LATE = { share: 0.12, lag: [20 * SECOND, 30 * MINUTE] as const };
const PROMPT_LAG = [0, 3 * SECOND] as const;

/** All containers are created within this time. */
const SPAN = 2 * HOUR;

const SEED = 20_260_101;

/** Creates the same containers in every run, in the order of their creation. */
export function createTrace(count: number): TracedContainer[] {
  const random = createRandom(SEED);
  const between = ([min, max]: readonly [number, number]): number => tenths(min + random() * (max - min));
  const createChanges = (): Change[] => {
    const kind = pick(Object.values(KINDS), random());
    const processingTime = between(kind.processing);
    const start: Change[] = processingTime === 0 ? [] : [{ after: 0, status: 'IN_PROGRESS' }];
    if (random() < kind.failureShare) return [...start, { after: processingTime, status: 'ERROR' }];
    const { wait } = pick(PUBLISHING, random());
    const end: Change =
      wait === undefined
        ? { after: DAY, status: 'EXPIRED' }
        : { after: processingTime + between(wait), status: 'PUBLISHED' };
    return [...start, { after: processingTime, status: 'FINISHED' }, end];
  };
  const creationTimes = Array.from({ length: count }, () => tenths(random() * SPAN)).sort((a, b) => a - b);
  return creationTimes.map((createdAt, index) => {
    const isLate = random() < LATE.share;
    return {
      id: `179${String(index).padStart(14, '0')}`,
      createdAt,
      watchedAfter: between(isLate ? LATE.lag : PROMPT_LAG),
      givesAge: isLate,
      changes: createChanges(),
    };
  });
}

/** The status at a time after the creation. */
export function statusAt({ changes }: TracedContainer, after: number): Change['status'] {
  return changes.findLast((change) => change.after <= after)?.status ?? 'IN_PROGRESS';
}

export function isFinal(status: Change['status']): boolean {
  return status === 'PUBLISHED' || status === 'ERROR' || status === 'EXPIRED';
}

function pick<T extends { readonly share: number }>(choices: readonly T[], number: number): T {
  let passed = 0;
  for (const choice of choices) {
    passed += choice.share;
    if (number < passed) return choice;
  }
  const last = choices.at(-1);
  if (last === undefined) throw new RangeError('nothing to pick from');
  return last;
}

/** Rounds to tenths of a second, as a scenario's durations need. */
function tenths(ms: number): number {
  return Math.round(ms / 100) * 100;
}

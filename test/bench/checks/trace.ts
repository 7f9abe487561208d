import { DAY, HOUR, MINUTE, SECOND } from '../../../src/duration.ts';
import { createRandom } from '../support/random.ts';

/** A change of a container's status, ms after its creation. */
export interface Change {
  readonly after: number;
  readonly status: 'IN_PROGRESS' | 'FINISHED' | 'PUBLISHED' | 'ERROR' | 'EXPIRED';
}

/** A container as it really was, and when somebody asked to have it watched. */
export interface TracedContainer {
  readonly id: string;
  /** ms after the trace's start. */
  readonly createdAt: number;
  /** From its creation to the `watch`, ms. */
  readonly watchedAfter: number;
  /** Whether whoever watches it says how old it is; a second or two is not worth saying. */
  readonly saysAge: boolean;
  readonly life: readonly Change[];
}

interface Kind {
  /** Of all containers; the shares of all kinds make 1. */
  readonly share: number;
  /** How long Threads works on it, ms; seen on the real API: text at once, image seconds, video 25–90 s. */
  readonly processing: readonly [least: number, most: number];
  readonly failing: number;
}

const KINDS: Readonly<Record<string, Kind>> = {
  text: { share: 0.25, processing: [0, 0], failing: 0 },
  image: { share: 0.3, processing: [SECOND, 10 * SECOND], failing: 0.04 },
  video: { share: 0.33, processing: [25 * SECOND, 90 * SECOND], failing: 0.12 },
  slowVideo: { share: 0.12, processing: [90 * SECOND, 4 * MINUTE], failing: 0.25 },
};

/** What is done with a container that is ready: Meta asks to wait about 30 s before it is published. */
const PUBLISHING: readonly {
  readonly share: number;
  readonly wait: readonly [number, number] | undefined;
}[] = [
  { share: 0.68, wait: [20 * SECOND, 60 * SECOND] },
  { share: 0.14, wait: [MINUTE, 4 * MINUTE] },
  { share: 0.08, wait: [10 * MINUTE, 20 * HOUR] },
  { share: 0.1, wait: undefined },
];

/** Most are watched as they are made; some later, by a person who says how long ago that was. */
const LATE = { share: 0.12, lag: [20 * SECOND, 30 * MINUTE] as const };
const PROMPT_LAG = [0, 3 * SECOND] as const;

/** All are made within this time. */
const SPAN = 2 * HOUR;

const SEED = 20_260_101;

/** The same containers in every run, the first made first. */
export function createTrace(count: number): TracedContainer[] {
  const random = createRandom(SEED);
  const between = ([least, most]: readonly [number, number]): number =>
    tenths(least + random() * (most - least));
  const createLife = (): Change[] => {
    const kind = pick(Object.values(KINDS), random());
    const processed = between(kind.processing);
    const begun: Change[] = processed === 0 ? [] : [{ after: 0, status: 'IN_PROGRESS' }];
    if (random() < kind.failing) return [...begun, { after: processed, status: 'ERROR' }];
    const { wait } = pick(PUBLISHING, random());
    const end: Change =
      wait === undefined
        ? { after: DAY, status: 'EXPIRED' }
        : { after: processed + between(wait), status: 'PUBLISHED' };
    return [...begun, { after: processed, status: 'FINISHED' }, end];
  };
  const births = Array.from({ length: count }, () => tenths(random() * SPAN)).sort((a, b) => a - b);
  return births.map((createdAt, index) => {
    const isLate = random() < LATE.share;
    return {
      id: `179${String(index).padStart(14, '0')}`,
      createdAt,
      watchedAfter: between(isLate ? LATE.lag : PROMPT_LAG),
      saysAge: isLate,
      life: createLife(),
    };
  });
}

/** The status at a moment of its life. */
export function statusAt({ life }: TracedContainer, after: number): Change['status'] {
  return life.findLast((change) => change.after <= after)?.status ?? 'IN_PROGRESS';
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

/** A scenario's durations are read to the tenth of a second. */
function tenths(ms: number): number {
  return Math.round(ms / 100) * 100;
}

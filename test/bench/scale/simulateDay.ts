import { DAY, HOUR, MINUTE, SECOND } from '../../../src/duration.ts';
import { createRandom } from '../support/random.ts';
import type { ClusterSize, Habits } from './scale.ts';

/** What happened in a simulated day, each as if all accounts had been simulated. */
export interface SimulatedDay {
  /** In the busiest hour. */
  readonly checksPerSecond: number;
  readonly commandsPerSecond: number;
  readonly messagesPerSecond: number;
  /** Open watches, as a mean over the day. */
  readonly meanWatches: number;
  /** How many checks of the busiest hour fell to the fullest partition, divided by an even share. */
  readonly fullestByEven: number;
}

export interface DayOptions extends ClusterSize {
  readonly seed: number;
  /** So many accounts are simulated. Each stands for as many as it takes. */
  readonly simulated: number;
}

const HOURS = 24;

/** Nearly all checks and messages of a container come within this time. */
const EVENTS_WITHIN = 15 * MINUTE;

/**
 * Lets a day pass for accounts that are spread by chance over the partitions, and that publish while people are awake. Each
 * container is created, checked and told of at moments of its own, and is watched for a time of its own.
 */
export function simulateDay(
  { accounts, partitions, seed, simulated }: DayOptions,
  habits: Habits,
): SimulatedDay {
  const random = createRandom(seed);
  const rhythm = createRhythm(habits.peak);
  const isBusy = (at: number): boolean => Math.floor((at % DAY) / HOUR) === rhythm.busiest;
  const soonAfter = (at: number): number => at + random() * EVENTS_WITHIN;
  const count = (mean: number): number => Math.floor(mean + random());
  const checks = Array.from({ length: partitions }, () => 0);
  let [commands, messages, watched] = [0, 0, 0];
  for (let account = 0; account < simulated; account += 1) {
    const partition = Math.floor(random() * partitions);
    for (let left = count(habits.containersPerDay); left > 0; left -= 1) {
      const createdAt = rhythm.draw(random);
      // Some are watched for minutes, few for many hours.
      watched += -Math.log(1 - random()) * habits.hoursWatched * HOUR;
      for (let check = count(habits.checksPerContainer); check > 0; check -= 1)
        if (isBusy(soonAfter(createdAt))) checks[partition] = (checks[partition] ?? 0) + 1;
      for (let message = count(habits.messagesPerContainer); message > 0; message -= 1)
        if (isBusy(soonAfter(createdAt))) messages += 1;
    }
    for (let left = count(habits.commandsPerDay); left > 0; left -= 1)
      if (isBusy(rhythm.draw(random))) commands += 1;
  }
  const all = checks.reduce((sum, each) => sum + each, 0);
  const standsFor = accounts / simulated;
  const perSecond = (events: number): number => (events * standsFor * SECOND) / HOUR;
  return {
    checksPerSecond: perSecond(all),
    commandsPerSecond: perSecond(commands),
    messagesPerSecond: perSecond(messages),
    meanWatches: (watched * standsFor) / DAY,
    fullestByEven: (Math.max(...checks) * partitions) / all,
  };
}

/** A day with one broad top: what happens in its busiest hour, divided by the mean, is `peak`. */
function createRhythm(peak: number) {
  const weightsOf = (sharpness: number): number[] =>
    Array.from(
      { length: HOURS },
      (_, hour) => (0.5 + Math.cos(((hour - 14) * 2 * Math.PI) / HOURS) / 2) ** sharpness,
    );
  const peakOf = (weights: readonly number[]): number =>
    (Math.max(...weights) * HOURS) / weights.reduce((sum, weight) => sum + weight, 0);
  let [low, high] = [0, 100];
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (peakOf(weightsOf(middle)) < peak) low = middle;
    else high = middle;
  }
  const weights = weightsOf(low);
  const top = Math.max(...weights);
  return {
    busiest: weights.indexOf(top),
    /** A moment of the day, ms since it began; by rejection. */
    draw(random: () => number): number {
      for (;;) {
        const at = random() * DAY;
        if (random() * top <= (weights[Math.floor(at / HOUR)] ?? 0)) return at;
      }
    },
  };
}

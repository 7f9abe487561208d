import type { Habits } from './scale.ts';

/** A team that publishes some posts a day, and asks about a few of them. */
export const HABITS: Habits = {
  containersPerDay: 10,
  // checks.mean of docs/bench.md, rounded up.
  checksPerContainer: 4,
  hoursWatched: 1,
  messagesPerContainer: 2,
  editsPerContainer: 1,
  commandsPerDay: 5,
  // Every five minutes, as QUOTA_CRON is by default.
  readingsPerDay: 288,
  peak: 3,
};

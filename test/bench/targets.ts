/** What a figure is to keep within, in its own unit. */
export interface Target {
  readonly most: number;
  readonly least?: number;
}

/** One that is not here is told for what it is. */
const TARGETS: Readonly<Record<string, Target>> = {
  'checks.max': { most: 7 },
  'checks.max[published early]': { most: 5 },
  'checks.missed': { most: 0 },
  'detection.p50': { most: 32 },
  'detection.p99': { most: 62 },
  'expired.max': { most: 10 },
  'cpu.share': { most: 0.1 },
  bytes_per_watch: { most: 512 },
  'restart.sqlite': { most: 1.5 },
  'restart.redis': { most: 1.5 },
  'dwell.p99': { most: 100 },
  'burst.messages': { most: 1, least: 1 },
  'burst.seconds': { most: 1.5 },
  'burst.429': { most: 0 },
  'ack.discord.p99': { most: 50 },
  'ack.discord.p99.9': { most: 150 },
  'ack.slack_http.p99': { most: 50 },
  'ack.slack_http.p99.9': { most: 150 },
  'ack.slack_socket.p99': { most: 50 },
  'ack.slack_socket.p99.9': { most: 150 },
};

export function findTarget(name: string): Target | undefined {
  return TARGETS[name];
}

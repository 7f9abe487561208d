/** The limits of a figure, in its own unit. */
export interface Target {
  readonly max: number;
  readonly min?: number;
}

/** A figure that is not listed has no target. */
const TARGETS: Readonly<Record<string, Target>> = {
  'checks.max': { max: 8 },
  'checks.max[published early]': { max: 5 },
  'checks.missed': { max: 0 },
  'checks.mean[hook]': { max: 1.5 },
  'checks.missed[hook]': { max: 0 },
  'detection.p50': { max: 32 },
  'detection.p99': { max: 62 },
  'expired.max': { max: 10 },
  'cpu.share': { max: 0.1 },
  bytes_per_watch: { max: 512 },
  'restart.sqlite': { max: 1.5 },
  'restart.redis': { max: 1.5 },
  'restart.sqlite.ratio': { max: 1.5 },
  'restart.redis.ratio': { max: 1.5 },
  'dwell.p99': { max: 100 },
  'burst.messages': { max: 1, min: 1 },
  'burst.seconds': { max: 1.5 },
  'burst.429': { max: 0 },
  'stampede.calls': { max: 50 },
  'stampede.answer.max': { max: 10 },
  // The difference of two runs: nothing but noise can make it negative.
  'stampede.alerts.delay': { max: 250, min: -250 },
  'hook.p99': { max: 50 },
  'hook.refused': { max: 0 },
  'hook.messages': { max: 1, min: 1 },
  'hook.429': { max: 0 },
  'hook.lost': { max: 0 },
  'hostile.delay.p99': { max: 50 },
  'hostile.unanswered': { max: 0 },
  'hostile.heap': { max: 8 },
  'hostile.calls': { max: 61 },
  'ack.discord.p99': { max: 50 },
  'ack.discord.p99.9': { max: 150 },
  'ack.slack_http.p99': { max: 50 },
  'ack.slack_http.p99.9': { max: 150 },
  'ack.slack_socket.p99': { max: 50 },
  'ack.slack_socket.p99.9': { max: 150 },
  ready: { max: 0.5 },
  'ready.ratio': { max: 1.5 },
  'rss.idle': { max: 120 },
  'cluster.check.ratio': { max: 1.05 },
  'cluster.ack.discord.p99': { max: 50 },
  'cluster.ack.discord.p99.9': { max: 150 },
  'cluster.ack.slack_http.p99': { max: 50 },
  'cluster.ack.slack_http.p99.9': { max: 150 },
  'cluster.ack.slack_socket.p99': { max: 50 },
  'cluster.ack.slack_socket.p99.9': { max: 150 },
  'cluster.failover.p99': { max: 10 },
  'cluster.handover.max': { max: 2 },
};

/** The target of a figure, if it has one. */
export function findTarget(name: string): Target | undefined {
  return TARGETS[name];
}

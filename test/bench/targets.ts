/** What each figure is not to exceed; one that is not here is told for what it is. */
const TARGETS: Readonly<Record<string, number>> = {
  'looks.max': 7,
  'looks.max[published early]': 5,
  'looks.missed': 0,
  'detection.p50': 32,
  'detection.p99': 62,
  'expired.max': 10,
  'cpu.share': 0.1,
  bytes_per_watch: 512,
  'restart.sqlite': 1.5,
  'restart.redis': 1.5,
  'dwell.p99': 100,
  'burst.messages': 1,
  'burst.seconds': 1.5,
  'burst.429': 0,
  'ack.discord.p99': 50,
  'ack.discord.p99.9': 150,
  'ack.slack_http.p99': 50,
  'ack.slack_http.p99.9': 150,
  'ack.slack_socket.p99': 50,
  'ack.slack_socket.p99.9': 150,
};

/** The most that a figure may be, in its own unit. */
export function findTarget(name: string): number | undefined {
  return TARGETS[name];
}

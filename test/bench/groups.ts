import type { Group } from './figure.ts';
import { ack } from './groups/ack.ts';
import { alerts } from './groups/alerts.ts';
import { checks } from './groups/checks.ts';
import { cluster } from './groups/cluster.ts';
import { hook } from './groups/hook.ts';
import { hostile } from './groups/hostile.ts';
import { load } from './groups/load.ts';
import { restart } from './groups/restart.ts';
import { stampede } from './groups/stampede.ts';
import { start } from './groups/start.ts';

/** All groups, in the order in which they run and are shown. */
export const groups: readonly Group[] = [
  checks,
  load,
  restart,
  alerts,
  stampede,
  hook,
  hostile,
  ack,
  start,
  cluster,
];

import type { Group } from './figure.ts';
import { ack } from './groups/ack.ts';
import { alerts } from './groups/alerts.ts';
import { load } from './groups/load.ts';
import { looks } from './groups/looks.ts';
import { restart } from './groups/restart.ts';
import { start } from './groups/start.ts';

/** All that is measured, in the order in which it is run and shown. */
export const groups: readonly Group[] = [looks, load, restart, alerts, ack, start];

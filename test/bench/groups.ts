import type { Group } from './figure.ts';
import { ack } from './groups/ack.ts';
import { load } from './groups/load.ts';
import { looks } from './groups/looks.ts';

/** All that is measured, in the order in which it is run and shown. */
export const groups: readonly Group[] = [looks, ack, load];

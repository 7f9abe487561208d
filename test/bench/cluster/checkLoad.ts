import { HOUR, MINUTE, SECOND } from '../../../src/duration.ts';
import { roundDelay } from '../../../src/replica/roundDelay.ts';
import { DEFAULT_PARTITIONS, prefixOfPartition, SINGLE_PREFIX } from '../../../src/store/partitions.ts';
import { type SeededMessage, type SeededWatch, seedWatches } from '../support/seedWatches.ts';
import type { ContainerStatus } from '../support/threadsServer.ts';
import { type BenchServer, channelOf, SERVERS } from './servers.ts';

/** In ms. */
export const WINDOW = 10 * SECOND;

/** The bot makes the checks that are due every five seconds, so a window begins shortly before such a moment. */
export const ROUND = 5 * SECOND;

/** How many checks fall due in a second of a window of checks. */
const PER_SECOND = 200;
export const PER_WINDOW = (PER_SECOND * WINDOW) / SECOND;

/** A window has a cycle's number and a place in the cycle. */
export const TURNS = ['single', 'replica', 'neither'] as const;

/** A watch is checked once a minute in its first six, so each falls due in two windows of a minute. */
const CYCLES_PER_MINUTE = MINUTE / (WINDOW * TURNS.length);

/** How many containers fail in a window, in each server. Each leads to an alert and to an edit; a process edits five times a second. */
const FAILURES = 3;

const CHANNELS = 12;
const FIRST_FAILING_CHANNEL = 1_000;
const PER_MESSAGE = 4;

/** How the numbers of containers begin. */
const PREFIXES = { single: '177', replica: '178', failing: '179' } as const;
export type Kind = keyof typeof PREFIXES;

export function kindOf(container: string): Kind {
  if (container.startsWith(PREFIXES.single)) return 'single';
  return container.startsWith(PREFIXES.failing) ? 'failing' : 'replica';
}

export function statusOf(container: string): ContainerStatus {
  return kindOf(container) === 'failing'
    ? { status: 'ERROR', errorMessage: 'FAILED_DOWNLOADING_VIDEO' }
    : { status: 'FINISHED' };
}

export interface LoadTimes {
  /** Of the first window, ms since the epoch. */
  readonly beginsAt: number;
  /** The windows in which containers of the replica fail: from this one to the one before `until`. */
  readonly failing: { readonly from: number; readonly until: number };
}

/** Writes the watches of both. @returns the live messages of the replica's failing containers */
export async function seedChecks(
  urls: { readonly single: string; readonly replica: string },
  times: LoadTimes,
): Promise<readonly SeededMessage[]> {
  const messages: SeededMessage[] = [];
  for (const server of SERVERS) {
    const prefix = prefixOfPartition(server.partition);
    await seedWatches(urls.single, createChecks('single', server, times), PER_MESSAGE, SINGLE_PREFIX);
    const checks = createChecks('replica', server, times);
    messages.push(
      ...(await seedWatches(
        urls.replica,
        [...createFailures(server, times), ...checks],
        PER_MESSAGE,
        prefix,
      )),
    );
  }
  return messages;
}

function createChecks(
  turn: 'single' | 'replica',
  server: BenchServer,
  { beginsAt }: LoadTimes,
): SeededWatch[] {
  const perWindow = PER_WINDOW / SERVERS.length;
  return Array.from({ length: perWindow * CYCLES_PER_MINUTE }, (_, index) => {
    const cycle = Math.floor(index / perWindow);
    const window = cycle * TURNS.length + TURNS.indexOf(turn);
    const place = placeIn(window, (index % perWindow) / perWindow, beginsAt);
    const dueAt = place + (turn === 'replica' ? delayIn(server) : 0);
    return { ...describe(turn, server, index, index % CHANNELS), ...ageAt(dueAt, MINUTE, 1) };
  });
}

function createFailures(
  server: BenchServer,
  { beginsAt, failing: { from, until } }: LoadTimes,
): SeededWatch[] {
  return Array.from({ length: FAILURES * (until - from) }, (_, index) => {
    const place = placeIn(from + Math.floor(index / FAILURES), (index % FAILURES) / FAILURES, beginsAt);
    const dueAt = place + delayIn(server);
    // Each in a channel of its own, so that alerts are not grouped.
    return {
      ...describe('failing', server, index, FIRST_FAILING_CHANNEL + index),
      ...ageAt(dueAt, 2 * HOUR, 3),
    };
  });
}

function delayIn({ partition }: BenchServer): number {
  return roundDelay(partition, DEFAULT_PARTITIONS);
}

/** What falls due before a round is checked in it, so a window's checks fall due from one round earlier on. */
function placeIn(window: number, place: number, beginsAt: number): number {
  return Math.round(beginsAt + window * WINDOW - ROUND + place * (WINDOW - SECOND) + SECOND / 2);
}

function ageAt(nextCheckAt: number, age: number, checks: number) {
  return { createdAt: nextCheckAt - age, nextCheckAt, checks, status: 'FINISHED' };
}

function describe(kind: Kind, server: BenchServer, index: number, channel: number) {
  const { account, partition } = server;
  const number = `${String(partition).padStart(4, '0')}${String(index).padStart(10, '0')}`;
  return { account, container: PREFIXES[kind] + number, channel: channelOf(server, channel) };
}

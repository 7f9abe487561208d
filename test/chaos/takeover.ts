import { SECOND } from '../../src/duration.ts';
import type { CrashableProcess } from '../support/crashableProcess.ts';
import { flushTurns } from '../support/flushTurns.ts';
import { PausePoint } from '../support/pausePoint.ts';
import type { RedisPair } from '../support/redisPair.ts';
import type { Story } from '../support/story.ts';
import type { ChaosChat } from './chaosChat.ts';
import type { Event } from './history.ts';
import { PausedProcess, type Stopped } from './pausedProcess.ts';
import { type PlayedStore, RENEWED_EVERY } from './playedStore.ts';
import type { Pause } from './transcript.ts';

export interface TakeoverParts {
  readonly redis: RedisPair | undefined;
  readonly store: () => PlayedStore;
  readonly story: () => Story;
  readonly chat: () => ChaosChat | undefined;
  /** The present one. */
  readonly process: () => CrashableProcess;
  /** Whether another process could take the store over just now. */
  readonly canTakeOver: () => boolean;
  /** ms after the start. */
  readonly now: () => number;
  readonly pass: (ms: number) => Promise<void>;
  /** Starts another process on the store as it is open. */
  readonly start: () => Promise<void>;
  readonly onFault: (words: string) => void;
}

interface PendingPause {
  readonly point: PausePoint;
  readonly span: number;
  readonly goOn: () => void;
}

/** Processes that stand still until another has their store, and has worked on it for a while; then they go on. */
export class Takeover {
  readonly pauses: Pause[] = [];
  readonly #parts: TakeoverParts;
  #pending: PendingPause | undefined;

  constructor(parts: TakeoverParts) {
    this.#parts = parts;
  }

  /** Pauses the process now, or lets it stop in the middle of what it does later. */
  async pause({ span, awaits, isOnWire }: Extract<Event, { kind: 'pause' }>): Promise<void> {
    const { redis, canTakeOver, process } = this.#parts;
    if (!canTakeOver() || this.#pending !== undefined) return;
    if (awaits === undefined) return this.#takeOver(span);
    let sendOn = (): void => undefined;
    const hold = (): void => {
      sendOn = redis?.hold() ?? sendOn;
    };
    const point = new PausePoint(awaits, redis !== undefined && isOnWire === true ? hold : undefined);
    const goOn = (): void => {
      point.goOn();
      sendOn();
    };
    this.#pending = { point, span, goOn };
    process().pauseAt(point);
  }

  /** Does something in the middle of which the process may stop. */
  async live(work: () => Promise<unknown>): Promise<void> {
    const working = work();
    if (this.#pending === undefined) return void (await working);
    const { point, span, goOn } = this.#pending;
    await Promise.race([working, point.reached]);
    if (!point.isReached) return;
    this.#pending = undefined;
    const ended = working.catch(() => undefined);
    if (this.#parts.canTakeOver()) return this.#takeOver(span, { goOn, ended });
    goOn();
    await ended;
  }

  /** The process that was to stop has ended, or the history has. */
  drop(): void {
    this.#parts.process().pauseAt(undefined);
    this.#pending?.goOn();
    this.#pending = undefined;
  }

  async #takeOver(span: number, stopped?: Stopped): Promise<void> {
    const { redis, store, story, chat, process, now, pass, start, onFault } = this.#parts;
    const { clock, bot } = story();
    const from = now();
    // On SQLite, all reads and writes of one turn of the event loop share a transaction, and no other can be begun until
    // it ends: what has been begun is carried out first.
    await flushTurns(3);
    const { begun } = process();
    // Its timers stand still too, and none of them renews its lease.
    const sendOn = redis?.hold();
    clock.moveTo(clock.now() + RENEWED_EVERY + SECOND);
    const former = await store().takeOver();
    const endFormer = story().leaveProcess();
    await start();
    const to = now();
    await pass(span);
    // Messages that are under way are stored first.
    await story()
      .bot.deliver()
      .catch(() => undefined);
    const before = await store().readAll();
    this.pauses.push({ from, to, isMidway: stopped !== undefined });
    sendOn?.();
    const render = story().render.bind(story());
    const faults = await new PausedProcess({ bot, store: former, begun, channel: 0, render }).goOn(
      chat(),
      stopped,
    );
    await former.close();
    for (const words of faults) onFault(words);
    if ((await store().readAll()) !== before) onFault('the former owner changed what is stored');
    await endFormer();
  }
}

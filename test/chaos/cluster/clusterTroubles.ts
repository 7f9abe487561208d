import { SECOND } from '../../../src/duration.ts';
import { PausePoint } from '../../support/pausePoint.ts';
import type { RedisPair } from '../../support/redisPair.ts';
import type { ClusterEvent, Event } from '../history.ts';
import type { Flush, Span } from '../transcript.ts';
import type { ForwardQueue } from './forwardQueue.ts';
import type { Ownership } from './ownership.ts';
import type { Pauses } from './pauses.ts';
import type { Replica } from './replica.ts';
import type { ScriptedEngine } from './scriptedEngine.ts';

/** Somebody starts another replica in the place of one that was told to end. */
const REPLACED_AFTER = 5 * SECOND;

export interface ClusterTroubleParts {
  readonly redis: RedisPair;
  readonly engine: ScriptedEngine;
  readonly queue: ForwardQueue;
  readonly pauses: Pauses;
  readonly ownership: Ownership;
  /** Those that run. */
  readonly replicas: () => readonly Replica[];
  /** ms after the start. */
  readonly now: () => number;
  /** Lets something happen later, ms from now. */
  readonly later: (ms: number, act: () => Promise<void>) => void;
  /** Ends a leap of the clock: something has happened that the player must see. */
  readonly interrupt: () => void;
  /** Starts another replica. */
  readonly start: () => Promise<void>;
}

/** What happens to the replicas of a history, and to the Redis that they share. */
export class ClusterTroubles {
  readonly flushes: Flush[] = [];
  readonly failovers: Span[] = [];
  /** Whether there is another master, and not every replica has found it. */
  seeksMaster = false;
  readonly #parts: ClusterTroubleParts;
  #failoverFrom = 0;

  constructor(parts: ClusterTroubleParts) {
    this.#parts = parts;
  }

  async happen(event: Event): Promise<void> {
    if (event.kind === 'failover') return this.#beginFailover(event.span);
    if (event.kind === 'flush') return this.#flush();
    if ('partition' in event) return this.#happenToOwner(event);
  }

  async #happenToOwner(event: ClusterEvent): Promise<void> {
    const owner = this.#parts.ownership.ownerOf(event.partition);
    if (owner === undefined) return;
    switch (event.kind) {
      case 'kill owner':
        return owner.process.crashAfter(event.awaits);
      case 'pause owner':
        return this.#parts.pauses.begin(owner, event);
      case 'replace owner':
        return this.#replace(owner, event.awaits);
      case 'renewals':
        return void owner.link.renewals.push(...event.answers);
      case 'cut off':
        return this.#cutOff(owner, event.span);
      case 'grant again':
        return this.#parts.engine.grantAgain(event.partition);
    }
  }

  #replace(owner: Replica, awaits: number | undefined): void {
    const end = (): void => {
      if (owner.isEnding || owner.isGone) return;
      owner.end();
      this.#parts.interrupt();
      this.#parts.later(REPLACED_AFTER, () => this.#parts.start());
    };
    if (awaits === undefined) end();
    else owner.process.pauseAt(new PausePoint(awaits, end));
  }

  #cutOff(owner: Replica, span: number): void {
    const { link } = owner;
    if (link.isCut) return;
    link.isCut = true;
    this.#parts.later(span, async () => {
      link.isCut = false;
      if (link.canAct) link.onReconnect();
    });
  }

  async #beginFailover(span: number): Promise<void> {
    if (this.#parts.redis.isFailing || this.seeksMaster) return;
    this.#failoverFrom = this.#parts.now();
    await this.#parts.redis.beginFailover();
    this.#parts.later(span, async () => {
      await this.#parts.redis.endFailover();
      await this.#parts.engine.restoreLocks();
      this.seeksMaster = true;
    });
  }

  /** The replicas find the new master by themselves, though their connections still lead to the old one. */
  async seekMaster(): Promise<void> {
    if (!this.seeksMaster) return;
    const seeking = this.#parts.replicas().filter(({ link }) => link.canAct);
    const found = await Promise.all(seeking.map((replica) => replica.findMaster()));
    // Connecting takes real time, and no more of it than this on any machine that works at all.
    if (found.includes(false)) return void (await new Promise((resolve) => setTimeout(resolve, 20)));
    this.seeksMaster = false;
    this.failovers.push({ from: this.#failoverFrom, to: this.#parts.now() });
    for (const { link } of seeking) link.onReconnect();
  }

  async #flush(): Promise<void> {
    if (this.#parts.redis.isFailing || this.seeksMaster) return;
    await this.#parts.redis.flush();
    this.#parts.engine.forget();
    this.#parts.queue.drop('Redis was emptied');
    this.flushes.push({ at: this.#parts.now(), isRemembered: false });
  }
}

import { SECOND } from '../../../src/duration.ts';
import { flushTurns } from '../../support/flushTurns.ts';
import { PausePoint } from '../../support/pausePoint.ts';
import type { RedisPair } from '../../support/redisPair.ts';
import type { ChaosChat } from '../chaosChat.ts';
import type { ClusterEvent } from '../history.ts';
import { type PausedParts, PausedProcess, type Stopped } from '../pausedProcess.ts';
import type { Activities } from './activities.ts';
import type { PartitionCore } from './partitionCore.ts';
import { channelsOf } from './partitions.ts';
import type { Replica } from './replica.ts';
import { LOCK_MS, type ScriptedEngine } from './scriptedEngine.ts';

/** A lock that expired is found within 2 s, and another replica begins. */
const TAKEN_OVER_AFTER = LOCK_MS + 4 * SECOND;

export interface PauseParts {
  readonly redis: RedisPair;
  readonly engine: ScriptedEngine;
  readonly activities: Activities;
  readonly chat: ChaosChat;
  readonly render: PausedParts['render'];
  /** Lets something happen later, ms from now. */
  readonly later: (ms: number, act: () => Promise<void>) => void;
  /** The replicas that run. */
  readonly replicas: () => readonly Replica[];
  readonly onFault: (words: string) => void;
}

type PauseEvent = Extract<ClusterEvent, { kind: 'pause owner' }>;

/** Replicas that are paused for longer than their leases last, and then resumed. */
export class Pauses {
  readonly #parts: PauseParts;
  readonly #armed = new Map<Replica, { readonly resume: () => void; readonly span: number }>();

  constructor(parts: PauseParts) {
    this.#parts = parts;
  }

  async begin(replica: Replica, { awaits, span, isOnWire }: PauseEvent): Promise<void> {
    if (this.#armed.has(replica) || !replica.link.canAct) return;
    if (awaits === undefined) {
      await this.#parts.activities.settle();
      return this.#pause(replica, span, () => undefined);
    }
    let sendOn = (): void => undefined;
    const hold = (): void => {
      sendOn = replica.hold();
    };
    const point = new PausePoint(awaits, isOnWire === true ? hold : undefined);
    const resume = (): void => {
      replica.process.pauseAt(undefined);
      point.goOn();
      sendOn();
    };
    this.#armed.set(replica, { resume, span });
    replica.process.pauseAt(point);
    void point.reached.then(() => {
      replica.hasReachedPausePoint = true;
      replica.link.change();
    });
  }

  /** Pauses those that have reached the await at which they are to be. */
  async attend(): Promise<void> {
    for (const [replica, { resume, span }] of this.#armed) {
      if (!replica.isGone && !replica.hasReachedPausePoint) continue;
      this.#armed.delete(replica);
      if (!replica.isGone) await this.#pause(replica, span, resume);
    }
  }

  /** Nobody is to be paused any more, as the history ends. */
  drop(): void {
    for (const { resume } of this.#armed.values()) resume();
    this.#armed.clear();
  }

  async #pause(replica: Replica, span: number, resume: () => void): Promise<void> {
    await flushTurns(3);
    const { begun } = replica.process;
    replica.pause();
    const sendOn = replica.hold();
    this.#parts.later(TAKEN_OVER_AFTER + span, () =>
      this.#resume(replica, begun, () => {
        resume();
        sendOn();
      }),
    );
  }

  async #resume(replica: Replica, begun: readonly string[], resume: () => void): Promise<void> {
    const { activities, engine, redis, onFault, replicas } = this.#parts;
    if (replica.isGone) return resume();
    for (const other of replicas())
      if (other.canServe)
        for (const core of other.cores)
          await other.track(
            core.lease,
            core.threadwatch.deliver().catch(() => undefined),
          );
    await activities.settle();
    const former = [...replica.cores].filter(
      ({ partition, lease }) => engine.holderOf(partition) !== lease.token,
    );
    // No time passes while it is looked at what it does, so nothing of it may wait for that.
    replica.link.answerAll();
    const canCheck = former.length > 0 && !redis.isFailing && !replica.link.isCut;
    const read = (): Promise<string[]> =>
      Promise.all(former.map(({ partition }) => redis.readAll(`threadwatch{${partition}}:*`)));
    const before = canCheck ? await read() : [];
    const owners = former.map(({ partition }) => engine.holderOf(partition));
    replica.isResumedFormerOwner = true;
    const stopped: Stopped = {
      goOn: () => {
        replica.resume();
        resume();
      },
      get ended() {
        return activities.settle();
      },
    };
    if (canCheck)
      for (const [index, core] of former.entries())
        await this.#checkFormerOwner(replica, core, begun, index === 0 ? stopped : undefined);
    else {
      stopped.goOn();
      await stopped.ended;
    }
    replica.isResumedFormerOwner = false;
    // Where nobody had taken a partition over, the replica may be given it again at once, and writes by right.
    const isQuiet = former.every(({ partition }, index) => owners[index] === engine.holderOf(partition));
    if (canCheck && isQuiet && (await read()).join() !== before.join())
      onFault('the former owner changed what is stored in a partition');
  }

  async #checkFormerOwner(
    replica: Replica,
    core: PartitionCore,
    begun: readonly string[],
    stopped: Stopped | undefined,
  ): Promise<void> {
    const { chat, render, onFault } = this.#parts;
    const [channel = 0] = channelsOf(core.partition);
    const parts = { bot: core.threadwatch, store: core.store, begun, channel, render };
    for (const words of await new PausedProcess(parts).goOn(chat, stopped))
      onFault(`${words} (${replica.name})`);
  }
}

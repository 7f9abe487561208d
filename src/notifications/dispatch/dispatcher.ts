import { createHash } from 'node:crypto';
import pLimit, { type LimitFunction } from 'p-limit';
import { type ChannelRef, channelKey, type PlatformName } from '../../channelRef.ts';
import type { Clock } from '../../clock.ts';
import { type ChatPort, DeliveryError } from '../chatPort.ts';
import { composeCard } from '../composeCard.ts';
import type { Notification } from '../notification.ts';
import type { Outbox, Taken } from '../outbox.ts';
import { type Delivery, groupNotifications } from '../stages/group.ts';
import type { SnoozeFilter } from '../stages/snoozeFilter.ts';
import { findSuperseded } from '../stages/supersede.ts';
import { ChannelBackoff, type Fault } from './channelBackoff.ts';
import type { SnoozeExpiry } from './snoozeExpiry.ts';

const NONCE_LENGTH = 25;

export interface DispatcherOptions {
  readonly outbox: Outbox;
  readonly chats: ReadonlyMap<PlatformName, ChatPort>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly snoozeFilter: SnoozeFilter;
  readonly snoozeExpiry: SnoozeExpiry;
  /** Ends all that a channel subscribed to: it is lost to us, for the reason given. */
  readonly unsubscribeChannel: (channel: ChannelRef, reason: DeliveryError) => Promise<void>;
  /** Told of a channel that does not take its messages, once until it does. */
  readonly onFault: (error: unknown, channel: ChannelRef) => void;
  /** Told of a channel that will take none any more. */
  readonly onLost: (error: DeliveryError, channel: ChannelRef) => void;
  /** Told when a channel takes its messages again. */
  readonly onRecovered: (fault: Fault) => void;
}

/** A channel on its way: served by one at a time, so that no message is sent by two. */
interface ChannelQueue {
  readonly limit: LimitFunction;
  /** Whether the next pass makes the edits too, or leaves them for later. */
  makesEdits: boolean;
  done: Promise<void>;
}

/** What holds a channel up that has something to be sent: nothing of it is due before then. */
interface Deferral {
  readonly until: number;
  /** Holds only while nothing new came. */
  readonly revision: number;
}

/**
 * Brings every message to stand as it should, in the steps that docs/delivery.md tells of. What is sent was stored
 * before; that it was sent is stored after: a crash in between sends it again, and never not at all. Channels are
 * served side by side, each in its own order, so that none waits for another.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #backoff: ChannelBackoff;
  readonly #deferrals = new Map<string, Deferral>();
  readonly #queues = new Map<string, ChannelQueue>();
  /** What a platform took and the store did not: to be noted, and not to be sent again. */
  readonly #unnoted = new Map<string, Taken>();

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#backoff = new ChannelBackoff(options.random);
  }

  /** Before this moment there is nothing to send, to edit or to forget. */
  get idleUntil(): number {
    const { outbox, snoozeExpiry } = this.#options;
    return Math.min(
      outbox.nextStale,
      snoozeExpiry.nextEnd,
      ...outbox.outdatedChannels().map((channel) => this.#dueAt(channel)),
    );
  }

  /**
   * Sends and edits what is due.
   *
   * @param place waits for this channel alone; without it, for all that are being served
   * @throws the store's own error; what a platform refuses is dealt with here
   */
  async deliver(channel?: ChannelRef): Promise<void> {
    const { outbox, snoozeExpiry, clock } = this.#options;
    const due = outbox.outdatedChannels().filter((each) => this.#dueAt(each) <= clock.now());
    for (const each of due) this.#serve(each, true);
    if (channel !== undefined) return this.#queues.get(channelKey(channel))?.done;
    await this.drain();
    await snoozeExpiry.endPassed(clock.now());
    await outbox.forgetStale(clock.now());
  }

  /**
   * Begins to send what is new in a channel, where it is due. Edits notify nobody, and are left to `deliver`: while more
   * news is found, they would take up what a platform lets through in a second.
   */
  flushNew(channel: ChannelRef): void {
    if (this.#dueAt(channel) <= this.#options.clock.now()) this.#serve(channel, false);
  }

  /** Resolves when what is under way has been taken or refused. @throws as `deliver` */
  async drain(): Promise<void> {
    await finish([...this.#queues.values()].map(({ done }) => done));
  }

  #dueAt(channel: ChannelRef): number {
    const key = channelKey(channel);
    const defer = this.#deferrals.get(key);
    const isDeferred = defer !== undefined && defer.revision === this.#options.outbox.revisionOf(channel);
    return Math.max(this.#backoff.until(key), isDeferred ? defer.until : 0);
  }

  #serve(channel: ChannelRef, makesEdits: boolean): void {
    const key = channelKey(channel);
    const queue = this.#queues.get(key) ?? { limit: pLimit(1), makesEdits, done: Promise.resolve() };
    this.#queues.set(key, queue);
    queue.makesEdits ||= makesEdits;
    // Whoever waits for their turn will see what is new.
    if (queue.limit.pendingCount > 0) return;
    queue.done = queue
      .limit(() => this.#pass(channel, queue))
      .finally(() => {
        if (queue.limit.activeCount + queue.limit.pendingCount === 0) this.#queues.delete(key);
      });
    // Whoever waits for it hears of its end; nobody need.
    queue.done.catch(() => undefined);
  }

  /** Serves a channel once: in order, and no further than the first that fails; what comes later must not overtake it. */
  async #pass(channel: ChannelRef, queue: ChannelQueue): Promise<void> {
    const { outbox, clock } = this.#options;
    const { makesEdits } = queue;
    queue.makesEdits = false;
    await this.#noteTaken(channel);
    const due = await this.#letThrough(channel);
    const served = makesEdits ? due : due.filter(isNew);
    for (const delivery of groupNotifications(served, outbox.groupsIn(channel), clock.now())) {
      if (this.#backoff.until(channelKey(channel)) > clock.now()) return;
      if (!(await this.#attempt(delivery))) return;
    }
  }

  /** What is not overtaken, and not snoozed. */
  async #letThrough(channel: ChannelRef): Promise<readonly Notification[]> {
    const { snoozeFilter, clock, outbox } = this.#options;
    const revision = outbox.revisionOf(channel);
    const outdated = await outbox.outdatedIn(channel);
    const superseded = findSuperseded(outdated);
    await outbox.forget([...superseded]);
    const waiting = outdated.filter(({ id }) => !superseded.has(id));
    const { now: due, never, laterAt } = await snoozeFilter.sort(waiting, clock.now());
    await outbox.forget(never.map(({ id }) => id));
    const isDeferred = due.length === 0 && laterAt < Number.POSITIVE_INFINITY;
    if (isDeferred) this.#deferrals.set(channelKey(channel), { until: laterAt, revision });
    else this.#deferrals.delete(channelKey(channel));
    return due;
  }

  /** @returns whether what comes after it may be sent */
  async #attempt(delivery: Delivery): Promise<boolean> {
    const { clock, onRecovered } = this.#options;
    const { channel } = delivery.notifications[0];
    try {
      await this.#send(delivery);
      const fault = this.#backoff.succeed(channel, clock.now());
      if (fault !== undefined) onRecovered(fault);
      return true;
    } catch (error) {
      return this.#fail(delivery, error);
    }
  }

  async #send({ notifications, joins }: Delivery): Promise<void> {
    const { chats, clock } = this.#options;
    const [first] = notifications;
    const chat = chats.get(first.channel.platform);
    if (chat === undefined)
      throw new DeliveryError('passing', 'not_configured', `${first.channel.platform} is not configured`);
    const group = joins ?? { id: nonceOf(notifications), since: clock.now() };
    const members = joins
      ? [...(await this.#options.outbox.membersOf(joins)), ...notifications]
      : notifications;
    const card = composeCard(members, group.id);
    const standing = joins?.messageId ?? first.messageId;
    const messageId = standing ?? (await chat.post(first.channel, card, group.id));
    if (standing !== undefined) await chat.edit(first.channel, standing, card);
    await this.#note(notifications, { messageId, group: { id: group.id, since: group.since } });
  }

  /** A note that fails is made up: what has been posted is posted once, whatever the store does. */
  async #note(notifications: readonly Notification[], taken: Taken): Promise<void> {
    const isPost = notifications[0]?.messageId === undefined;
    if (isPost) for (const { id } of notifications) this.#unnoted.set(id, taken);
    await this.#options.outbox.confirm(notifications, taken);
    for (const { id } of notifications) this.#unnoted.delete(id);
  }

  async #noteTaken(channel: ChannelRef): Promise<void> {
    if (this.#unnoted.size === 0) return;
    for (const notification of await this.#options.outbox.outdatedIn(channel)) {
      const taken = this.#unnoted.get(notification.id);
      if (taken !== undefined) await this.#note([notification], taken);
    }
  }

  async #fail({ notifications: [first], joins }: Delivery, error: unknown): Promise<boolean> {
    const { clock, unsubscribeChannel, onFault, onLost, outbox } = this.#options;
    const { channel } = first;
    if (error instanceof DeliveryError && error.kind === 'message-gone') {
      await (joins ? outbox.forgetGroup(channel, joins) : outbox.onMessageDeleted(first));
      return true;
    }
    if (error instanceof DeliveryError && error.kind === 'lasting') {
      onLost(error, channel);
      this.#backoff.forget(channel);
      await unsubscribeChannel(channel, error);
      return false;
    }
    const { tries } = this.#backoff.fail(channel, error, clock.now());
    if (tries === 1) onFault(error, channel);
    return false;
  }
}

function isNew({ messageId }: Notification): boolean {
  return messageId === undefined;
}

/** Waits for all, whatever becomes of each; then the first that failed is heard of. */
async function finish(queues: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(queues);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** The same for each try of the same delivery, so that a platform can drop the second. */
function nonceOf(notifications: readonly Notification[]): string {
  const ids = notifications.map(({ id }) => id).join('\n');
  return createHash('sha256').update(ids).digest('base64url').slice(0, NONCE_LENGTH);
}

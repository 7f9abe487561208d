import { createHash } from 'node:crypto';
import pLimit, { type LimitFunction } from 'p-limit';
import { type ChatPort, DeliveryError } from '../chat/port.ts';
import type { Clock } from '../clock.ts';
import { composeCard } from '../messages/composeCard.ts';
import { type Place, type PlatformName, placeKey } from '../place.ts';
import { findOvertaken } from './findOvertaken.ts';
import type { Gate } from './gate.ts';
import { type Delivery, groupPostings } from './groupPostings.ts';
import type { Posting } from './posting.ts';
import type { Postings, Taken } from './postings.ts';
import type { Snoozing } from './snoozing.ts';
import { type Fault, Waits } from './waits.ts';

const NONCE_LENGTH = 25;

export interface DelivererOptions {
  readonly postings: Postings;
  readonly chats: ReadonlyMap<PlatformName, ChatPort>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly gate: Gate;
  readonly snoozing: Snoozing;
  /** Ends all that a channel subscribed to: it is lost to us, for the reason given. */
  readonly endPlace: (place: Place, reason: DeliveryError) => Promise<void>;
  /** Told of a channel that does not take its messages, once until it does. */
  readonly onFault: (error: unknown, place: Place) => void;
  /** Told of a channel that will take none any more. */
  readonly onLost: (error: DeliveryError, place: Place) => void;
  /** Told when a channel takes its messages again. */
  readonly onRecovered: (fault: Fault) => void;
}

/** A channel on its way: served by one at a time, so that no message is sent by two. */
interface Lane {
  readonly limit: LimitFunction;
  /** Whether the next pass makes the edits too, or leaves them for later. */
  makesEdits: boolean;
  done: Promise<void>;
}

/** What holds a channel up that has something to be sent: nothing of it is due before then. */
interface Hold {
  readonly until: number;
  /** Holds only while nothing new came. */
  readonly revision: number;
}

/**
 * Brings every message to stand as it should, in the steps that docs/delivery.md tells of. What is sent was stored
 * before; that it was sent is stored after: a crash in between sends it again, and never not at all. Channels are
 * served side by side, each in its own order, so that none waits for another.
 */
export class Deliverer {
  readonly #options: DelivererOptions;
  readonly #waits: Waits;
  readonly #holds = new Map<string, Hold>();
  readonly #lanes = new Map<string, Lane>();
  /** What a platform took and the store did not: to be noted, and not to be sent again. */
  readonly #unnoted = new Map<string, Taken>();

  constructor(options: DelivererOptions) {
    this.#options = options;
    this.#waits = new Waits(options.random);
  }

  /** Before this moment there is nothing to send, to edit or to forget. */
  get idleUntil(): number {
    const { postings, snoozing } = this.#options;
    return Math.min(
      postings.nextStale,
      snoozing.nextEnd,
      ...postings.outdatedPlaces().map((place) => this.#dueAt(place)),
    );
  }

  /**
   * Sends and edits what is due.
   *
   * @param place waits for this channel alone; without it, for all that are being served
   * @throws the store's own error; what a platform refuses is dealt with here
   */
  async deliver(place?: Place): Promise<void> {
    const { postings, snoozing, clock } = this.#options;
    const due = postings.outdatedPlaces().filter((each) => this.#dueAt(each) <= clock.now());
    for (const each of due) this.#serve(each, true);
    if (place !== undefined) return this.#lanes.get(placeKey(place))?.done;
    await this.settle();
    await snoozing.endPassed(clock.now());
    await postings.forgetStale(clock.now());
  }

  /**
   * Begins to send what is new in a channel, where it is due. Edits notify nobody, and are left to `deliver`: while more
   * news is found, they would take up what a platform lets through in a second.
   */
  announce(place: Place): void {
    if (this.#dueAt(place) <= this.#options.clock.now()) this.#serve(place, false);
  }

  /** Resolves when what is under way has been taken or refused. @throws as `deliver` */
  async settle(): Promise<void> {
    await finish([...this.#lanes.values()].map(({ done }) => done));
  }

  #dueAt(place: Place): number {
    const key = placeKey(place);
    const hold = this.#holds.get(key);
    const isHeld = hold !== undefined && hold.revision === this.#options.postings.revisionOf(place);
    return Math.max(this.#waits.until(key), isHeld ? hold.until : 0);
  }

  #serve(place: Place, makesEdits: boolean): void {
    const key = placeKey(place);
    const lane = this.#lanes.get(key) ?? { limit: pLimit(1), makesEdits, done: Promise.resolve() };
    this.#lanes.set(key, lane);
    lane.makesEdits ||= makesEdits;
    // Whoever waits for their turn will see what is new.
    if (lane.limit.pendingCount > 0) return;
    lane.done = lane
      .limit(() => this.#pass(place, lane))
      .finally(() => {
        if (lane.limit.activeCount + lane.limit.pendingCount === 0) this.#lanes.delete(key);
      });
    // Whoever waits for it hears of its end; nobody need.
    lane.done.catch(() => undefined);
  }

  /** Serves a channel once: in order, and no further than the first that fails; what comes later must not overtake it. */
  async #pass(place: Place, lane: Lane): Promise<void> {
    const { postings, clock } = this.#options;
    const { makesEdits } = lane;
    lane.makesEdits = false;
    await this.#noteTaken(place);
    const due = await this.#letThrough(place);
    const served = makesEdits ? due : due.filter(isNew);
    for (const delivery of groupPostings(served, postings.groupsIn(place), clock.now())) {
      if (this.#waits.until(placeKey(place)) > clock.now()) return;
      if (!(await this.#attempt(delivery))) return;
    }
  }

  /** What is not overtaken, and not snoozed. */
  async #letThrough(place: Place): Promise<readonly Posting[]> {
    const { gate, clock, postings } = this.#options;
    const revision = postings.revisionOf(place);
    const outdated = await postings.outdatedIn(place);
    const overtaken = findOvertaken(outdated);
    await postings.forget([...overtaken]);
    const waiting = outdated.filter(({ id }) => !overtaken.has(id));
    const { now: due, never, laterAt } = await gate.sort(waiting, clock.now());
    await postings.forget(never.map(({ id }) => id));
    const isHeld = due.length === 0 && laterAt < Number.POSITIVE_INFINITY;
    if (isHeld) this.#holds.set(placeKey(place), { until: laterAt, revision });
    else this.#holds.delete(placeKey(place));
    return due;
  }

  /** @returns whether what comes after it may be sent */
  async #attempt(delivery: Delivery): Promise<boolean> {
    const { clock, onRecovered } = this.#options;
    const { place } = delivery.postings[0];
    try {
      await this.#send(delivery);
      const fault = this.#waits.succeed(place, clock.now());
      if (fault !== undefined) onRecovered(fault);
      return true;
    } catch (error) {
      return this.#fail(delivery, error);
    }
  }

  async #send({ postings, joins }: Delivery): Promise<void> {
    const { chats, clock } = this.#options;
    const [first] = postings;
    const chat = chats.get(first.place.platform);
    if (chat === undefined)
      throw new DeliveryError('passing', 'not_configured', `${first.place.platform} is not configured`);
    const group = joins ?? { id: nonceOf(postings), since: clock.now() };
    const members = joins ? [...(await this.#options.postings.membersOf(joins)), ...postings] : postings;
    const card = composeCard(members, group.id);
    const standing = joins?.messageId ?? first.messageId;
    const messageId = standing ?? (await chat.post(first.place, card, group.id));
    if (standing !== undefined) await chat.edit(first.place, standing, card);
    await this.#note(postings, { messageId, group: { id: group.id, since: group.since } });
  }

  /** A note that fails is made up: what has been posted is posted once, whatever the store does. */
  async #note(postings: readonly Posting[], taken: Taken): Promise<void> {
    const isPost = postings[0]?.messageId === undefined;
    if (isPost) for (const { id } of postings) this.#unnoted.set(id, taken);
    await this.#options.postings.confirm(postings, taken);
    for (const { id } of postings) this.#unnoted.delete(id);
  }

  async #noteTaken(place: Place): Promise<void> {
    if (this.#unnoted.size === 0) return;
    for (const posting of await this.#options.postings.outdatedIn(place)) {
      const taken = this.#unnoted.get(posting.id);
      if (taken !== undefined) await this.#note([posting], taken);
    }
  }

  async #fail({ postings: [first], joins }: Delivery, error: unknown): Promise<boolean> {
    const { clock, endPlace, onFault, onLost, postings } = this.#options;
    const { place } = first;
    if (error instanceof DeliveryError && error.kind === 'message-gone') {
      await (joins ? postings.forgetGroup(place, joins) : postings.vanished(first));
      return true;
    }
    if (error instanceof DeliveryError && error.kind === 'lasting') {
      onLost(error, place);
      this.#waits.forget(place);
      await endPlace(place, error);
      return false;
    }
    const { tries } = this.#waits.fail(place, error, clock.now());
    if (tries === 1) onFault(error, place);
    return false;
  }
}

function isNew({ messageId }: Posting): boolean {
  return messageId === undefined;
}

/** Waits for all, whatever becomes of each; then the first that failed is heard of. */
async function finish(lanes: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(lanes);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** The same for each try of the same delivery, so that a platform can drop the second. */
function nonceOf(postings: readonly Posting[]): string {
  const ids = postings.map(({ id }) => id).join('\n');
  return createHash('sha256').update(ids).digest('base64url').slice(0, NONCE_LENGTH);
}

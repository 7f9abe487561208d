import { createHash } from 'node:crypto';
import { type ChatPort, DeliveryError } from '../chat/port.ts';
import type { Clock } from '../clock.ts';
import { MINUTE, SECOND } from '../duration.ts';
import { composeCard } from '../messages/composeCard.ts';
import { type Place, type PlatformName, placeKey } from '../place.ts';
import type { Gate } from './gate.ts';
import { type Delivery, groupPostings } from './groupPostings.ts';
import type { Posting } from './posting.ts';
import type { Postings } from './postings.ts';
import type { Snoozes } from './snoozes.ts';

/** After a passing fault a channel is left alone for this long, longer each time. */
const RETRY = { first: 5 * SECOND, last: 5 * MINUTE };

const NONCE_LENGTH = 25;

export interface DelivererOptions {
  readonly postings: Postings;
  readonly chats: ReadonlyMap<PlatformName, ChatPort>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly gate: Gate;
  readonly snoozes: Snoozes;
  /** Ends all that a channel subscribed to: it is lost to us, for the reason given. */
  readonly endPlace: (place: Place, reason: DeliveryError) => Promise<void>;
  readonly onError: (error: unknown, place: Place) => void;
}

interface Fault {
  readonly tries: number;
  readonly retryAt: number;
}

/**
 * Brings every message to stand as it should. What is sent was stored before; that it was sent is stored
 * after: a crash in between sends it again, and never not at all.
 */
export class Deliverer {
  readonly #options: DelivererOptions;
  readonly #faults = new Map<string, Fault>();
  /** One delivery at a time, so that no message is sent by two; never rejects. */
  #running: Promise<void> = Promise.resolve();

  constructor(options: DelivererOptions) {
    this.#options = options;
  }

  /** Whether every message stands as it should. */
  get isDone(): boolean {
    return !this.#options.postings.hasOutdated;
  }

  /** Sends and edits what is to be sent and edited; resolves when each channel has taken it or refused. */
  deliver(): Promise<void> {
    const delivered = this.#running.then(() => this.#deliverAll());
    this.#running = delivered.catch(() => undefined);
    return delivered;
  }

  async #deliverAll(): Promise<void> {
    if (this.isDone) return;
    const passing = await this.#letThrough(await this.#options.postings.outdated());
    const byPlace = Map.groupBy(groupPostings(passing), placeOf);
    await Promise.all(byPlace.values().map((deliveries) => this.#deliverTo(deliveries)));
    await this.#options.snoozes.forgetEnded(this.#options.clock.now());
  }

  async #letThrough(outdated: readonly Posting[]): Promise<Posting[]> {
    const { gate, clock, postings } = this.#options;
    const passing: Posting[] = [];
    for (const posting of outdated) {
      const passage = await gate.passage(posting, clock.now());
      if (passage === 'now') passing.push(posting);
      if (passage === 'never') await postings.forget(posting.id);
    }
    return passing;
  }

  /** In order, and no further than the first that fails: what comes later must not overtake it. */
  async #deliverTo(deliveries: readonly Delivery[]): Promise<void> {
    for (const delivery of deliveries) {
      const { place } = delivery.postings[0];
      if (this.#isWaiting(place)) return;
      try {
        await this.#send(delivery);
        this.#faults.delete(placeKey(place));
      } catch (error) {
        await this.#fail(delivery, error);
        return;
      }
    }
  }

  async #send({ postings }: Delivery): Promise<void> {
    const [first] = postings;
    const { chats } = this.#options;
    const chat = chats.get(first.place.platform);
    if (chat === undefined)
      throw new DeliveryError('passing', 'not_configured', `${first.place.platform} is not configured`);
    const card = composeCard(postings);
    const messageId = first.messageId ?? (await chat.post(first.place, card, nonceOf({ postings })));
    if (first.messageId !== undefined) await chat.edit(first.place, first.messageId, card);
    for (const posting of postings) await this.#options.postings.confirm(posting, messageId);
  }

  async #fail({ postings: [first] }: Delivery, error: unknown): Promise<void> {
    const { clock, random, endPlace, onError } = this.#options;
    const { place } = first;
    if (error instanceof DeliveryError && error.kind === 'message-gone')
      return this.#options.postings.vanished(first);
    onError(error, place);
    if (error instanceof DeliveryError && error.kind === 'lasting') return endPlace(place, error);
    const tries = (this.#faults.get(placeKey(place))?.tries ?? 0) + 1;
    const longest = Math.min(RETRY.last, RETRY.first * 2 ** (tries - 1));
    const asked = error instanceof DeliveryError ? (error.retryAfter ?? 0) : 0;
    const retryAt = clock.now() + Math.max(asked, longest * (0.5 + random() / 2));
    this.#faults.set(placeKey(place), { tries, retryAt });
  }

  #isWaiting(place: Place): boolean {
    const fault = this.#faults.get(placeKey(place));
    return fault !== undefined && fault.retryAt > this.#options.clock.now();
  }
}

function placeOf({ postings: [{ place }] }: Delivery): string {
  return placeKey(place);
}

/** The same for each try of the same delivery, so that a platform can drop the second. */
function nonceOf({ postings }: Delivery): string {
  const ids = postings.map(({ id }) => id).join('\n');
  return createHash('sha256').update(ids).digest('base64url').slice(0, NONCE_LENGTH);
}

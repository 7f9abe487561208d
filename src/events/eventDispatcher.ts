import type { Access, AccessCheck } from '../accounts/access.ts';
import type { Clock } from '../clock.ts';
import { HOUR, MINUTE, SECOND } from '../duration.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { EventFault } from '../messages/eventFault.ts';
import { decideFailure } from './decideFailure.ts';
import type { EventNotifier } from './eventNotifier.ts';
import type { EventQueue, WaitingEvent } from './eventQueue.ts';
import type { EventReceiver, EventReceivers, EventTarget } from './eventReceiver.ts';
import type { EventOutcome, EventSender } from './eventSender.ts';
import { ReceiverLoad } from './receiverLoad.ts';
import { signEvent } from './signEvent.ts';
import type { SigningSecrets } from './signingSecrets.ts';
import type { StoredEvent } from './storedEvent.ts';

/** What a program took, and what it did not, is stored to the minute: one write for many events. */
const NOTED_EVERY = MINUTE;

/** What waits is tried more often. A failure that is older says nothing of now: nothing has waited since, or no process ran. */
const FORGOTTEN_AFTER = 3 * HOUR;

/** After a fault of our own side, such as one of the store. */
const TRY_AGAIN = 10 * SECOND;

const GONE = 410;

export interface EventDispatcherOptions {
  readonly queue: EventQueue;
  readonly receivers: EventReceivers;
  /** Whether the workspace of a receiver may hear of its account. */
  readonly accessOf: AccessCheck;
  readonly signingSecrets: SigningSecrets;
  readonly sender: EventSender;
  readonly notifier: EventNotifier;
  readonly userAgent: string;
  readonly clock: Clock;
  /** The machine's time, ms since the epoch: programs compare it with theirs. */
  readonly wall: () => number;
  readonly random: () => number;
  readonly onSent: (outcome: 'accepted' | 'failed') => void;
  /** A fault of our own side; what it was about is tried again. */
  readonly onError: (error: unknown, about: { readonly hook: string }) => void;
}

/** Sends the events that wait, each until its program has taken it, or for a day. Receivers do not wait for each other. */
export class EventDispatcher {
  readonly #options: EventDispatcherOptions;
  readonly #loads = new Map<string, ReceiverLoad>();
  /** What is on its way; never rejects. */
  readonly #sending = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  /** Held for a hook while it is decided what follows from a failure: it ends once. */
  readonly #lock = new KeyedLock();

  constructor(options: EventDispatcherOptions) {
    this.#options = options;
    options.queue.connect(
      (receiver) => this.#serve(receiver),
      (receiver, now) => options.notifier.notifyFull(receiver, now),
    );
  }

  /** Sends what is due. It does not wait for the answers. */
  async round(): Promise<void> {
    const { queue, receivers } = this.#options;
    for (const id of queue.receivers()) {
      const receiver = receivers.get(id);
      if (receiver === undefined || receiver.target.ended || this.#accessOf(receiver) === 'denied')
        await queue.dropAll(id);
      else this.#serve(id);
    }
  }

  /** Before this moment a round has nothing to do; ms since the epoch. */
  get idleUntil(): number {
    const { queue, receivers } = this.#options;
    const times = queue.receivers().map((id) => {
      const url = receivers.get(id)?.target.url;
      const due = Math.min(...queue.waitingFor(id).map(({ isOnTheWay, dueAt }) => (isOnTheWay ? 0 : dueAt)));
      return url === undefined ? 0 : Math.max(due, this.#loads.get(url)?.pausedUntil ?? 0);
    });
    return Math.min(...times);
  }

  /** Resolves when nothing is on its way. */
  async drain(): Promise<void> {
    while (this.#sending.size > 0) await Promise.all(this.#sending);
  }

  /** Ends what is on its way: it stays stored, and is sent again by the next process. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.drain();
    await this.#options.sender.close();
  }

  /** Begins to send what is due for a hook, as much as its receiver has room for. */
  #serve(id: string): void {
    const { queue, receivers, clock } = this.#options;
    for (;;) {
      const receiver = receivers.get(id);
      if (receiver === undefined || receiver.target.ended || this.#stopping.signal.aborted) return;
      if (this.#accessOf(receiver) !== 'granted') return;
      const load = this.#loadOf(receiver.target.url);
      const event = load.hasRoom(clock.now()) ? queue.findDue(id, clock.now()) : undefined;
      if (event === undefined) return;
      this.#begin(receiver, event, load);
    }
  }

  #accessOf({ channel, account }: EventReceiver): Access {
    return this.#options.accessOf(channel.workspace, [account]);
  }

  #begin(receiver: EventReceiver, event: WaitingEvent, load: ReceiverLoad): void {
    const { onError, clock } = this.#options;
    event.isOnTheWay = true;
    load.begin();
    const sending = this.#deliver(receiver, event, load)
      .catch((error: unknown) => {
        event.dueAt = clock.now() + TRY_AGAIN;
        if (!this.#stopping.signal.aborted) onError(error, { hook: receiver.id });
      })
      .finally(() => {
        event.isOnTheWay = false;
        load.end();
        this.#sending.delete(sending);
        this.#serveAll(receiver.target.url, load);
      });
    this.#sending.add(sending);
  }

  /** Everyone whose events go to a URL that has room again. */
  #serveAll(url: string, load: ReceiverLoad): void {
    const { queue, receivers } = this.#options;
    if (load.isIdle) this.#loads.delete(url);
    for (const id of queue.receivers()) if (receivers.get(id)?.target.url === url) this.#serve(id);
  }

  async #deliver(receiver: EventReceiver, event: WaitingEvent, load: ReceiverLoad): Promise<void> {
    const { queue } = this.#options;
    // Taken already, but the store failed when that was to be stored.
    if (queue.isDelivered(event)) return queue.remove(event);
    const stored = await queue.read(event);
    if (stored === undefined) return;
    const outcome = await this.#send(receiver, stored);
    if (outcome.kind === 'accepted') return this.#accept(event, load);
    await this.#lock.run(receiver.id, () => this.#fail(receiver, event, load, outcome));
  }

  async #send({ id, target }: EventReceiver, { body }: StoredEvent): Promise<EventOutcome> {
    const { signingSecrets, sender, userAgent, wall, onSent } = this.#options;
    let secret: string;
    try {
      secret = signingSecrets.open(target.secret, id);
    } catch {
      return { kind: 'failed', fault: { kind: 'secret' } };
    }
    const text = JSON.stringify(body);
    const headers = {
      'content-type': 'application/json',
      'user-agent': userAgent,
      'x-threadwatch-event': body.type,
      'x-threadwatch-delivery': `${id}.${body.id}`,
      'x-threadwatch-signature': signEvent(secret, text, wall()),
    };
    const outcome = await sender.send({ url: target.url, headers, body: text }, this.#stopping.signal);
    onSent(outcome.kind);
    return outcome;
  }

  async #accept(event: WaitingEvent, load: ReceiverLoad): Promise<void> {
    const { queue, receivers, clock } = this.#options;
    load.accepted();
    const now = clock.now();
    const { receiver: id } = event;
    await queue.removeDelivered(event);
    // As it is now: another event may have failed while this one was on its way.
    const target = receivers.get(id)?.target;
    // It is back: what it did not take while it was away need not wait any longer.
    if (target?.failing !== undefined) for (const each of queue.waitingFor(id)) each.dueAt = 0;
    if (target?.failing === undefined && now - (target?.acceptedAt ?? 0) < NOTED_EVERY) return;
    await receivers.changeTarget(id, ({ failing: _, ...rest }) => ({ ...rest, acceptedAt: now }));
  }

  async #fail(
    { id }: EventReceiver,
    event: WaitingEvent,
    load: ReceiverLoad,
    { fault, retryAfter }: Extract<EventOutcome, { kind: 'failed' }>,
  ): Promise<void> {
    const { receivers, queue, notifier, clock, random } = this.#options;
    const now = clock.now();
    event.tries += 1;
    load.failed(now, random, retryAfter);
    await receivers.changeTarget(id, (target) => noteFailing(target, fault, now));
    const receiver = receivers.get(id);
    // Another event has ended it meanwhile, or somebody has revoked the hook.
    if (receiver === undefined || receiver.target.ended) return queue.dropAll(id);
    const { target } = receiver;
    const { at, tries } = event;
    const isGone = fault.kind === 'status' && fault.status === GONE;
    const decision = decideFailure({ target, at, tries, failures: load.failures }, isGone, now, random);
    switch (decision.kind) {
      case 'retry':
        event.dueAt = decision.at;
        return;
      case 'drop':
        await notifier.notifyRefused(receiver, fault, now);
        return queue.remove(event);
      case 'end':
        return this.#end(receiver, fault, now);
    }
  }

  /** The channel first: after a crash in between, the next failure ends it again, and it is told once. */
  async #end(receiver: EventReceiver, fault: EventFault, now: number): Promise<void> {
    const { receivers, queue, notifier } = this.#options;
    await notifier.notifyEnded(receiver, fault, now);
    await receivers.changeTarget(receiver.id, (target) => ({ ...target, ended: { at: now, fault } }));
    await queue.dropAll(receiver.id);
  }

  #loadOf(url: string): ReceiverLoad {
    const load = this.#loads.get(url) ?? new ReceiverLoad();
    this.#loads.set(url, load);
    return load;
  }
}

/** The same object where nothing has changed that is worth a write. */
function noteFailing(target: EventTarget, fault: EventFault, now: number): EventTarget {
  const { failing } = target;
  const isKnown =
    failing !== undefined &&
    now - failing.at < NOTED_EVERY &&
    JSON.stringify(failing.fault) === JSON.stringify(fault);
  const isOld = failing !== undefined && now - failing.at > FORGOTTEN_AFTER;
  const since = failing === undefined || isOld ? now : failing.since;
  return isKnown ? target : { ...target, failing: { since, at: now, fault } };
}

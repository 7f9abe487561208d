import { type BackoffPolicy, backoffDelay } from '../../backoff.ts';
import { type ChannelRef, channelKey } from '../../channelRef.ts';
import { MINUTE, SECOND } from '../../duration.ts';

/** The back-off of one message, longer after each fault. */
const BACKOFF: BackoffPolicy = { first: 5 * SECOND, last: 5 * MINUTE, jitter: 0.5 };

/** A message that its channel did not take. */
export interface MessageFault {
  readonly channel: ChannelRef;
  /** The notifications of one message have the same number. */
  readonly message: number;
  readonly kind: 'refused' | 'passing';
  /** When it first failed, ms since the epoch. */
  readonly since: number;
  readonly tries: number;
  /** How many of them the platform refused. */
  readonly refusals: number;
  /** When it is tried again, ms since the epoch. */
  readonly retryAt: number;
  /** Whether the channel took another message since. */
  readonly othersTaken: boolean;
  /** Whether the channel took an edit since, so that it and its platform work in part at least. */
  readonly editsTaken: boolean;
  /** Whether it is to be sent apart from others: one of them may be what is refused. */
  readonly isAlone: boolean;
}

/** The messages that their channels did not take, by the ids of their notifications. In memory: a start begins anew. */
export class MessageFaults {
  readonly #byChannel = new Map<string, Map<string, MessageFault>>();
  readonly #random: () => number;
  #lastMessage = 0;

  /** @param random from 0 to 1 */
  constructor(random: () => number) {
    this.#random = random;
  }

  of(channel: ChannelRef, id: string): MessageFault | undefined {
    return this.#byChannel.get(channelKey(channel))?.get(id);
  }

  hasFaults(channel: ChannelRef): boolean {
    return this.#byChannel.has(channelKey(channel));
  }

  /** The faults of a channel. */
  in(channel: ChannelRef): MessageFault[] {
    return [...(this.#byChannel.get(channelKey(channel))?.values() ?? [])];
  }

  /** How many messages of a channel fail since it last took one. */
  failingIn(channel: ChannelRef): number {
    const untaken = this.in(channel).filter(({ othersTaken }) => !othersTaken);
    return new Set(untaken.map(({ message }) => message)).size;
  }

  /** Records that a message with these notifications was not taken. */
  fail(channel: ChannelRef, ids: readonly string[], kind: MessageFault['kind'], now: number): MessageFault {
    const before = ids.flatMap((id) => this.of(channel, id) ?? []);
    const tries = Math.max(0, ...before.map((fault) => fault.tries)) + 1;
    this.#lastMessage += 1;
    const refusals = Math.max(0, ...before.map((fault) => fault.refusals));
    const fault: MessageFault = {
      channel,
      message: before[0]?.message ?? this.#lastMessage,
      kind,
      since: Math.min(now, ...before.map(({ since }) => since)),
      tries,
      refusals: kind === 'refused' ? refusals + 1 : refusals,
      retryAt: now + backoffDelay(BACKOFF, tries, this.#random),
      othersTaken: before.some(({ othersTaken }) => othersTaken),
      editsTaken: before.some(({ editsTaken }) => editsTaken),
      isAlone: kind === 'refused' || before.some(({ isAlone }) => isAlone),
    };
    const key = channelKey(channel);
    const faults = this.#byChannel.get(key) ?? new Map<string, MessageFault>();
    this.#byChannel.set(key, faults);
    for (const id of ids) faults.set(id, fault);
    return fault;
  }

  /** Records that a channel took a message. What failed by a passing fault before is tried again at once. */
  taken(channel: ChannelRef, ids: readonly string[], now: number): void {
    this.forget(channel, ids);
    for (const [id, fault] of this.#byChannel.get(channelKey(channel)) ?? [])
      if (!fault.othersTaken) this.#set(id, { ...hurried(fault, now), othersTaken: true });
    for (const faults of this.#byChannel.values())
      for (const [id, fault] of faults)
        if (fault.channel.platform === channel.platform && !fault.othersTaken)
          this.#set(id, hurried(fault, now));
  }

  /** Records that a channel took an edit of another message. */
  editTaken(channel: ChannelRef): void {
    for (const [id, fault] of this.#byChannel.get(channelKey(channel)) ?? [])
      this.#set(id, { ...fault, editsTaken: true });
  }

  /** The channel as a whole backs off: its messages need no back-off of their own. */
  release(channel: ChannelRef): void {
    for (const [id, fault] of this.#byChannel.get(channelKey(channel)) ?? [])
      this.#set(id, { ...fault, retryAt: 0 });
  }

  /** The notifications of one message become messages of their own, each of which is tried from the beginning. */
  isolate(channel: ChannelRef, ids: readonly string[]): void {
    for (const id of ids) {
      const fault = this.of(channel, id);
      this.#lastMessage += 1;
      if (fault)
        this.#set(id, {
          ...fault,
          isAlone: true,
          message: this.#lastMessage,
          tries: 0,
          refusals: 0,
          retryAt: 0,
        });
    }
  }

  forget(channel: ChannelRef, ids: readonly string[]): void {
    const key = channelKey(channel);
    const faults = this.#byChannel.get(key);
    for (const id of ids) faults?.delete(id);
    if (faults?.size === 0) this.#byChannel.delete(key);
  }

  /** Forgets the faults of a channel except for those of these notifications. */
  retain(channel: ChannelRef, ids: ReadonlySet<string>): void {
    const known = [...(this.#byChannel.get(channelKey(channel))?.keys() ?? [])];
    this.forget(
      channel,
      known.filter((id) => !ids.has(id)),
    );
  }

  #set(id: string, fault: MessageFault): void {
    this.#byChannel.get(channelKey(fault.channel))?.set(id, fault);
  }
}

/** A refusal says that the platform works, so there is nothing to hurry for. */
function hurried(fault: MessageFault, now: number): MessageFault {
  return fault.kind === 'passing' ? { ...fault, retryAt: Math.min(fault.retryAt, now) } : fault;
}

import { type ChannelRef, channelKey } from '../channelRef.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { SnoozeSubject } from '../notifications/kinds/notificationKind.ts';
import type { Snooze, SnoozeStore } from '../notifications/snoozeStore.ts';
import { decideChannelResume, decideChannelSnooze } from './decideSnooze.ts';
import type { SnoozeBudgets } from './snoozeBudgets.ts';
import type { SnoozeNotifier } from './snoozeNotifier.ts';

/** Whose snooze of what is to begin, to change or to end. */
export interface SnoozeRequest extends SnoozeSubject {
  readonly channel: ChannelRef;
  readonly person: { readonly id: string; readonly isManager: boolean };
}

export type SnoozeOutcome =
  | { readonly kind: 'snoozed'; readonly until: number; readonly isCut: boolean }
  /** The snooze that holds stays as it is. */
  | { readonly kind: 'unchanged'; readonly snooze: Snooze }
  | { readonly kind: 'needs-manager' }
  /** From then on people without rights can snooze the channel again, ms since the epoch. */
  | { readonly kind: 'resting'; readonly from: number };

export type ResumeOutcome =
  | { readonly kind: 'resumed'; readonly snooze: Snooze }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'needs-manager'; readonly snooze: Snooze };

export interface SnoozeServiceOptions {
  readonly snoozeStore: SnoozeStore;
  readonly snoozeBudgets: SnoozeBudgets;
  readonly snoozeNotifier: SnoozeNotifier;
}

/** Begins, changes and ends snoozes, as far as the person may, and shows that in the channel. */
export class SnoozeService {
  readonly #options: SnoozeServiceOptions;
  readonly #lock = new KeyedLock();

  constructor(options: SnoozeServiceOptions) {
    this.#options = options;
  }

  /** @param until ms since the epoch @throws StoreError where the store fails */
  snooze(request: SnoozeRequest, until: number, now: number): Promise<SnoozeOutcome> {
    return this.#lock.run(channelKey(request.channel), async () => {
      const { channel, person, account } = request;
      if (account !== undefined) {
        await this.#begin(request, { until, isManaged: false }, now);
        return { kind: 'snoozed', until, isCut: false };
      }
      const { snoozeBudgets, snoozeNotifier } = this.#options;
      const current = this.find(channel, {}, now);
      const budget = snoozeBudgets.get(channel);
      const { isManager } = person;
      const decision = decideChannelSnooze({ current, budget, isManager, now, until });
      if (decision.kind === 'unchanged' && current !== undefined) {
        // A crash may have come before it was shown.
        await snoozeNotifier.show(current, undefined, now);
        return { kind: 'unchanged', snooze: current };
      }
      if (decision.kind !== 'begin')
        return decision.kind === 'resting' ? decision : { kind: 'needs-manager' };
      if (decision.budget !== undefined) await snoozeBudgets.set(channel, decision.budget, now);
      await this.#begin(request, decision, now);
      return { kind: 'snoozed', until: decision.until, isCut: decision.isCut };
    });
  }

  /** Ends a snooze now: what it held back and is still true is sent with the next delivery. @throws StoreError as `snooze` */
  resume(request: SnoozeRequest, now: number): Promise<ResumeOutcome> {
    return this.#lock.run(channelKey(request.channel), async () => {
      const { channel, person, account } = request;
      const { snoozeStore, snoozeBudgets, snoozeNotifier } = this.#options;
      const current = this.find(channel, request, now);
      const decision = decideChannelResume({ current, isManager: person.isManager });
      if (decision === 'nothing' || current === undefined) return { kind: 'nothing' };
      if (decision === 'needs-manager') return { kind: 'needs-manager', snooze: current };
      const budget = account === undefined ? snoozeBudgets.get(channel) : undefined;
      // The snooze comes first: after a crash in between, the channel is awake, and its rest only lasts longer.
      const ended: Snooze = { ...current, until: now, resumedBy: person.id };
      await snoozeStore.set(ended);
      if (budget !== undefined && budget.until > now)
        await snoozeBudgets.set(channel, { ...budget, until: now }, now);
      await snoozeNotifier.showEnd(ended);
      return { kind: 'resumed', snooze: current };
    });
  }

  /** The snooze of exactly this subject, where one holds. */
  find(channel: ChannelRef, subject: SnoozeSubject, now: number): Snooze | undefined {
    const snooze = this.#options.snoozeStore.get(channel, subject);
    return snooze !== undefined && snooze.until > now ? snooze : undefined;
  }

  /** All that is snoozed in a channel. */
  activeIn(channel: ChannelRef, now: number): Snooze[] {
    return this.#options.snoozeStore.activeIn(channel, now);
  }

  /** Until when the whole channel is snoozed; `undefined` where it is not. */
  channelUntil(channel: ChannelRef, now: number): number | undefined {
    return this.#options.snoozeStore.channelUntil(channel, now);
  }

  /** Whether the person may change the channel's snooze, or begin one; and if not, why. */
  examineChannel(
    channel: ChannelRef,
    isManager: boolean,
    now: number,
  ): SnoozeOutcome | { readonly kind: 'free' } {
    const current = this.find(channel, {}, now);
    const budget = this.#options.snoozeBudgets.get(channel);
    const decision = decideChannelSnooze({ current, budget, isManager, now, until: now + 1 });
    if (decision.kind === 'unchanged' && current !== undefined) return { kind: 'unchanged', snooze: current };
    return decision.kind === 'resting' ? decision : { kind: 'free' };
  }

  /** It is stored before it is shown: after a crash in between, it holds. */
  async #begin(
    { channel, person, account, container }: SnoozeRequest,
    { until, isManaged }: { readonly until: number; readonly isManaged: boolean },
    now: number,
  ): Promise<void> {
    const { snoozeStore, snoozeNotifier } = this.#options;
    const stored = snoozeStore.get(channel, { account, container });
    // One that has ended just now is replaced before anybody has shown that.
    if (stored !== undefined && stored.until <= now) await snoozeNotifier.showEnd(stored);
    const before = this.find(channel, { account, container }, now);
    const planned: Snooze = { version: 2, channel, account, container, by: person.id, until };
    const shownOn = [...(await snoozeNotifier.planShowing(planned, before))];
    const snooze = { ...planned, ...(isManaged && { isManaged }), shownOn };
    await snoozeStore.set(snooze);
    await snoozeNotifier.show(snooze, before, now);
  }
}

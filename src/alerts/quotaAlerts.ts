import { HOUR } from '../duration.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { ContentOf, SnoozeMark } from '../messages/content.ts';
import { type Place, placeKey } from '../place.ts';
import type { Collection, StoreError } from '../store/store.ts';
import type { QuotaReading } from '../threads/quotas.ts';
import { decideQuotaAlerts, type QuotaDecision } from './decideQuotaAlerts.ts';
import type { Postings } from './postings.ts';
import type { FiredThreshold, QuotaSubscription } from './quotaSubscription.ts';

/** Having no quota left for so long is worth a message when there is some again. */
const MISSED_FOR_LONG = HOUR;

/** The channels' quota alerts, and what each reading makes of them. */
export class QuotaAlerts {
  readonly #records: Collection<QuotaSubscription>;
  readonly #postings: Postings;
  readonly #lock = new KeyedLock();
  /** Who subscribes to what, so that a reading costs only the channels that want it. */
  readonly #places = new Map<string, { readonly account: string; readonly place: Place }>();

  constructor(records: Collection<QuotaSubscription>, postings: Postings) {
    this.#records = records;
    this.#postings = postings;
  }

  async load(onCorrupt: (key: string, error: StoreError) => void): Promise<void> {
    for await (const [key, { account, place }] of this.#records.entries(onCorrupt))
      this.#places.set(key, { account, place });
  }

  /** The accounts that some channel wants to hear of. */
  get accounts(): string[] {
    return [...new Set([...this.#places.values()].map(({ account }) => account))];
  }

  placesOf(account: string): Place[] {
    return [...this.#places.values()].filter((entry) => entry.account === account).map(({ place }) => place);
  }

  get(place: Place, account: string): Promise<QuotaSubscription | undefined> {
    return this.#records.get(subscriptionKey(place, account));
  }

  /** Subscribes a channel, or changes its thresholds; those that have fired and are kept do not fire again. */
  turnOn(
    place: Place,
    account: string,
    by: string,
    thresholds: readonly number[],
    now: number,
  ): Promise<void> {
    const key = subscriptionKey(place, account);
    return this.#lock.run(key, async () => {
      const before = await this.#records.get(key);
      const fired = before?.fired.filter(({ threshold }) => thresholds.includes(threshold)) ?? [];
      const since = before?.since ?? now;
      const alerts = before?.alerts ?? 0;
      await this.#records.set(key, {
        version: 1,
        place,
        account,
        by,
        since,
        thresholds: [...thresholds],
        fired,
        alerts,
      });
      this.#places.set(key, { account, place });
    });
  }

  /** Ends a channel's subscription. @returns what it was, where there was one */
  turnOff(place: Place, account: string): Promise<QuotaSubscription | undefined> {
    const key = subscriptionKey(place, account);
    return this.#lock.run(key, async () => {
      const before = await this.#records.get(key);
      for (const { postingId } of before?.fired ?? [])
        if (postingId !== undefined) await this.#postings.settle(postingId);
      await this.#records.delete(key);
      this.#places.delete(key);
      return before;
    });
  }

  /** Tells a channel that somebody has turned its alerts on, at these thresholds, or off. */
  announce(
    place: Place,
    account: string,
    by: string,
    thresholds: readonly number[] | undefined,
    now: number,
  ): Promise<void> {
    const content = {
      kind: 'quota-alerts',
      account,
      by,
      ...(thresholds && { thresholds: [...thresholds] }),
    } as const;
    const id = `quota-alerts/${subscriptionKey(place, account)}/${now}`;
    return this.#postings.add(id, place, content, { at: now, final: true });
  }

  /** The accounts whose quotas a channel wants to hear of. */
  accountsIn(place: Place): string[] {
    const entries = [...this.#places.values()].filter((entry) => placeKey(entry.place) === placeKey(place));
    return entries.map(({ account }) => account);
  }

  /** Ends all that a channel subscribed to. @returns what that was */
  async forgetPlace(place: Place): Promise<QuotaSubscription[]> {
    const ended: QuotaSubscription[] = [];
    for (const account of this.accountsIn(place)) {
      const subscription = await this.turnOff(place, account);
      if (subscription !== undefined) ended.push(subscription);
    }
    return ended;
  }

  /** Shows on the alerts that stand who snoozed the account's quotas, and until when. */
  async showSnoozed(place: Place, account: string, snoozed: SnoozeMark): Promise<void> {
    const subscription = await this.get(place, account);
    for (const { postingId } of subscription?.fired ?? [])
      if (postingId !== undefined)
        await this.#postings.revise(postingId, ({ content }) =>
          content.kind === 'quota' ? { content: { ...content, snoozed }, final: false } : undefined,
        );
  }

  /** Stores what a reading is to tell each subscribed channel. */
  async take(account: string, reading: QuotaReading, now: number): Promise<void> {
    const keys = [...this.#places].filter(([, entry]) => entry.account === account).map(([key]) => key);
    await Promise.all(keys.map((key) => this.#lock.run(key, () => this.#apply(key, reading, now))));
  }

  async #apply(key: string, reading: QuotaReading, now: number): Promise<void> {
    const subscription = await this.#records.get(key);
    if (subscription === undefined) return;
    const decision = decideQuotaAlerts(subscription, reading);
    if (decision.reached.length + decision.freed.length === 0) return;
    const next = await this.#tell(subscription, decision, now);
    await this.#records.set(key, next);
  }

  async #tell(
    subscription: QuotaSubscription,
    { reached, freed }: QuotaDecision,
    now: number,
  ): Promise<QuotaSubscription> {
    const { place, account } = subscription;
    const gone = new Set(freed.map(({ fired }) => fired));
    const fired = subscription.fired.filter((entry) => !gone.has(entry));
    let alerts = subscription.alerts;
    for (const { fired: entry, used, total } of freed) {
      if (entry.postingId !== undefined) await this.#noteFreed(entry.postingId, { used, total, at: now });
      if (wasMissedForLong(entry, now)) await this.#tellRoom(subscription, entry, { used, total }, now);
    }
    for (const { pair, threshold, crossed, used, total } of reached) {
      alerts += 1;
      const postingId = `quota/${subscriptionKey(place, account)}/${alerts}`;
      const content: ContentOf<'quota'> = {
        kind: 'quota',
        account,
        pair,
        threshold,
        crossed: [...crossed],
        used,
        total,
      };
      await this.#postings.add(postingId, place, content, { at: now, final: false });
      for (const crossedThreshold of crossed)
        fired.push({
          pair,
          threshold: crossedThreshold,
          at: now,
          ...(crossedThreshold === threshold && { postingId }),
        });
    }
    return { ...subscription, fired, alerts };
  }

  /** An edit tells nobody; who had to do without for long is waiting to hear of it. */
  #tellRoom(
    { place, account, alerts }: QuotaSubscription,
    { pair, at }: FiredThreshold,
    { used, total }: { used: number; total: number },
    now: number,
  ): Promise<void> {
    const id = `room-again/${subscriptionKey(place, account)}/${pair}/${alerts}`;
    const content = { kind: 'room-again', account, pair, used, total, since: at ?? now, until: now } as const;
    return this.#postings.add(id, place, content, { at: now, final: true });
  }

  #noteFreed(postingId: string, freed: { used: number; total: number; at: number }): Promise<void> {
    return this.#postings.revise(postingId, ({ content }) =>
      content.kind === 'quota' ? { content: { ...content, freed }, final: true } : undefined,
    );
  }
}

/** Whether a quota that was used up stayed so for longer than people shrug off. */
function wasMissedForLong({ threshold, at }: FiredThreshold, now: number): boolean {
  return threshold === 100 && at !== undefined && now - at >= MISSED_FOR_LONG;
}

function subscriptionKey(place: Place, account: string): string {
  return `${placeKey(place)}/${account}`;
}

import type { HealthNotifier } from '../accounts/accountHealth.ts';
import type { Outage } from '../accounts/outage.ts';
import { type ChannelRef, channelKey } from '../channelRef.ts';
import { MINUTE } from '../duration.ts';
import type { LiveItem, SnoozeMark } from '../messages/content.ts';
import type { Notification } from '../notifications/notification.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { CheckDecision } from '../polling/decideCheck.ts';
import type { ContainerEvent } from '../watches/containerEvent.ts';
import type { ContainerState, Subscriber, Watch } from '../watches/watch.ts';
import type { WatchStore } from '../watches/watchStore.ts';
import { LiveMessageCache } from './liveMessageCache.ts';
import type { QuotaAlerts } from './quotaAlerts.ts';

/** The end of a shorter blindness is shown on the message that told of it, and disturbs nobody. */
const LONG_OUTAGE = 10 * MINUTE;

/** Turns what was decided into messages to be sent. Ids follow from the facts: what is told twice is sent once. */
export class Notifier implements HealthNotifier {
  readonly #outbox: Outbox;
  readonly #watchStore: WatchStore;
  readonly #quotaAlerts: QuotaAlerts;
  readonly #liveMessages = new LiveMessageCache();

  constructor(outbox: Outbox, watchStore: WatchStore, quotaAlerts: QuotaAlerts) {
    this.#outbox = outbox;
    this.#watchStore = watchStore;
    this.#quotaAlerts = quotaAlerts;
  }

  /** Stores what each channel is to be told of a check, and how its live message changes; side by side, as one write. */
  async notifyCheck(before: Watch, { watch, ended, event }: CheckDecision, now: number): Promise<void> {
    await Promise.all(
      before.subscribers.flatMap((subscriber) => [
        this.#show(subscriber.liveId, watch, ended),
        ...(event === undefined ? [] : [this.#alert(watch, subscriber, event, now)]),
      ]),
    );
  }

  async #show(liveId: string, { container, state }: Watch, ended: boolean): Promise<void> {
    const reading = readsAs(state);
    if (!ended && this.#liveMessages.isShown(liveId, container, reading)) return;
    // Until the change is stored, nothing is known: it may fail half way.
    this.#liveMessages.forget(liveId, container);
    await this.#outbox.revise(liveId, (notification) =>
      reviseItem(notification, container, (item) => ({ ...item, state, watched: !ended })),
    );
    if (!ended) this.#liveMessages.note(liveId, container, reading);
  }

  /** Shows in the live messages that a container is watched for another account, which sees it. */
  async showMoved({ container, subscribers }: Watch, account: string): Promise<void> {
    for (const { liveId } of subscribers)
      await this.#outbox.revise(liveId, (notification) =>
        reviseItem(notification, container, (item) => ({ ...item, account })),
      );
  }

  /** Shows in the live message who dropped a watch. */
  async showDropped({ liveId }: Subscriber, container: string, by: string): Promise<void> {
    await this.#outbox.revise(liveId, (notification) =>
      reviseItem(notification, container, (item) => ({ ...item, watched: false, droppedBy: by })),
    );
  }

  /** Shows in the live message who snoozed a container, and until when. */
  async showSnoozed({ liveId }: Subscriber, container: string, snoozed: SnoozeMark): Promise<void> {
    await this.#outbox.revise(liveId, (notification) =>
      reviseItem(notification, container, (item) => ({ ...item, snoozed })),
    );
  }

  subscribersOf(account: string): ChannelRef[] {
    const channels = [...this.#watchStore.channelsOf(account), ...this.#quotaAlerts.channelsOf(account)];
    return [...new Map(channels.map((channel) => [channelKey(channel), channel])).values()];
  }

  async outage(outage: Outage, channels: readonly ChannelRef[]): Promise<void> {
    const { account, error, since, nextProbeAt } = outage;
    for (const channel of channels) {
      const content = { kind: 'account-outage', account, error, since, nextProbeAt } as const;
      await this.#outbox.add(outageId(outage, error.kind, channel), channel, content, {
        at: since,
        final: false,
      });
    }
  }

  /**
   * Shows on what was told of a blindness that it is over, and tells of it in a new message where it lasted. Who had
   * been told nothing yet hears nothing of it at all.
   */
  async recovered(outage: Outage, now: number): Promise<void> {
    const { account, error, since, notified } = outage;
    for (const { channel, kind } of notified) {
      const outageNotification = outageId(outage, kind, channel);
      const isStanding = (await this.#outbox.get(outageNotification))?.messageId !== undefined;
      if (!isStanding) {
        await this.#outbox.forget([outageNotification]);
        continue;
      }
      await this.#outbox.revise(outageNotification, ({ content }) =>
        content.kind === 'account-outage' ? { content: { ...content, until: now }, final: true } : undefined,
      );
      if (now - since < LONG_OUTAGE) continue;
      const id = `account-recovered/${account}/${since}/${channelKey(channel)}`;
      const content = { kind: 'account-recovered', account, error, since, until: now } as const;
      await this.#outbox.add(id, channel, content, { at: now, final: true });
    }
  }

  #alert(watch: Watch, { channel, by, note }: Subscriber, event: ContainerEvent, now: number): Promise<void> {
    const { account, container, createdAt, firstSeenAt } = watch;
    const id = `container/${account}/${container}/${firstSeenAt}/${event.kind}/${channelKey(channel)}`;
    const content = { kind: 'container', account, container, createdAt, by, note, event } as const;
    return this.#outbox.add(id, channel, content, { at: now, final: true });
  }
}

function outageId({ account, since }: Outage, kind: string, channel: ChannelRef): string {
  return `account-outage/${account}/${since}/${kind}/${channelKey(channel)}`;
}

function reviseItem(
  { content }: Notification,
  container: string,
  change: (item: LiveItem) => LiveItem,
): Pick<Notification, 'content' | 'final'> | undefined {
  if (content.kind !== 'live') return undefined;
  const items = content.items.map((item) => (item.container === container ? change(item) : item));
  if (items.every((item, index) => showsTheSame(item, content.items[index]))) return undefined;
  return { content: { ...content, items }, final: items.every(({ watched }) => !watched) };
}

/** Whether a live message would read the same; when an item was last checked is not shown. */
function showsTheSame(after: LiveItem, before: LiveItem | undefined): boolean {
  return (
    before !== undefined &&
    after.account === before.account &&
    after.watched === before.watched &&
    after.droppedBy === before.droppedBy &&
    after.snoozed?.until === before.snoozed?.until &&
    readsAs(after.state) === readsAs(before.state)
  );
}

function readsAs(state: ContainerState): string {
  const { kind } = state;
  if (kind === 'status') return `${kind} ${state.status} ${state.errorMessage ?? ''}`;
  return kind === 'unknown' ? kind : `${kind} ${state.error.kind}`;
}

import { type ChannelRef, channelKey } from '../channelRef.ts';
import type { Clock } from '../clock.ts';
import { describeEvent } from '../messages/alerts/containerEvents/table.ts';
import { isFinal } from '../messages/containerWords.ts';
import type { SnoozeMark } from '../messages/content.ts';
import { isNew, type Notification } from '../notifications/notification.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { CheckDecision } from '../polling/checkDecision.ts';
import type { ContainerEvent, ContainerEventKind } from '../watches/containerEvent.ts';
import type { ContainerState, Subscriber, Watch } from '../watches/watch.ts';
import type { WatchStore } from '../watches/watchStore.ts';
import { newsOfCheck } from './checkNews.ts';
import type { ContainerNews, EventFeed } from './eventFeed.ts';
import type { HookDays } from './hookDays.ts';
import { LiveMessageCache } from './liveMessageCache.ts';
import type { LiveMessages } from './liveMessages.ts';
import type { QuotaAlerts } from './quotaAlerts.ts';
import type { RecentSubscribers } from './recentSubscribers.ts';
import { reviseItem, stateKey } from './reviseItem.ts';

export interface NotifierOptions {
  readonly outbox: Outbox;
  readonly watchStore: WatchStore;
  readonly quotaAlerts: QuotaAlerts;
  readonly recentSubscribers: RecentSubscribers;
  readonly hookDays: HookDays;
  readonly liveMessages: LiveMessages;
  readonly eventFeed: EventFeed;
  readonly clock: Clock;
}

/** Stores notifications about containers. Their ids follow from the facts, so none is stored twice. */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #outbox: Outbox;
  readonly #shown = new LiveMessageCache();

  constructor(options: NotifierOptions) {
    this.#options = options;
    this.#outbox = options.outbox;
  }

  /** Stores the alert of a check for each subscriber, and the change of its live message; side by side, as one write. */
  async notifyCheck(before: Watch, decision: CheckDecision, now: number): Promise<void> {
    const { watch, ended, event } = decision;
    const news = newsOfCheck(before, decision);
    await Promise.all(
      before.subscribers.flatMap((subscriber) => [
        this.#showState(subscriber.liveId, watch, {
          ended,
          alert: event && alertId(watch, incidentOf(watch, event.kind), subscriber),
        }),
        ...(event === undefined ? [] : [this.#addAlert(watch, subscriber, event, now)]),
        ...news.map((each) => this.#addEvent(watch, subscriber, each, now)),
        this.#showOutcome(before, subscriber, watch, ended),
        ...(ended ? [this.#options.recentSubscribers.note(watch.account, subscriber.channel, now)] : []),
      ]),
    );
  }

  /** @param alert the id of a new alert about the container */
  async #showState(
    liveId: string,
    { container, state }: Watch,
    { ended, alert }: { readonly ended: boolean; readonly alert: string | undefined },
  ): Promise<void> {
    const key = stateKey(state);
    if (!ended && alert === undefined && this.#shown.isShown(liveId, container, key)) return;
    // Until the change is stored, the cache holds nothing: the store may fail.
    this.#shown.delete(liveId, container);
    await this.#reviseLive(liveId, (notification) =>
      reviseItem(notification, container, (item) => ({
        ...item,
        state,
        watched: !ended,
        ...(alert !== undefined && { alert }),
      })),
    );
    if (ended) this.#options.hookDays.noteEnded(liveId, container);
    else this.#shown.set(liveId, container, key);
  }

  /**
   * Stores, for each subscriber, the alert about an error that the container's publisher was answered.
   *
   * @param incident names the error: the same one is stored once
   */
  async notifyReported(watch: Watch, event: ContainerEvent, incident: string, now: number): Promise<void> {
    await Promise.all(
      watch.subscribers.flatMap((subscriber) => [
        this.#addAlert(watch, subscriber, event, now, incident),
        this.#addEvent(watch, subscriber, event, now, incident),
      ]),
    );
  }

  /**
   * Shows, on the alert about an error that was reported, what the container's own status says. A message that people
   * have read already gets a line more.
   */
  async showSeen(watch: Watch, incident: string, seen: ContainerState): Promise<void> {
    for (const subscriber of watch.subscribers) {
      const id = alertId(watch, incident, subscriber);
      await this.#outbox.revise(id, (alert) => reviseSeen(alert, seen));
    }
  }

  /** Drops the alert about an error that was reported, where nobody has read it: another one tells the same. */
  async dropUnread(watch: Watch, incident: string): Promise<void> {
    for (const subscriber of watch.subscribers) {
      const alert = await this.#outbox.get(alertId(watch, incident, subscriber));
      if (alert !== undefined && isNew(alert)) await this.#outbox.forget([alert.id]);
    }
  }

  /** Shows in the live messages that a container belongs to another account, and is watched for that one. */
  async showMoved({ container, subscribers }: Watch, account: string): Promise<void> {
    for (const { liveId } of subscribers)
      await this.#reviseLive(liveId, (notification) =>
        reviseItem(notification, container, (item) => ({ ...item, account })),
      );
  }

  /** Shows in a live message who stopped watching containers. */
  async showDropped(liveId: string, containers: ReadonlySet<string>, by: string): Promise<void> {
    await this.#reviseLive(liveId, (notification) =>
      reviseItem(notification, containers, (item) => ({ ...item, watched: false, droppedBy: by })),
    );
    for (const container of containers) this.#options.hookDays.noteEnded(liveId, container);
  }

  /** Shows in the live message who snoozed a container, and until when. */
  async showSnoozed({ liveId }: Subscriber, container: string, snoozed: SnoozeMark): Promise<void> {
    await this.#reviseLive(liveId, (notification) =>
      reviseItem(notification, container, (item) => ({ ...item, snoozed })),
    );
  }

  async #reviseLive(liveId: string, change: Parameters<Outbox['revise']>[1]): Promise<void> {
    await this.#options.liveMessages.flush(liveId);
    await this.#outbox.revise(liveId, change);
  }

  /** The channels that watch a container of the account or have its alerts turned on, or did in the last 30 days. */
  subscribersOf(account: string): ChannelRef[] {
    const { watchStore, quotaAlerts, recentSubscribers, clock } = this.#options;
    const channels = [
      ...watchStore.channelsOf(account),
      ...quotaAlerts.channelsOf(account),
      ...recentSubscribers.channelsOf(account, clock.now()),
    ];
    return [...new Map(channels.map((channel) => [channelKey(channel), channel])).values()];
  }

  /** Shows on earlier alerts about an open watch what has become of its container since. */
  async #showOutcome(before: Watch, subscriber: Subscriber, watch: Watch, ended: boolean): Promise<void> {
    for (const { kind, incident } of openIncidents(before)) {
      if (!ended && isStillSo(kind, watch)) continue;
      // A container that fails again is a new incident.
      const isOver = ended || kind === 'check-failing';
      for (const id of alertIds(before, incident, subscriber))
        await this.#outbox.revise(id, (alert) => reviseOutcome(alert, watch.state, { ended, isOver }));
    }
  }

  /** Nothing will change the alerts about a watch any more: its channel has stopped watching. */
  async closeAlerts(watch: Watch, subscriber: Subscriber): Promise<void> {
    for (const { incident } of openIncidents(watch))
      for (const id of alertIds(watch, incident, subscriber)) await this.#outbox.finalize(id);
  }

  #addAlert(
    watch: Watch,
    subscriber: Subscriber,
    event: ContainerEvent,
    now: number,
    incident = incidentOf(watch, event.kind),
  ): Promise<void> {
    const { account, container, createdAt } = watch;
    const { channel, by, note, liveId: live, mentions, hook } = subscriber;
    const called = { ...(mentions && { mentions }), ...(hook && { hook: hook.name }) };
    const facts = { account, container, createdAt, by, note, live, ...called };
    const content = { kind: 'container', ...facts, event } as const;
    const final = !REVISED_EVENTS.includes(event.kind);
    return this.#outbox.add(alertId(watch, incident, subscriber), channel, content, { at: now, final });
  }

  /** For programs, whatever people have snoozed. */
  #addEvent(
    watch: Watch,
    subscriber: Subscriber,
    news: ContainerNews,
    now: number,
    incident = incidentOf(watch, news.kind),
  ): Promise<void> {
    const { account, container, createdAt, state } = watch;
    const { channel, note, hook } = subscriber;
    const id = alertId(watch, incident, subscriber);
    const facts = { account, container, createdAt, state, note, hook: hook?.id };
    return this.#options.eventFeed.add({ kind: 'container', id, channel, at: now, news, ...facts });
  }
}

/** The events after which a watch goes on: what follows is shown on their alerts. */
const REVISED_EVENTS: readonly ContainerEventKind[] = [
  'delayed',
  'unpublished',
  'undocumented',
  'expiring',
  'check-failing',
  'publish-error',
];

/** One of them that was told about a watch; `incident` is the part of its alert's id that names it. */
interface OpenIncident {
  readonly kind: ContainerEventKind;
  readonly incident: string;
}

function openIncidents(watch: Watch): OpenIncident[] {
  const kinds: ContainerEventKind[] = [
    ...(watch.delayedNotified ? ['delayed' as const] : []),
    ...(watch.unpublishedNotified ? ['unpublished' as const] : []),
    ...(watch.undocumentedNotified ? ['undocumented' as const] : []),
    ...(watch.expiryNotified ? ['expiring' as const] : []),
    ...(watch.failing?.notified ? ['check-failing' as const] : []),
  ];
  const errors = watch.reportedErrors ?? [];
  return [
    ...kinds.map((kind) => ({ kind, incident: incidentOf(watch, kind) })),
    ...errors.map((incident) => ({ kind: 'publish-error' as const, incident })),
  ];
}

/** A container can fail several times. */
function incidentOf({ failing, shifted = 0 }: Watch, kind: ContainerNews['kind']): string {
  return kind === 'check-failing' && failing !== undefined ? `${kind}-${failing.since + shifted}` : kind;
}

/** Whether an alert about this event still says how it is. */
function isStillSo(kind: ContainerEventKind, { state, failing }: Watch): boolean {
  if (kind === 'check-failing') return failing !== undefined;
  // What its status was is told beside the error; only how it ends is news.
  if (kind === 'publish-error') return true;
  const { isTrueWhile } = describeEvent({ kind });
  return failing !== undefined || (state.kind === 'status' && isTrueWhile?.(state.status) === true);
}

/**
 * Follows from the facts, so that an event which is decided twice is stored once. The live message names the subscription:
 * a channel that watches a container again has another one.
 */
function alertId(
  { account, container, firstSeenAt, shifted = 0 }: Watch,
  incident: string,
  { channel, liveId }: Subscriber,
): string {
  return `container/${account}/${container}/${firstSeenAt + shifted}/${incident}/${channelKey(channel)}/${liveId}`;
}

/** The ids that an alert can have: earlier versions did not name the subscription. */
function alertIds(watch: Watch, incident: string, subscriber: Subscriber): string[] {
  const { account, container, firstSeenAt, shifted = 0 } = watch;
  const earlier = `container/${account}/${container}/${firstSeenAt + shifted}/${incident}/${channelKey(subscriber.channel)}`;
  return [alertId(watch, incident, subscriber), earlier];
}

/** The alert with what the container's own status says: as a part of it where nobody has read it, else below. */
function reviseSeen(
  alert: Notification,
  seen: ContainerState,
): Pick<Notification, 'content' | 'final'> | undefined {
  const { content, final } = alert;
  if (content.kind !== 'container' || content.event.kind !== 'publish-error') return undefined;
  if (isNew(alert)) {
    const { outcome: _, ended: __, ...unread } = content;
    return { content: { ...unread, event: { ...content.event, seen } }, final: final || isFinal(seen) };
  }
  return reviseOutcome(alert, seen, { ended: isFinal(seen), isOver: final || isFinal(seen) });
}

/** The alert with what became of its container; `undefined` where it says so already. */
function reviseOutcome(
  { content, final }: Notification,
  outcome: ContainerState,
  { ended, isOver }: { readonly ended: boolean; readonly isOver: boolean },
): Pick<Notification, 'content' | 'final'> | undefined {
  if (content.kind !== 'container') return undefined;
  const isShown = content.outcome !== undefined && stateKey(content.outcome) === stateKey(outcome);
  return isShown && final === isOver ? undefined : { content: { ...content, outcome, ended }, final: isOver };
}

import { randomUUID } from 'node:crypto';
import { channelKey } from '../channelRef.ts';
import type { ContentOf } from '../messages/content.ts';
import type { Notification } from '../notifications/notification.ts';
import type { Outbox } from '../notifications/outbox.ts';
import { shownOn, showSnoozeEnd } from '../notifications/showSnoozeEnd.ts';
import type { Snooze } from '../notifications/snoozeStore.ts';
import { findSubscriber } from '../watches/findSubscriber.ts';
import { watchKey } from '../watches/watch.ts';
import type { WatchStore } from '../watches/watchStore.ts';
import type { Notifier } from './notifier.ts';
import type { QuotaAlerts } from './quotaAlerts.ts';

export interface SnoozeNotifierOptions {
  readonly watchStore: WatchStore;
  readonly outbox: Outbox;
  readonly quotaAlerts: QuotaAlerts;
  readonly notifier: Notifier;
}

type Notice = ContentOf<'channel-snoozed'>;

/** Shows in a channel what is snoozed, by whom and until when: in a message of its own, or on those that it concerns. */
export class SnoozeNotifier {
  readonly #options: SnoozeNotifierOptions;

  constructor(options: SnoozeNotifierOptions) {
    this.#options = options;
  }

  /**
   * The ids of the notifications that are to show a snooze. For a whole channel that is one message, to which changes are
   * added. An end that is later than the message's headline says is news, so it gets a new message.
   *
   * @param before what the new snooze takes the place of
   */
  async planShowing(snooze: Snooze, before: Snooze | undefined): Promise<readonly string[]> {
    const { channel, account, container, until } = snooze;
    const { outbox, quotaAlerts, watchStore } = this.#options;
    if (account === undefined) {
      const [id] = before === undefined ? [] : shownOn(before);
      const shown = id === undefined ? undefined : (await outbox.get(id))?.content;
      const isEnough = shown?.kind === 'channel-snoozed' && until <= shown.until;
      return [id !== undefined && isEnough ? id : `channel-snoozed/${channelKey(channel)}/${randomUUID()}`];
    }
    if (container === undefined) return quotaAlerts.openAlertsOf(channel, account);
    const subscriber = findSubscriber(await watchStore.get(watchKey(account, container)), channel);
    return subscriber === undefined ? [] : [subscriber.liveId];
  }

  /** Shows a snooze that is stored. @param before as in `planShowing` */
  async show(snooze: Snooze, before: Snooze | undefined, now: number): Promise<void> {
    const { channel, account, container, by, until } = snooze;
    const { quotaAlerts, watchStore, notifier } = this.#options;
    if (account === undefined) return this.#showChannel(snooze, before, now);
    if (container === undefined) return quotaAlerts.showSnoozed(channel, account, { by, until });
    const subscriber = findSubscriber(await watchStore.get(watchKey(account, container)), channel);
    if (subscriber !== undefined) await notifier.showSnoozed(subscriber, container, { by, until });
  }

  /** Shows that a snooze has ended, and by whom. */
  showEnd(snooze: Snooze): Promise<void> {
    return showSnoozeEnd(this.#options.outbox, snooze);
  }

  async #showChannel(snooze: Snooze, before: Snooze | undefined, now: number): Promise<void> {
    const { outbox } = this.#options;
    const { channel, by, until } = snooze;
    const [id = ''] = shownOn(snooze);
    const [idBefore] = before === undefined ? [] : shownOn(before);
    const content: Notice = { kind: 'channel-snoozed', by, until };
    await outbox.add(id, channel, content, { at: now, final: false });
    await outbox.revise(id, (notice) => addChange(notice, snooze));
    if (idBefore !== undefined && idBefore !== id)
      await outbox.revise(idBefore, (notice) => {
        const changed = addChange(notice, snooze);
        return changed && { content: { ...changed.content, isContinued: true }, final: true };
      });
  }
}

/** How many changes a message lists; the latest are kept. */
const MOST_CHANGES = 10;

function addChange(
  { content }: Notification,
  { by, until }: Snooze,
): { readonly content: Notice; readonly final: boolean } | undefined {
  if (content.kind !== 'channel-snoozed') return undefined;
  const { changes = [] } = content;
  if ((changes.at(-1) ?? content).until === until) return undefined;
  return { content: { ...content, changes: [...changes, { by, until }].slice(-MOST_CHANGES) }, final: false };
}

import { type ChannelRef, channelKey } from '../channelRef.ts';
import type { ContentOf } from '../messages/content.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { QuotaFailure } from './quotaFailure.ts';

/** Stores notifications about quotas that can't be read. Their ids follow from the facts, so none is stored twice. */
export class QuotaFailureNotifier {
  readonly #outbox: Outbox;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  /** @returns the channels that were not told before */
  async notifyUnreadable(
    failure: QuotaFailure,
    channels: readonly ChannelRef[],
    now: number,
  ): Promise<ChannelRef[]> {
    const { account, error, since, last, notified } = failure;
    const known = new Set(notified.map(channelKey));
    const untold = channels.filter((channel) => !known.has(channelKey(channel)));
    const content: ContentOf<'quotas-unreadable'> = {
      kind: 'quotas-unreadable',
      account,
      error,
      since,
      last,
    };
    for (const channel of untold)
      await this.#outbox.add(unreadableId(failure, channel), channel, content, { at: now, final: false });
    return untold;
  }

  /**
   * Shows on the messages that the quotas can be read again, and says so in a new one, since an edit notifies nobody.
   * A channel that has not got the first message yet gets neither.
   *
   * @param channels those that still have the alerts turned on
   */
  async notifyReadable(failure: QuotaFailure, channels: readonly ChannelRef[], now: number): Promise<void> {
    const { account, since, notified } = failure;
    const subscribed = new Set(channels.map(channelKey));
    for (const channel of notified) {
      const id = unreadableId(failure, channel);
      const notification = await this.#outbox.get(id);
      if (notification !== undefined && notification.messageId === undefined) {
        await this.#outbox.forget([id]);
        continue;
      }
      await this.#outbox.revise(id, ({ content }) =>
        content.kind === 'quotas-unreadable'
          ? { content: { ...content, until: now }, final: true }
          : undefined,
      );
      if (!subscribed.has(channelKey(channel))) continue;
      const content: ContentOf<'quotas-readable'> = { kind: 'quotas-readable', account, since, until: now };
      const readableId = `quotas-readable/${incidentOf(failure)}/${channelKey(channel)}`;
      await this.#outbox.add(readableId, channel, content, { at: now, final: true });
    }
  }

  /** Nobody waits for these quotas any more: nothing changes the messages about them. */
  async finalize(failure: QuotaFailure): Promise<void> {
    for (const channel of failure.notified) await this.#outbox.finalize(unreadableId(failure, channel));
  }
}

function unreadableId(failure: QuotaFailure, channel: ChannelRef): string {
  return `quotas-unreadable/${incidentOf(failure)}/${channelKey(channel)}`;
}

/** The same as long as the failure lasts, also where its times were moved. */
function incidentOf({ account, since, shifted = 0, id }: QuotaFailure): string {
  return [account, since + shifted, ...(id === undefined ? [] : [id])].join('/');
}

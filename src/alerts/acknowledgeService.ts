import type { ChannelRef } from '../channelRef.ts';
import type { Acknowledgement } from '../messages/content.ts';
import { acknowledge, acknowledgementOf, alertName } from '../notifications/acknowledgement.ts';
import { isNew, type Notification } from '../notifications/notification.ts';
import type { Outbox } from '../notifications/outbox.ts';
import { reminderId } from '../notifications/reminders/reminderId.ts';

/** What became of a press of *Acknowledge*: who takes care of it now, or that nothing is left to be taken care of. */
export type AcknowledgeOutcome =
  | { readonly kind: 'acknowledged' | 'known'; readonly mark: Acknowledgement }
  | { readonly kind: 'over' };

/** Shows on an alert who takes care of it, and on its reminders. */
export class AcknowledgeService {
  readonly #outbox: Outbox;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  /**
   * Marks everything that the message of an alert shows, and that nobody takes care of yet.
   *
   * @param name comes from a button, so it may be made up
   */
  async acknowledge(channel: ChannelRef, name: string, mark: Acknowledgement): Promise<AcknowledgeOutcome> {
    const pressed = this.#outbox.idsIn(channel).find((id) => alertName(id) === name);
    const shown = pressed === undefined ? undefined : await this.#outbox.get(pressed);
    if (shown === undefined) return { kind: 'over' };
    const first = shown.content.kind === 'reminder' ? shown.content.first : shown.id;
    const alerts = await this.#messageOf(channel, first);
    const all = [...alerts, ...(await this.#remindersOf(channel, [first, ...alerts.map(({ id }) => id)]))];
    const marked = await Promise.all(all.map((each) => this.#mark(each, mark)));
    if (marked.some(Boolean)) return { kind: 'acknowledged', mark };
    const known = all.flatMap(({ content }) => acknowledgementOf(content) ?? []);
    const [earlier] = known;
    return earlier === undefined ? { kind: 'over' } : { kind: 'known', mark: earlier };
  }

  /** Those of a message: what joined it later may have one of its own, and each may be named by any alert of the message. */
  async #remindersOf(channel: ChannelRef, alerts: readonly string[]): Promise<Notification[]> {
    const ids = [...new Set(alerts.map((id) => reminderId(id)))].filter((id) =>
      this.#outbox.has(channel, id),
    );
    const reminders = await Promise.all(ids.map((id) => this.#outbox.get(id)));
    return reminders.filter((reminder) => reminder !== undefined);
  }

  /** Every notification that the same message shows. */
  async #messageOf(channel: ChannelRef, first: string): Promise<Notification[]> {
    const group = this.#outbox.groupsIn(channel).find(({ ids }) => ids.has(first));
    if (group !== undefined) return this.#outbox.membersOf(group);
    const alone = await this.#outbox.get(first);
    return alone === undefined ? [] : [alone];
  }

  /** A reminder that is not posted yet is dropped. @returns whether it was open */
  async #mark({ id, content }: Notification, mark: Acknowledgement): Promise<boolean> {
    let wasOpen = false;
    await this.#outbox.revise(id, (notification) => {
      const acknowledged = acknowledge(notification.content, mark);
      wasOpen = JSON.stringify(acknowledged) !== JSON.stringify(notification.content);
      return wasOpen ? { content: acknowledged, final: notification.final } : undefined;
    });
    const waits =
      content.kind === 'reminder' && (await this.#outbox.get(id).then((now) => now && isNew(now)));
    if (waits) await this.#outbox.forget([id]);
    return wasOpen;
  }
}

import type { ChannelRef } from '../channelRef.ts';
import type { ContentOf } from '../messages/content.ts';
import type { Outbox } from './outbox.ts';

/** Lists what messages about several containers show: the answer to *Show all*. */
export class NotificationGroups {
  readonly #outbox: Outbox;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  /**
   * Every container of one message.
   *
   * @param groupId comes from a button, so it may be made up
   * @returns an empty list where the channel has no such message, or it is too old
   */
  async membersIn(channel: ChannelRef, groupId: string): Promise<ContentOf<'container'>[]> {
    const group = this.#outbox.groupsIn(channel).find(({ id }) => id === groupId);
    const members = group === undefined ? [] : await this.#outbox.membersOf(group);
    return members.flatMap(({ content }) => (content.kind === 'container' ? [content] : []));
  }
}

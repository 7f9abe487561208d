import type { ChannelRef } from '../channelRef.ts';
import type { ContentOf } from '../messages/content.ts';
import type { Outbox } from './outbox.ts';

/** The messages that tell of several containers, asked for all of them. */
export class NotificationGroups {
  readonly #outbox: Outbox;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  /**
   * What a message of a channel tells of.
   *
   * @param groupId as its button names it; anybody may have made it up
   * @returns nothing where no such message is remembered in that channel
   */
  async membersIn(channel: ChannelRef, groupId: string): Promise<ContentOf<'container'>[]> {
    const group = this.#outbox.groupsIn(channel).find(({ id }) => id === groupId);
    const members = group === undefined ? [] : await this.#outbox.membersOf(group);
    return members.flatMap(({ content }) => (content.kind === 'container' ? [content] : []));
  }
}

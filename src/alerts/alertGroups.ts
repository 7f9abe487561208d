import type { ContentOf } from '../messages/content.ts';
import type { Place } from '../place.ts';
import type { Postings } from './postings.ts';

/** The messages that tell of several containers, asked for all of them. */
export class AlertGroups {
  readonly #postings: Postings;

  constructor(postings: Postings) {
    this.#postings = postings;
  }

  /**
   * What a message of a channel tells of.
   *
   * @param groupId as its button names it; anybody may have made it up
   * @returns nothing where no such message is remembered in that channel
   */
  async membersIn(place: Place, groupId: string): Promise<ContentOf<'container'>[]> {
    const group = this.#postings.groupsIn(place).find(({ id }) => id === groupId);
    const members = group === undefined ? [] : await this.#postings.membersOf(group);
    return members.flatMap(({ content }) => (content.kind === 'container' ? [content] : []));
  }
}

import type { Person } from '../../../../commands/command.ts';
import type { ChannelRef } from '../../../channelRef.ts';
import type { Card } from '../../../messages/card.ts';
import type { ButtonValue } from '../render/buttonValue.ts';

/** Something that somebody asks for, by a command or a button. */
export interface Client {
  readonly channel: ChannelRef;
  readonly person: Person;
  /** Where Slack takes the answer. */
  readonly responseUrl: string;
  /** Whether the answer takes the place of the message whose button was pressed: another page of it. */
  readonly replaces: boolean;
  /** What is asked for; or the answer, where it can't be understood. */
  readonly request:
    | { readonly kind: 'invoke'; readonly asked: ButtonValue; readonly withWatches: boolean }
    | { readonly kind: 'refuse'; readonly card: Card };
}

import type { Person } from '../../../../commands/command.ts';
import type { ChannelRef } from '../../../channelRef.ts';
import type { Card } from '../../../messages/card.ts';
import type { ButtonAction } from '../../buttonAction.ts';

/** A slash command or a press of a button, as read from Slack's payload. */
export interface SlackRequest {
  readonly channel: ChannelRef;
  readonly person: Person;
  /** Where Slack accepts the answer. */
  readonly responseUrl: string;
  /** Whether the answer replaces the message with the button: it is another page of it. */
  readonly replaces: boolean;
  /** What to run, or the answer where nothing can be run. */
  readonly content:
    | { readonly kind: 'run'; readonly action: ButtonAction; readonly isEmptyLine: boolean }
    | { readonly kind: 'refuse'; readonly card: Card };
}

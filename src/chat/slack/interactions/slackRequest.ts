import type { Person } from '../../../../commands/command.ts';
import type { FormCommand } from '../../../../commands/fillForm.ts';
import type { FormStart } from '../../../../commands/form.ts';
import type { ChannelRef } from '../../../channelRef.ts';
import type { Card } from '../../../messages/card.ts';
import type { ButtonAction } from '../../buttonAction.ts';

/** A slash command, a press of a button, a shortcut on a message or a form that was sent, as read from Slack's payload. */
export interface SlackRequest {
  readonly channel: ChannelRef;
  /** What people call the channel, where Slack says so. */
  readonly channelName?: string | undefined;
  readonly person: Person;
  /** The person's name in Slack, from outside. */
  readonly personName?: string | undefined;
  /** Where Slack accepts the answer. */
  readonly responseUrl: string;
  /** Opens a form within 3 s; a form that was sent has none. */
  readonly triggerId?: string | undefined;
  /** Whether the answer replaces the message with the button: it is another page of it. */
  readonly replaces: boolean;
  /** What to run, the form to open, or the answer where nothing can be run. */
  readonly content:
    | { readonly kind: 'run'; readonly action: ButtonAction; readonly isEmptyLine: boolean }
    | { readonly kind: 'open'; readonly command: FormCommand; readonly start: FormStart }
    | { readonly kind: 'refuse'; readonly card: Card };
}

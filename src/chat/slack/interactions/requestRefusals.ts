import { seeHelp } from '../../../../commands/userError.ts';
import type { Card } from '../../../messages/card.ts';
import { refusal } from '../../../messages/replies/refusal.ts';
import { code, command, text } from '../../../messages/text.ts';
import { answerableSchema } from './payloads.ts';
import type { ReadRequest } from './slackRequest.ts';

/** A person who waits for an answer gets one, also where the payload can't be read. */
export function refuseUnreadable(body: unknown): ReadRequest | undefined {
  const url = answerableSchema.safeParse(body).data?.response_url;
  if (url === undefined) return undefined;
  return {
    channel: { platform: 'slack', workspace: '', id: '' },
    person: { id: '', isManager: false, isPublisher: false },
    responseUrl: url,
    replaces: false,
    content: {
      kind: 'refuse',
      card: seeHelp(text`Slack sent something that can’t be read. Try again.`).card,
    },
  };
}

/** For somebody of another workspace. */
export function teamRefused(team: string): Card {
  return refusal(
    text`This Threadwatch serves another workspace, and can’t answer here.`,
    text`Its operator can run one for this workspace; its id is ${code(team)}`,
  );
}

/** Somebody of another company, in a channel that is shared with it (Slack Connect). */
export function guestRefused(): Card {
  return refusal(
    text`Only people of the workspace that runs this Threadwatch can use its buttons.`,
    text`Ask one of them in this channel to press it.`,
  );
}

/** For a button that is not ours. */
export function buttonRefused(): Card {
  return seeHelp(text`This button is from another version of Threadwatch, and does nothing any more.`).card;
}

/** For a form or a shortcut that is not ours. */
export function formRefused(): Card {
  return seeHelp(text`This form is from another version of Threadwatch, and does nothing any more.`).card;
}

/** For a form that Slack did not open. */
export function formNotOpened(line: string): Card {
  return refusal(text`Slack did not open the form.`, text`Type ${command(line)}`);
}

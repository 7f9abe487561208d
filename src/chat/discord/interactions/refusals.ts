import type { Command } from '../../../../commands/command.ts';
import { type FilledIn, writeFilledIn } from '../../../../commands/fillForm.ts';
import { seeHelp } from '../../../../commands/userError.ts';
import type { Card } from '../../../messages/card.ts';
import { refusal } from '../../../messages/replies/refusal.ts';
import { code, command, text } from '../../../messages/text.ts';
import type { DeliveryError } from '../../../notifications/chatPort.ts';
import type { Interaction } from './interaction.ts';
import { findMissingPermissions, isThread } from './permissions.ts';

/** For a server that the bot does not serve, or a direct message. It tells only what the operator needs. */
export function notServed(guildId: string | undefined): Card {
  if (guildId === undefined)
    return { tone: 'neutral', title: text`This bot answers in servers alone`, body: [], buttons: [] };
  return {
    tone: 'neutral',
    title: text`This server's id is ${code(guildId)}`,
    body: [text`To be answered here, ask whoever runs this bot to add it to ${code('DISCORD_GUILD_IDS')}.`],
    buttons: [],
  };
}

/** For a button whose id is not ours. */
export function unknownButton(): Card {
  return seeHelp(text`This button is from another version of Threadwatch, and does nothing any more.`).card;
}

/** For a slash command that is not ours. */
export function unknownCommand(): Card {
  return seeHelp(text`Unknown command: it is most likely from another version of Threadwatch.`).card;
}

/** For a form that is not ours. */
export function unknownForm(): Card {
  return seeHelp(text`This form is from another version of Threadwatch, and does nothing any more.`).card;
}

/** For a form that can't be used: what is wrong with it, and everything that was typed. */
export function formRefused({ name, ...rest }: Command, { typed, problems }: FilledIn): Card {
  const [first, ...others] = problems.map(({ error }) => error.card);
  if (first === undefined) return unknownForm();
  return {
    ...first,
    body: [...others.map(({ title }) => title), ...first.body],
    context: [text`You typed: ${command(writeFilledIn({ name, ...rest }, typed))}`],
    buttons: [{ label: 'Try again', command: name, args: typed, opensForm: true }],
  };
}

/** For an interaction that lacks its person or its channel. */
export function unreadable(): Card {
  return seeHelp(text`Discord didn’t say who asks, or where. Try again.`).card;
}

/** For a command that posts. @returns `undefined` where the bot may post in the channel */
export function explainMissing({ channel, app_permissions }: Interaction): Card | undefined {
  const missing = findMissingPermissions(app_permissions, channel?.type);
  return missing.length > 0 ? missingPermissions(missing, isThread(channel?.type)) : undefined;
}

/** For a command that posts, in a channel where the bot lacks permissions. The command was not run. */
export function missingPermissions(missing: readonly string[], inThread: boolean): Card {
  const where = inThread ? 'the channel of this thread' : 'this channel';
  const they = missing.length === 1 ? 'it' : 'them';
  return refusal(
    text`I could not tell anything in this channel: I lack ${missing.join(', ')}. Nothing was begun.`,
    text`Give ${they} to my role: edit ${where}, open Permissions, add my role and allow ${they}. Then ask again.`,
  );
}

/** For a command that posts, in a channel that refused its message. What the command began was undone. */
export function postFailed(error: DeliveryError): Card {
  return refusal(
    text`Nothing can be posted here, so nothing is told here: ${error.message}. Nothing was begun.`,
    text`To mend it, edit this channel, open Permissions, add my role and allow View Channel, Send Messages (in threads: Send Messages in Threads) and Embed Links. Then ask again.`,
  );
}

import type { Card } from '../../../messages/card.ts';
import { refusal } from '../../../messages/replies/refusal.ts';
import { code, command, text } from '../../../messages/text.ts';
import type { DeliveryError } from '../../../notifications/chatPort.ts';

/** For a server that we don't serve, or no server at all: nothing but what its people need to be served. */
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

/** For a button that none of ours stands behind. */
export function unknownButton(): Card {
  return refusal(
    text`This button is none that I know, or it is from another version.`,
    text`Type ${command('help')} to see what can be asked.`,
  );
}

/** For a command that none of ours stands behind. */
export function unknownCommand(): Card {
  return refusal(
    text`This command is none that I know, or it is from another version.`,
    text`Type ${command('help')} to see what can be asked.`,
  );
}

/** For something that does not say who asks, or where. */
export function unreadable(): Card {
  return refusal(
    text`What Discord sent can’t be read: it does not say who asks, or where.`,
    text`Type ${command('help')} to see what can be asked.`,
  );
}

/** For something that is told later in a channel where we may not post: nothing was begun. */
export function cannotPost(missing: readonly string[], inThread: boolean): Card {
  const where = inThread ? 'the channel of this thread' : 'this channel';
  const they = missing.length === 1 ? 'it' : 'them';
  return refusal(
    text`I could not tell anything in this channel: I lack ${missing.join(', ')}. Nothing was begun.`,
    text`Give ${they} to my role: edit ${where}, open Permissions, add my role and allow ${they}. Then ask again.`,
  );
}

/** For something that is told later in a channel that took no message of ours: nothing of it stays. */
export function cannotTell(loss: DeliveryError): Card {
  return refusal(
    text`Nothing can be posted here, so nothing is told here: ${loss.message}. Nothing was begun.`,
    text`To mend it, edit this channel, open Permissions, add my role and allow View Channel, Send Messages (in threads: Send Messages in Threads) and Embed Links. Then ask again.`,
  );
}

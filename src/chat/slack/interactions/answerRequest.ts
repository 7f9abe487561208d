import type { Command } from '../../../../commands/command.ts';
import type { Log } from '../../../log.ts';
import type { Card } from '../../../messages/card.ts';
import { answerOncePosted } from '../../answerOncePosted.ts';
import type { DeliveryFailures } from '../../deliveryFailures.ts';
import type { Bot } from '../../platform.ts';

import type { ButtonValue } from '../render/buttonValue.ts';
import { type Message, renderBoth, renderMessage } from '../render/renderMessage.ts';
import { cannotTell } from './cards.ts';
import type { Client } from './request.ts';
import { respond } from './respond.ts';
import { writeLine } from './writeLine.ts';

export interface AnswerParts {
  readonly bot: Bot;
  readonly deliveryFailures: DeliveryFailures;
  readonly log: Log;
}

/** Does what was asked for, and answers; never rejects. */
export async function answerRequest(ask: Client, parts: AnswerParts): Promise<void> {
  try {
    await answer(ask, parts);
  } catch (err) {
    parts.log.warn({ err, channel: ask.channel }, 'somebody in Slack could not be answered');
  }
}

async function answer(ask: Client, parts: AnswerParts): Promise<void> {
  const { bot } = parts;
  const { request } = ask;
  const options = { commandName: bot.commandName };
  if (request.kind === 'refuse') return say(ask, renderMessage(request.card, options));
  const { asked } = request;
  const command = bot.commands.find(({ name }) => name === asked.command);
  if (command?.posts) return answerPosting(ask, asked, command, parts);

  const card = await invoke(ask, asked, bot);
  if (request.withWatches) {
    const watches = { command: 'watches', args: {} };
    const list = await invoke(ask, watches, bot);
    await say(ask, renderBoth([card, list], [options, { ...options, asked: watches }]));
  } else await say(ask, renderMessage(card, { ...options, asked }));
  await bot.deliver(ask.channel);
}

/** Slack does not let an app ask which channels it is in: the message that it posts finds out. */
function answerPosting(ask: Client, asked: ButtonValue, command: Command, parts: AnswerParts): Promise<void> {
  const { bot, deliveryFailures, log } = parts;
  const { channel, person } = ask;
  const options = { commandName: bot.commandName };
  return answerOncePosted({
    deliveryFailures,
    channel: channel.id,
    person: person.id,
    run: () => invoke(ask, asked, bot),
    deliver: () =>
      bot
        .deliver(channel)
        .catch((err) => log.error({ err }, 'what a command has to tell was not brought out')),
    show: (card) => say(ask, renderMessage(card, { ...options, asked })),
    refuse: (loss) => say(ask, renderMessage(cannotTell(loss, writeLine(command, asked.args)), options)),
  });
}

function invoke({ channel, person }: Client, { command, args }: ButtonValue, bot: Bot): Promise<Card> {
  return bot.dispatch({ command, args, channel, person });
}

function say({ responseUrl, replaces }: Client, message: Message): Promise<void> {
  return respond(responseUrl, { ...message, replaces });
}

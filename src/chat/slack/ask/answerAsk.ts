import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from '../../../../commands/command.ts';
import { SECOND } from '../../../duration.ts';
import type { Log } from '../../../log.ts';
import type { Card } from '../../../messages/card.ts';
import type { Bot } from '../../platform.ts';
import { type ChatPort, DeliveryError } from '../../port.ts';
import type { Losses } from '../deliver/losses.ts';
import type { ButtonValue } from '../render/buttonValue.ts';
import { type Message, renderBoth, renderMessage } from '../render/renderMessage.ts';
import type { Ask } from './ask.ts';
import { cannotTell, quotaAlertsNotice } from './cards.ts';
import { respond } from './respond.ts';
import { writeLine } from './writeLine.ts';

/** An answer waits so long to see whether what it promises can be posted; then it comes all the same. */
const PROOF = 2 * SECOND;

export interface AnswerParts {
  readonly bot: Bot;
  readonly port: ChatPort;
  readonly losses: Losses;
  readonly log: Log;
}

/** Does what was asked for, and answers; never rejects. */
export async function answerAsk(ask: Ask, parts: AnswerParts): Promise<void> {
  try {
    await answer(ask, parts);
  } catch (err) {
    parts.log.warn({ err, place: ask.place }, 'somebody in Slack could not be answered');
  }
}

async function answer(ask: Ask, parts: AnswerParts): Promise<void> {
  const { bot } = parts;
  const { request } = ask;
  const options = { commandName: bot.commandName };
  if (request.kind === 'refuse') return say(ask, renderMessage(request.card, options));
  const { asked } = request;
  const command = bot.commands.find(({ name }) => name === asked.command);
  if (command?.posts) return answerOncePosted(ask, asked, command, parts);

  const card = await invoke(ask, asked, bot);
  if (request.withWatches) {
    const watches = { command: 'watches', args: {} };
    const list = await invoke(ask, watches, bot);
    await say(ask, renderBoth([card, list], [options, { ...options, asked: watches }]));
  } else await say(ask, renderMessage(card, { ...options, asked }));
  await bot.deliver();
}

/**
 * A promise to tell a channel something is worth what a message to it is worth, and an app may not ask which
 * channels it is in: so the message comes first, and the answer says whether it arrived.
 */
async function answerOncePosted(
  ask: Ask,
  asked: ButtonValue,
  command: Command,
  parts: AnswerParts,
): Promise<void> {
  const { bot, losses } = parts;
  const { place, person } = ask;
  const options = { commandName: bot.commandName };
  const attendance = losses.attend(place.channel, person.id);
  const refuse = (loss: DeliveryError): Promise<void> =>
    say(ask, renderMessage(cannotTell(loss, writeLine(command, asked.args)), options));
  try {
    const card = await invoke(ask, asked, bot);
    const posted = post(ask, asked, card, parts);
    await Promise.race([posted, delay(PROOF, undefined, { ref: false })]);
    const loss = attendance.lost();
    await (loss === undefined ? say(ask, renderMessage(card, { ...options, asked })) : refuse(loss));
    await posted;
    const late = loss === undefined ? attendance.lost() : undefined;
    if (late !== undefined) await refuse(late);
  } finally {
    attendance.leave();
  }
}

/** Brings out what the core has to tell, and what changes for the channel as a whole. */
async function post(ask: Ask, asked: ButtonValue, card: Card, parts: AnswerParts): Promise<void> {
  const { bot, port, log } = parts;
  await bot.deliver().catch((err) => log.error({ err }, 'what a command has to tell was not brought out'));
  const { state: typed = '' } = asked.args;
  const state = typed.trim().toLowerCase();
  const isDone = card.tone === 'good' || card.tone === 'neutral';
  if (asked.command !== 'alerts' || !isDone || (state !== 'on' && state !== 'off')) return;
  try {
    await port.post(ask.place, quotaAlertsNotice(card, ask.person.id), '');
  } catch (error) {
    const isLost = error instanceof DeliveryError && error.kind === 'lasting';
    if (isLost && state === 'on') await invoke(ask, switchedOff(asked), bot);
    else log.warn({ err: error, place: ask.place }, 'a channel was not told that its quota alerts changed');
  }
}

function switchedOff({ command, args: { account } }: ButtonValue): ButtonValue {
  return { command, args: { state: 'off', ...(account !== undefined && { account }) } };
}

function invoke({ place, person }: Ask, { command, args }: ButtonValue, bot: Bot): Promise<Card> {
  return bot.dispatch({ command, args, place, person });
}

function say({ responseUrl, replaces }: Ask, message: Message): Promise<void> {
  return respond(responseUrl, { ...message, replaces });
}
